import { writeOutbox } from '../events/outbox.js';
import type { NewEvent } from '../events/types.js';
import type { Hotel } from '../hotels/hotel.js';
import { nightsOf } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { bookingEvent } from './booking-events.js';
import type { BookingRecord } from './booking-record.js';
import { dropHold } from './holds.js';
import { lockNights, sumUnits } from './take-nights.js';
import { insertAudit } from './write-booking.js';

/** Who changes a booking, and what asked for it. */
export interface Cause {
  /** Code of the partner, or `bellhop` for work of our own. */
  readonly actor: string;
  readonly request_id: string | null;
}

export interface Change {
  /** As it stands under its row lock. */
  readonly before: BookingRecord;
  readonly hotel: Hotel;
  readonly cause: Cause;
  readonly now: Date;
}

/**
 * Makes a hold a booking, under the booking's row lock: its nights are its own already, and from now on the hotel's PMS is
 * told of it.
 * @throws AppError ROOM_BUSY when the hotel was set up anew meanwhile: nothing happened.
 */
export async function confirmHold(tx: Transaction, nextId: NextId, change: Change): Promise<BookingRecord> {
  const { before, hotel } = change;
  // One night is enough to keep out who sets the hotel up anew, and whoever books the others is not held up.
  const dates = nightsOf(before.check_in_date, before.check_out_date).slice(-1);
  await lockNights(tx, hotel, { rooms: sumUnits(before.rooms).slice(0, 1), dates });
  return writeConfirmed(tx, nextId, { ...change, event_type: 'CONFIRMED', events: [] });
}

/** Writes what every confirmation has in common; the caller holds the booking's lock and that of a night. */
export async function writeConfirmed(
  tx: Transaction,
  nextId: NextId,
  {
    before,
    hotel,
    cause,
    now,
    event_type,
    events,
  }: Change & { readonly event_type: 'CONFIRMED' | 'REVIVED'; readonly events: readonly NewEvent[] },
): Promise<BookingRecord> {
  const record: BookingRecord = {
    ...before,
    status: 'CONFIRMED',
    expires_at: null,
    revision: before.revision + 1,
    updated_at: now.toISOString(),
  };
  const { booking_id, revision } = record;
  await tx.later(
    "UPDATE bookings SET status = 'CONFIRMED', revision = ?, updated_at = ? WHERE booking_id = ?",
    [revision, toSqlTime(now), booking_id],
  );
  await dropHold(tx, booking_id);
  if (hotel.pms_partner_id !== null) {
    await tx.later(
      `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
       VALUES (?, ?, ?, 'new', ?, ?, 'PENDING')`,
      [nextId(), booking_id, revision, hotel.hotel_id, hotel.pms_partner_id],
    );
  }
  await insertAudit(tx, {
    booking_id,
    event_type,
    actor: cause.actor,
    revision,
    detail: { request_id: cause.request_id },
  });
  await writeOutbox(tx, [bookingEvent('BookingConfirmed', record), ...events], cause.request_id);
  return record;
}
