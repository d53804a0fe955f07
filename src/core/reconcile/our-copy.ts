import type { ReadAri } from '../ari/read-ari.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Room } from '../hotels/hotel.js';
import { ROOM_ITSELF } from '../delivery/lanes.js';
import { readCells } from '../delivery/read-cells.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Dialect } from '../model/dialect.js';
import { addDays, type LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import { compareKeys } from './night-cell.js';

/** First and last night, both inclusive. */
export interface NightRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** What a channel is to have of one room: the very cells that delivery would tell, in the order of the calendar. */
export interface RoomCopy {
  readonly room: Room;
  readonly cells: readonly PushCell[];
  /** Nights that somebody has counted, with the time of the last push; of the others a count of 0 says nothing. */
  readonly counted: ReadonlyMap<LocalDate, string | null>;
}

/** As far ahead as a full sync looks (core/delivery, take-work). */
const DAYS_AHEAD = 730;

/** One room alone, so that no more than one room's nights are held. */
export async function ourRoom(
  readAri: ReadAri,
  catalogue: Catalogue,
  { room, from, to }: NightRange & { readonly room: Room },
): Promise<RoomCopy> {
  const counted = new Map<LocalDate, string | null>();
  const reading: ReadAri = async (query) => {
    const nights = await readAri(query);
    for (const { date, uncounted, pms_received_at } of nights)
      if (uncounted !== true) counted.set(date, pms_received_at);
    return nights;
  };
  const plans = [ROOM_ITSELF, ...catalogue.ratePlans.map(({ rate_plan_id }) => rate_plan_id)];
  const marks = plans.map((rate_plan_id) => ({
    ...{ room_id: room.room_id, rate_plan_id, from, to, urgent: false },
  }));
  const cells = await readCells(reading, catalogue, marks);
  return { room, cells: cells.sort(compareKeys), counted };
}

/** The last night that may be compared with a channel of this dialect. */
export function furthestNight({ limits }: Dialect, today: LocalDate): LocalDate {
  const { days_ahead = DAYS_AHEAD, nights = DAYS_AHEAD } = limits;
  return addDays(today, Math.max(0, Math.min(days_ahead, nights - 1, DAYS_AHEAD)));
}

/** The last night of which anything is stored; null where there is none. */
export async function lastStoredNight(database: Queryable, catalogue: Catalogue): Promise<LocalDate | null> {
  const rooms = catalogue.rooms.map(({ room_id }) => room_id);
  if (rooms.length === 0) return null;
  const [row] = await database.rows<{ counted: LocalDate | null; priced: LocalDate | null }>(
    `SELECT (SELECT MAX(date) FROM room_inventory WHERE room_id IN (?)) AS counted,
       (SELECT MAX(date) FROM room_rates WHERE room_id IN (?)) AS priced`,
    [rooms, rooms],
  );
  const [counted, priced] = [row?.counted ?? null, row?.priced ?? null];
  if (counted === null || priced === null) return counted ?? priced;
  return counted > priced ? counted : priced;
}
