import {
  applyUpdates,
  calendarCells,
  type CalendarCell,
  type CalendarNights,
} from '../../connectors/shared/calendar.js';
import type { OpenEndpoint } from '../delivery/endpoints.js';
import type { AriPush, WireRequest } from '../model/channel-codec.js';
import type { DecodedMessage } from '../model/connector.js';
import type { NightCell } from './night-cell.js';

/**
 * What a channel has once it was told these cells: they are written in its contract and read again, so that what the contract cannot
 * say, or says otherwise (a closed room as a count of 0, a stop-sell on each rate plan), differs in nothing.
 * @param base what the channel has before; it is not changed.
 */
export async function spokenCopy(
  { connector, settings }: Pick<OpenEndpoint, 'connector' | 'settings'>,
  push: Omit<AriPush, 'full'>,
): Promise<NightCell[]> {
  const nights: CalendarNights = new Map();
  const requests = connector.channel?.encodeAri({ ...push, full: false }, settings) ?? [];
  for (const request of requests) {
    const { content, faults } = await decode({ connector, settings }, request);
    // Left out it would look like a channel that is to have nothing.
    if (content === null)
      throw new Error(`our own ${request.message} is not read: ${faults[0]?.message ?? ''}`);
    if (content.kind !== 'ari') continue;
    for (const ari of [content.ari, ...(content.more ?? [])]) applyUpdates(nights, ari);
  }
  return calendarCells(nights).filter(hasRoom);
}

/** Contracts with a path for each message name it last. */
function decode(
  { connector, settings: { dialect } }: Pick<OpenEndpoint, 'connector' | 'settings'>,
  { path, body }: WireRequest,
): Promise<DecodedMessage> {
  const last = path.split(/[/?]/).findLast((part) => part !== '');
  const action = connector.messages.find((name) => name === last);
  return connector.decode(Buffer.from(body), {
    charset: 'utf-8',
    ...(action === undefined ? {} : { action }),
    ...(dialect === undefined ? {} : { dialect }),
  });
}

function hasRoom(cell: CalendarCell): cell is CalendarCell & { readonly room_code: string } {
  return cell.room_code !== null;
}
