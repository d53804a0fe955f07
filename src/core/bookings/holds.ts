import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database, Queryable, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { loadBookings, type BookingRecord } from './booking-record.js';

/**
 * A booking under its row lock, which everybody who changes a booking takes before anything else.
 * @param options.wait false: null also when somebody else has it at this moment
 */
export async function lockBooking(
  tx: Transaction,
  bookingId: Id,
  { wait = true }: { readonly wait?: boolean } = {},
): Promise<BookingRecord | null> {
  const locked = await tx.rows(
    `SELECT booking_id FROM bookings WHERE booking_id = ? FOR UPDATE${wait ? '' : ' SKIP LOCKED'}`,
    [bookingId],
  );
  if (locked.length === 0) return null;
  const [record] = await loadBookings(tx, [bookingId]);
  return record ?? null;
}

/** The booking waits for nothing any more. The caller holds its lock and settles its status. */
export async function dropHold(tx: Transaction, bookingId: Id): Promise<void> {
  await tx.later('UPDATE bookings SET expires_at = NULL WHERE booking_id = ?', [bookingId]);
  await tx.later('DELETE FROM booking_holds WHERE booking_id = ?', [bookingId]);
}

/** True when the time of a hold is over by this clock; from then on whoever comes first may fail it. */
export function isOver({ status, expires_at }: BookingRecord, now: Date): boolean {
  return status === 'PENDING' && expires_at !== null && new Date(expires_at) <= now;
}

export interface DueHold {
  readonly booking_id: Id;
  readonly hotel_id: Id;
}

/** Holds whose time is over, the oldest first. */
export function readDueHolds(database: Queryable, now: Date, limit: number): Promise<DueHold[]> {
  return database.rows<DueHold>(
    'SELECT booking_id, hotel_id FROM booking_holds WHERE expires_at <= ? ORDER BY expires_at LIMIT ?',
    [toSqlTime(now), limit],
  );
}

/** Nights of a hotel that somebody needs; `to` is the departure date. */
export interface WantedNights {
  readonly hotel_id: Id;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/**
 * Holds whose time is over and that still keep rooms on one of these nights. One read of the hotel's overdue holds by
 * their index: a hotel that has none, and so nearly every sold-out night, costs no more than that.
 */
export function readOverdueOn(
  database: Database,
  { hotel_id, from, to }: WantedNights,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<DueHold[]> {
  return database.readTogether<DueHold>(
    `SELECT h.booking_id, h.hotel_id FROM booking_holds h JOIN bookings b ON b.booking_id = h.booking_id
     WHERE h.hotel_id = ? AND h.expires_at <= ? AND b.check_in_date < ? AND b.check_out_date > ?
     ORDER BY h.expires_at LIMIT ?`,
    [hotel_id, toSqlTime(now), to, from, limit],
  );
}

export async function countHolds(database: Queryable): Promise<number> {
  const [row] = await database.rows<{ holds: string | number }>(
    'SELECT COUNT(*) AS holds FROM booking_holds',
  );
  return Number(row?.holds ?? 0);
}
