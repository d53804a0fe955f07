import type { QuotedLine } from '../ari/quote-stay.js';
import { decimal3 } from '../ari/read-price.js';
import type { Hotel } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import type { ReservationGuest } from '../model/reservation.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { SqlRow } from '../platform/sql-text.js';
import type { BookingRecord } from './booking-record.js';
import { FIRST_PART } from './tombstones.js';

export interface NewBooking {
  readonly record: BookingRecord;
  readonly hotel: Hotel;
  readonly lines: readonly QuotedLine[];
  readonly guest: ReservationGuest | null;
  readonly body_hash: string;
  /** Absent: the first of its reservation (reservation-parts.ts). */
  readonly reference_part?: number | undefined;
}

/** The rows of a booking, all but the nights of the inventory. */
export interface BookingRows {
  readonly head: SqlRow;
  readonly rooms: readonly SqlRow[];
  readonly nights: readonly SqlRow[];
  readonly hold: SqlRow | null;
  /** What its PMS is told. */
  readonly revision: SqlRow | null;
}

/**
 * Makes the rows of a booking. In `direct` mode every night is acknowledged at once; a hotel without PMS has no feed
 * until it gets one (see hand-over.ts), and a PMS is told of a hold when it is confirmed.
 */
export function bookingRows(booking: NewBooking, nextId: NextId): BookingRows {
  const { booking_id, hotel_id, status, revision, expires_at } = booking.record;
  const { pms_partner_id } = booking.hotel;
  return {
    head: headRow(booking),
    ...roomRows(booking, nextId),
    hold: expires_at === null ? null : new SqlRow([booking_id, hotel_id, sqlTimeOf(expires_at)]),
    revision:
      pms_partner_id === null || status === 'PENDING'
        ? null
        : new SqlRow([nextId(), booking_id, revision, 'new', hotel_id, pms_partner_id, 'PENDING']),
  };
}

/** Writes the rows of some bookings, one statement a table. */
export async function insertBookings(tx: Transaction, bookings: readonly BookingRows[]): Promise<void> {
  const insert = async (into: string, rows: readonly SqlRow[]): Promise<void> => {
    if (rows.length > 0) await tx.later(`INSERT INTO ${into} VALUES ?`, [rows]);
  };
  await insert(
    `bookings (booking_id, partner_id, partner_reference, user_id, hotel_id, status, check_in_date,
       check_out_date, guests, total_price, currency, guest_first_name, guest_last_name, guest_email, guest_phone,
       expires_at, revision, body_hash, created_at, updated_at, reference_part)`,
    bookings.map(({ head }) => head),
  );
  await insert(
    'booking_rooms (booking_room_id, booking_id, room_id, rate_plan_id, quantity, guests, price_per_night)',
    bookings.flatMap(({ rooms }) => rooms),
  );
  await insert(
    'booking_room_nights (booking_room_id, date, booking_id, room_id, quantity, price, acked)',
    bookings.flatMap(({ nights }) => nights),
  );
  await insert(
    'booking_holds (booking_id, hotel_id, expires_at)',
    bookings.flatMap(({ hold }) => hold ?? []),
  );
  await insert(
    'reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)',
    bookings.flatMap(({ revision }) => revision ?? []),
  );
}

function roomRows(
  { record, hotel, lines }: NewBooking,
  nextId: NextId,
): Pick<BookingRows, 'rooms' | 'nights'> {
  const { booking_id, currency } = record;
  const acked = hotel.inventory_mode === 'direct' ? 1 : 0;
  const rooms: SqlRow[] = [];
  const nights: SqlRow[] = [];
  for (const { room, ratePlan, quantity, guests, nights: priced } of lines) {
    const id = nextId();
    const sum = priced.reduce((total, night) => total + night.price, 0);
    const average = decimal3(Math.round(sum / priced.length), currency);
    rooms.push(new SqlRow([id, booking_id, room.room_id, ratePlan.rate_plan_id, quantity, guests, average]));
    for (const { date, price } of priced) {
      nights.push(
        new SqlRow([id, date, booking_id, room.room_id, quantity, decimal3(price, currency), acked]),
      );
    }
  }
  return { rooms, nights };
}

/** @param iso UTC, ISO 8601 with milliseconds */
function sqlTimeOf(iso: string): string {
  return iso.slice(0, 23).replace('T', ' ');
}

function headRow({ record, guest, body_hash, reference_part = FIRST_PART }: NewBooking): SqlRow {
  const at = sqlTimeOf(record.created_at);
  return new SqlRow([
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
    reference_part,
  ]);
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
  await insertAuditRows(tx, entries.map(auditRow));
}

export function auditRow({ booking_id, event_type, actor, revision, detail }: AuditEntry): SqlRow {
  return new SqlRow([booking_id, event_type, actor, revision, JSON.stringify(detail)]);
}

/** See insertAudit. */
export async function insertAuditRows(tx: Transaction, rows: readonly SqlRow[]): Promise<void> {
  await tx.later('INSERT INTO booking_audit_log (booking_id, event_type, actor, revision, detail) VALUES ?', [
    rows,
  ]);
}
