import type { App } from '../core/app.js';
import type { TailOptions } from '../core/events/tail.js';
import { AppError } from '../core/model/errors.js';
import { eventLine, type EventNames } from './event-line.js';
import { writeJsonLine, writeLine } from './output/json-lines.js';

export interface EventLinesOptions {
  readonly limit: number | undefined;
  /** JSON Lines also on a terminal; off one it is always them, for whoever reads there is a program. */
  readonly json: boolean;
}

/** Writes events, at most `limit` of them, until the reader is gone: for people on a terminal, else as JSON Lines. */
export function eventLines(
  app: Pick<App, 'openCatalogue'>,
  { limit, json }: EventLinesOptions,
): TailOptions['write'] {
  let left = limit ?? Number.POSITIVE_INFINITY;
  const readable = process.stdout.isTTY && !json;
  return async (event) => {
    const taken = readable
      ? await writeLine(eventLine(event, await namesOf(app, event.hotel_id)))
      : await writeJsonLine(event);
    if (!taken) return 'refused';
    left -= 1;
    return left > 0 ? 'more' : 'last';
  };
}

/** Codes as the operator knows them. An event may outlive its hotel. */
async function namesOf({ openCatalogue }: Pick<App, 'openCatalogue'>, hotelId: string): Promise<EventNames> {
  const { OPERATOR_VIEW } = await import('../core/hotels/catalogue.js');
  try {
    const catalogue = await openCatalogue(OPERATOR_VIEW, hotelId);
    return {
      hotel: catalogue.hotel.code,
      room: (id) => catalogue.roomCode(id),
      rate: (id) => catalogue.rateCode(id),
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'HOTEL_NOT_FOUND') throw error;
    return { hotel: hotelId, room: (id) => id, rate: (id) => id };
  }
}
