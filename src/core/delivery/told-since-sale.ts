import type { BusEvent } from '../events/event-bus.js';
import { SOLD_AT_UNKNOWN } from '../events/types.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Lane, LaneMarks } from './lanes.js';
import { countMarks } from './night-marks.js';

/** Times may be rounded to the next second. */
const ROUNDED_MS = 1_000;

type SaleEvent = Extract<BusEvent, { type: 'RoomInventoryUpdated' }>;

/**
 * Nights that a channel lowered by itself, and that it was told of after it had sold them: the count that we sent did not know of the
 * sale, and took the place of its own. It is told of them again.
 */
export async function toldSinceSale(
  database: Database,
  channels: readonly Lane[],
  events: readonly BusEvent[],
): Promise<LaneMarks[]> {
  const found: LaneMarks[] = [];
  for (const { partner_id, hotel_id, kind } of channels) {
    const sales = events.filter(
      (event): event is SaleEvent =>
        event.type === 'RoomInventoryUpdated' &&
        event.hotel_id === hotel_id &&
        event.data.sold_by === partner_id,
    );
    for (const sale of sales) {
      const { room_id, nights } = sale.data;
      const rows = await database.rows<{ date: LocalDate }>(
        `SELECT date FROM channel_cells WHERE partner_id = ? AND hotel_id = ? AND room_id = ? AND rate_plan_id = 0
           AND date IN (?) AND acknowledged_at >= ?`,
        [partner_id, hotel_id, room_id, nights.map(({ date }) => date), toSqlTime(soldAt(sale))],
      );
      const told = new Set(rows.map(({ date }) => date));
      const again = nights.filter(({ date }) => told.has(date));
      if (again.length > 0)
        found.push({ partner_id, hotel_id, kind, marks: countMarks({ room_id, nights: again }) });
    }
  }
  return found;
}

/**
 * As the channel says, however long ago: what is fetched (Expedia's booking retrieval) may have lain there for a day. Never later than
 * it was written down here, which is all that is known where it does not say. Of a message that was sent again it may have been any
 * time before, and so it may where its time is still to come: by that clock nothing can be told. What is told once too often, to a
 * channel whose clock is slow, changes nothing.
 */
function soldAt({ data, occurred_at }: SaleEvent): Date {
  const written = Date.parse(occurred_at);
  if (data.sold_at === SOLD_AT_UNKNOWN) return new Date(0);
  const stated = Date.parse(data.sold_at ?? occurred_at);
  if (stated - written > ROUNDED_MS) return new Date(0);
  // Nor a time that is none.
  return new Date(stated < written ? stated : written);
}
