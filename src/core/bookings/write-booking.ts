import type { QuotedLine } from '../ari/quote-stay.js';
import { decimal3 } from '../ari/read-price.js';
import type { Hotel } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import type { ReservationGuest } from '../model/reservation.js';
import type { SqlValue, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import type { BookingRecord } from './booking-record.js';

export interface NewBooking {
  readonly record: BookingRecord;
  readonly hotel: Hotel;
  readonly lines: readonly QuotedLine[];
  readonly guest: ReservationGuest | null;
  readonly body_hash: string;
}

/** The rows of a booking, all but the nights of the inventory. In `direct` mode every night is acknowledged at once. */
export async function insertBooking(tx: Transaction, booking: NewBooking, nextId: NextId): Promise<void> {
  await insertHead(tx, booking);
  const { record, hotel } = booking;
  const acked = hotel.inventory_mode === 'direct' ? 1 : 0;
  const rooms: SqlValue[][] = [];
  const nights: SqlValue[][] = [];
  for (const line of booking.lines) {
    const id = nextId();
    const sum = line.nights.reduce((total, night) => total + night.price, 0);
    const average = decimal3(Math.round(sum / line.nights.length), record.currency);
    rooms.push([
      id,
      record.booking_id,
      line.room.room_id,
      line.ratePlan.rate_plan_id,
      line.quantity,
      line.guests,
      average,
    ]);
    for (const night of line.nights) {
      const price = decimal3(night.price, record.currency);
      nights.push([id, night.date, record.booking_id, line.room.room_id, line.quantity, price, acked]);
    }
  }
  await tx.later(
    `INSERT INTO booking_rooms (booking_room_id, booking_id, room_id, rate_plan_id, quantity, guests, price_per_night)
     VALUES ?`,
    [rooms],
  );
  await tx.later(
    `INSERT INTO booking_room_nights (booking_room_id, date, booking_id, room_id, quantity, price, acked) VALUES ?`,
    [nights],
  );
}

async function insertHead(tx: Transaction, { record, guest, body_hash }: NewBooking): Promise<void> {
  const at = record.created_at.slice(0, 23).replace('T', ' ');
  const values: SqlValue[] = [
    record.booking_id,
    record.partner_id,
    record.partner_reference,
    record.user_id,
    record.hotel_id,
    record.status,
    record.check_in_date,
    record.check_out_date,
    record.guests,
    record.total_price,
    record.currency,
    guest?.first_name ?? null,
    guest?.last_name ?? null,
    guest?.email ?? null,
    guest?.phone ?? null,
    record.revision,
    body_hash,
    at,
    at,
  ];
  await tx.later(
    `INSERT INTO bookings (booking_id, partner_id, partner_reference, user_id, hotel_id, status, check_in_date,
       check_out_date, guests, total_price, currency, guest_first_name, guest_last_name, guest_email, guest_phone,
       revision, body_hash, created_at, updated_at) VALUES ?`,
    [[values]],
  );
}

export interface NewRevision {
  readonly revision_id: Id;
  readonly booking_id: Id;
  readonly revision: number;
}

/** Puts a new booking into the feed of its PMS; a hotel without PMS has none until it gets one (see hand-over.ts). */
export async function insertRevision(tx: Transaction, hotel: Hotel, revision: NewRevision): Promise<void> {
  if (hotel.pms_partner_id === null) return;
  const { revision_id, booking_id, revision: number } = revision;
  await tx.later(
    `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
     VALUES (?, ?, ?, 'new', ?, ?, 'PENDING')`,
    [revision_id, booking_id, number, hotel.hotel_id, hotel.pms_partner_id],
  );
}

/**
 * Puts a cancellation behind its booking: into the feed of the hotel's PMS or, where the hotel has none any more, of
 * the one that was told of the booking, for its rooms come back only with that PMS's word.
 * @returns false when no PMS was ever told of the booking: nothing was written.
 */
export async function insertCancellation(
  tx: Transaction,
  hotel: Hotel,
  revision: NewRevision,
): Promise<boolean> {
  const { affectedRows } = await tx.run(
    `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
     SELECT ?, booking_id, ?, 'cancel', hotel_id, COALESCE(?, pms_partner_id), 'PENDING'
     FROM reservation_revisions WHERE booking_id = ? AND action = 'new'`,
    [revision.revision_id, revision.revision, hotel.pms_partner_id, revision.booking_id],
  );
  return affectedRows > 0;
}

/** One line of the booking's history; `detail` holds no personal data. */
export async function insertAudit(
  tx: Transaction,
  entry: {
    booking_id: Id;
    event_type: string;
    actor: string;
    revision: number;
    detail: Record<string, unknown>;
  },
): Promise<void> {
  await tx.later(
    'INSERT INTO booking_audit_log (booking_id, event_type, actor, revision, detail) VALUES (?, ?, ?, ?, ?)',
    [entry.booking_id, entry.event_type, entry.actor, entry.revision, JSON.stringify(entry.detail)],
  );
}
