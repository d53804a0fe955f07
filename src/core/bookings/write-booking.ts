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

/**
 * The rows of some bookings, all but the nights of the inventory, one statement a table. In `direct` mode every night is
 * acknowledged at once; a hotel without PMS has no feed until it gets one (see hand-over.ts).
 */
export async function insertBookings(
  tx: Transaction,
  bookings: readonly NewBooking[],
  nextId: NextId,
): Promise<void> {
  await tx.later(
    `INSERT INTO bookings (booking_id, partner_id, partner_reference, user_id, hotel_id, status, check_in_date,
       check_out_date, guests, total_price, currency, guest_first_name, guest_last_name, guest_email, guest_phone,
       expires_at, revision, body_hash, created_at, updated_at) VALUES ?`,
    [bookings.map(headRow)],
  );
  const rooms: SqlValue[][] = [];
  const nights: SqlValue[][] = [];
  for (const booking of bookings) addRoomRows(booking, { id: nextId, rooms, nights });
  await tx.later(
    `INSERT INTO booking_rooms (booking_room_id, booking_id, room_id, rate_plan_id, quantity, guests, price_per_night)
     VALUES ?`,
    [rooms],
  );
  await tx.later(
    `INSERT INTO booking_room_nights (booking_room_id, date, booking_id, room_id, quantity, price, acked) VALUES ?`,
    [nights],
  );
  await insertHolds(tx, bookings);
  const revisions = bookings.flatMap(({ record, hotel }): SqlValue[][] =>
    // A PMS is told of a hold when it is confirmed.
    hotel.pms_partner_id === null || record.status === 'PENDING'
      ? []
      : [
          [
            nextId(),
            record.booking_id,
            record.revision,
            'new',
            hotel.hotel_id,
            hotel.pms_partner_id,
            'PENDING',
          ],
        ],
  );
  if (revisions.length === 0) return;
  await tx.later(
    `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
     VALUES ?`,
    [revisions],
  );
}

async function insertHolds(tx: Transaction, bookings: readonly NewBooking[]): Promise<void> {
  const holds = bookings.flatMap(({ record: { booking_id, hotel_id, expires_at } }): SqlValue[][] =>
    expires_at === null ? [] : [[booking_id, hotel_id, sqlTimeOf(expires_at)]],
  );
  if (holds.length === 0) return;
  await tx.later('INSERT INTO booking_holds (booking_id, hotel_id, expires_at) VALUES ?', [holds]);
}

function addRoomRows(
  { record, hotel, lines }: NewBooking,
  to: { id: NextId; rooms: SqlValue[][]; nights: SqlValue[][] },
): void {
  const acked = hotel.inventory_mode === 'direct' ? 1 : 0;
  for (const line of lines) {
    const id = to.id();
    const { quantity, guests } = line;
    const sum = line.nights.reduce((total, night) => total + night.price, 0);
    const average = decimal3(Math.round(sum / line.nights.length), record.currency);
    to.rooms.push([
      id,
      record.booking_id,
      line.room.room_id,
      line.ratePlan.rate_plan_id,
      quantity,
      guests,
      average,
    ]);
    for (const night of line.nights) {
      const price = decimal3(night.price, record.currency);
      to.nights.push([id, night.date, record.booking_id, line.room.room_id, quantity, price, acked]);
    }
  }
}

/** @param iso UTC, ISO 8601 with milliseconds */
function sqlTimeOf(iso: string): string {
  return iso.slice(0, 23).replace('T', ' ');
}

function headRow({ record, guest, body_hash }: NewBooking): SqlValue[] {
  const at = sqlTimeOf(record.created_at);
  return [
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
    record.expires_at === null ? null : sqlTimeOf(record.expires_at),
    record.revision,
    body_hash,
    at,
    at,
  ];
}

export interface NewRevision {
  readonly revision_id: Id;
  readonly booking_id: Id;
  readonly revision: number;
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

export interface AuditEntry {
  readonly booking_id: Id;
  readonly event_type: string;
  /** Code of the partner that did it. */
  readonly actor: string;
  readonly revision: number;
  /** Holds no personal data. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Marks every lot that is left as given up by this revision; `returned` when its units are back already. */
export async function dropLots(
  tx: Transaction,
  { booking_id, revision, returned }: { booking_id: Id; revision: number; returned: boolean },
): Promise<void> {
  await tx.later(
    `UPDATE booking_room_nights SET dropped_revision = ?, returned = ?
     WHERE booking_id = ? AND dropped_revision IS NULL`,
    [revision, returned ? 1 : 0, booking_id],
  );
}

/** One line of a booking's history for each entry. */
export async function insertAudit(tx: Transaction, ...entries: readonly AuditEntry[]): Promise<void> {
  await tx.later('INSERT INTO booking_audit_log (booking_id, event_type, actor, revision, detail) VALUES ?', [
    entries.map((entry): SqlValue[] => [
      entry.booking_id,
      entry.event_type,
      entry.actor,
      entry.revision,
      JSON.stringify(entry.detail),
    ]),
  ]);
}
