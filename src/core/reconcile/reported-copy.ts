import type { OpenEndpoint } from '../delivery/endpoints.js';
import { ROOM_ITSELF } from '../delivery/lanes.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Difference } from './difference.js';
import { compareKeys, compareNight, isShut, type NightCell } from './night-cell.js';
import type { NightRange } from './our-copy.js';
import { spokenCopy } from './spoken-copy.js';

interface Channel {
  readonly endpoint: OpenEndpoint;
  readonly catalogue: Catalogue;
}

/** Cells as they stand in the calendar of a channel that was told them. */
export function inContract(
  { endpoint, catalogue }: Channel,
  cells: readonly NightCell[],
): Promise<NightCell[]> {
  const rooms = [...new Set(cells.map(({ room_code }) => room_code))];
  const products = rooms.flatMap((room_code) =>
    catalogue.ratePlans.map(({ rate_plan_id }) => ({
      room_code,
      rate_code: catalogue.rateCode(rate_plan_id),
    })),
  );
  const { hotel_code } = catalogue;
  return spokenCopy(endpoint, { hotel_code, products, cells: cells as readonly PushCell[] });
}

/** Each night once: of one that a calendar names again what is said last, as in a contract's messages. */
export function lastWords(reported: readonly NightCell[]): NightCell[] {
  const nights = new Map<string, NightCell>();
  for (const cell of reported) {
    const key = JSON.stringify([cell.room_code, cell.rate_code, cell.date]);
    nights.set(key, { ...nights.get(key), ...cell });
  }
  return [...nights.values()];
}

/** The nights that are compared, by room, in the order of the calendar. */
export function groupByRoom(
  reported: readonly NightCell[],
  { from, to }: NightRange,
): Map<string, NightCell[]> {
  const rooms = new Map<string, NightCell[]>();
  for (const cell of reported) {
    if (cell.date < from || cell.date > to) continue;
    const known = rooms.get(cell.room_code) ?? [];
    known.push(cell);
    rooms.set(cell.room_code, known);
  }
  for (const cells of rooms.values()) cells.sort(compareKeys);
  return rooms;
}

/** Rooms that are for sale there and connected with none of ours. Where rooms say the hotel they may be another hotel's. */
export function notMapped({ endpoint }: Channel, cells: readonly NightCell[]): Difference[] {
  if (endpoint.dialect.hotel_code === 'optional') return [];
  return cells
    .filter((cell) => !isShut(cell))
    .flatMap((cell) =>
      compareNight(undefined, cell).map((field) => ({
        ...{ room_id: ROOM_ITSELF, rate_plan_id: ROOM_ITSELF, cause: 'not_mapped' as const, since: null },
        ...{ room_code: cell.room_code, rate_code: cell.rate_code, date: cell.date, repairable: false },
        ...field,
      })),
    );
}
