import type { ReadAri } from '../ari/read-ari.js';
import { withNoAdvance } from '../delivery/lifted-advance.js';
import type { Room } from '../hotels/hotel.js';
import type { PushCell } from '../model/channel-codec.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import { isAcknowledged, readAcknowledged, type AcknowledgedCell } from './acknowledged-copy.js';
import { compareAsText, type TextualRoom } from './equal-by-text.js';
import { mergeSorted } from './merge-sorted.js';
import { compareKeys } from './night-cell.js';
import { noteNight, type ChannelComparing, type Found } from './note-night.js';
import { ourRoom, type NightRange, type RoomCopy } from './our-copy.js';

interface Deps {
  readonly database: Queryable;
  readonly readAri: ReadAri;
}

/**
 * What a channel last acknowledged stands for it. The database compares the texts of both copies, and only nights in which they differ
 * are read and compared as values.
 */
export async function compareTold(deps: Deps, asked: ChannelComparing, found: Found): Promise<void> {
  const { catalogue, endpoint, from, to } = asked;
  // A hotel that takes no bookings is told as closed whatever is stored of it.
  const isShutDown = catalogue.hotel.status === 'INACTIVE';
  const query = { partner_id: endpoint.partner.partner_id, catalogue, from, to };
  const texts = isShutDown ? null : await compareAsText(deps.database, query);
  for (const room of catalogue.rooms) {
    const text = texts?.get(room.room_id);
    found.nights += text?.nights ?? 0;
    const ranges = text === undefined ? [{ from, to }] : byMonth(text.apart);
    if (ranges.length > 0)
      compareValues(asked, { ...(await readSides(deps, asked, { room, ranges })), text }, found);
  }
}

interface Sides {
  readonly copy: RoomCopy;
  readonly acknowledged: readonly AcknowledgedCell[];
}

/** Both copies of these nights of one room, in the order of the calendar. */
async function readSides(
  { readAri, database }: Deps,
  { catalogue, endpoint }: ChannelComparing,
  { room, ranges }: { readonly room: Room; readonly ranges: readonly NightRange[] },
): Promise<Sides> {
  const cells: PushCell[] = [];
  const acknowledged: AcknowledgedCell[] = [];
  const counted = new Map<LocalDate, string | null>();
  const lane = { partner_id: endpoint.partner.partner_id, catalogue, room_id: room.room_id };
  for (const range of ranges) {
    const part = await ourRoom(readAri, catalogue, { room, ...range });
    for (const cell of part.cells) cells.push(cell);
    for (const [date, at] of part.counted) counted.set(date, at);
    for (const cell of await readAcknowledged(database, { ...lane, ...range })) acknowledged.push(cell);
  }
  return {
    copy: { room, cells: withNoAdvance(endpoint.connector.channel, cells.sort(compareKeys)), counted },
    acknowledged: acknowledged.sort(compareKeys),
  };
}

function compareValues(
  asked: ChannelComparing,
  { copy, acknowledged, text }: Sides & { readonly text: TextualRoom | undefined },
  found: Found,
): void {
  for (const [ours, told] of mergeSorted(copy.cells, acknowledged, compareKeys)) {
    // Ours were counted with the texts.
    if (text === undefined || ours === undefined) found.nights += 1;
    if (ours !== undefined && isAcknowledged(ours, told)) continue;
    const values = told?.values();
    // What was acknowledged was ours once, so whatever differs there is old.
    noteNight(asked, { copy, ours, theirs: values, told, earlier: { acknowledged: values } }, found);
  }
}

/** From the first to the last of each month's nights: a difference in March and one in May are no reason to read April. */
function byMonth(dates: readonly LocalDate[]): NightRange[] {
  const months = new Map<string, { from: LocalDate; to: LocalDate }>();
  for (const date of dates) {
    const month = date.slice(0, 7);
    const known = months.get(month);
    if (known === undefined) months.set(month, { from: date, to: date });
    else known.to = date;
  }
  return [...months.values()];
}
