import type { Transaction } from '../platform/database.js';
import { nightsOf, todayIn } from '../model/local-date.js';
import type { NextId } from '../platform/snowflake.js';
import { bookNights } from './book-nights.js';
import type { BookingRecord } from './booking-record.js';
import { writeConfirmed, type Change } from './confirm-hold.js';
import { sumUnits } from './take-nights.js';

/**
 * The guest has paid, only too late: the hold was over. Where its nights are still free they are taken again, under the
 * guard that every booking passes (law 1), at the price that was paid.
 * @returns null when they are not, or the stay has begun without it: nothing was changed.
 * @throws AppError ROOM_BUSY when the hotel was set up anew meanwhile.
 */
export async function reviveBooking(
  tx: Transaction,
  nextId: NextId,
  change: Change,
): Promise<BookingRecord | null> {
  const { before, hotel, now } = change;
  if (before.check_in_date < todayIn(hotel.time_zone, now)) return null;
  const need = {
    hotel,
    rooms: sumUnits(before.rooms),
    dates: nightsOf(before.check_in_date, before.check_out_date),
  };
  const [decision] = await bookNights(tx, [need], { wait: true });
  if (decision?.kind !== 'taken') {
    if (decision?.kind === 'refused' && decision.error.code !== 'SOLD_OUT') throw decision.error;
    return null;
  }
  await tx.later(
    `UPDATE booking_room_nights n
       JOIN booking_rooms r ON r.booking_id = n.booking_id AND r.booking_room_id = n.booking_room_id
     SET n.dropped_revision = NULL, n.returned = 0, n.acked = ?, n.acked_at = NULL, n.new_pushes = NULL,
       n.dropped_pushes = NULL
     WHERE n.booking_id = ? AND r.dropped_revision IS NULL`,
    [hotel.inventory_mode === 'direct' ? 1 : 0, before.booking_id],
  );
  return writeConfirmed(tx, nextId, { ...change, event_type: 'REVIVED', events: decision.events });
}
