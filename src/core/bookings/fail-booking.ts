import { writeOutbox } from '../events/outbox.js';
import { nightsOf } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { bookingEvent } from './booking-events.js';
import type { BookingRecord } from './booking-record.js';
import type { Change } from './confirm-hold.js';
import { dropHold } from './holds.js';
import { giveBackNights, lockNights, sumUnits } from './take-nights.js';
import { dropLots, insertAudit } from './write-booking.js';

export type FailReason = 'expired' | 'declined';

/**
 * Ends a hold that comes to nothing, under the booking's row lock: its nights are given back here and nowhere else, for
 * only a PENDING booking gets here and none leaves as one. No PMS was ever told of it.
 * @throws AppError ROOM_BUSY when the hotel was set up anew meanwhile: nothing happened.
 */
export async function failBooking(
  tx: Transaction,
  { before, hotel, cause, now }: Change,
  reason: FailReason,
): Promise<BookingRecord> {
  if (before.status !== 'PENDING')
    throw new Error(`booking ${before.booking_id} is ${before.status}, no hold`);
  const record: BookingRecord = {
    ...before,
    status: 'FAILED',
    expires_at: null,
    revision: before.revision + 1,
    updated_at: now.toISOString(),
  };
  const { booking_id, revision } = record;
  await tx.later("UPDATE bookings SET status = 'FAILED', revision = ?, updated_at = ? WHERE booking_id = ?", [
    revision,
    toSqlTime(now),
    booking_id,
  ]);
  const nights = {
    rooms: sumUnits(before.rooms),
    dates: nightsOf(before.check_in_date, before.check_out_date),
  };
  await lockNights(tx, hotel, nights);
  const events = await giveBackNights(tx, hotel, nights);
  await dropLots(tx, { booking_id, revision, returned: true });
  await dropHold(tx, booking_id);
  await insertAudit(tx, {
    booking_id,
    event_type: 'FAILED',
    actor: cause.actor,
    revision,
    detail: { reason, request_id: cause.request_id },
  });
  await writeOutbox(tx, [bookingEvent('BookingFailed', record), ...events], cause.request_id);
  return record;
}
