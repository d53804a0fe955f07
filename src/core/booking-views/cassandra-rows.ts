import type { types } from 'cassandra-driver';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { timeOfId } from '../platform/snowflake.js';
import type { BookingEntry } from './booking-views.js';

/** Columns that both tables of bookings have, in the order of `valuesOf`. */
export const ENTRY_COLUMNS = [
  'hotel_id',
  'partner_id',
  'user_id',
  'booking_id',
  'status',
  'revision',
  'check_in_date',
  'check_out_date',
  'guests',
  'total_price',
  'currency',
  'rooms',
  'created_at',
] as const;

/** The values of ENTRY_COLUMNS; a user that is not known is not written at all, for a null would be a tombstone. */
export function valuesOf(entry: BookingEntry): unknown[] {
  return [
    BigInt(entry.hotel_id),
    BigInt(entry.partner_id),
    entry.user_id === null ? undefined : BigInt(entry.user_id),
    BigInt(entry.booking_id),
    entry.status,
    entry.revision,
    entry.check_in_date,
    entry.check_out_date,
    entry.guests,
    entry.total_price,
    entry.currency,
    JSON.stringify(entry.rooms),
    new Date(entry.created_at),
  ];
}

/** As the driver gives it: decimals and dates are objects with an exact text, ids are bigint. */
interface StoredRow {
  readonly hotel_id: bigint;
  readonly partner_id: bigint;
  readonly user_id: bigint | null;
  readonly booking_id: bigint;
  readonly status: BookingEntry['status'];
  readonly revision: number;
  readonly check_in_date: types.LocalDate;
  readonly check_out_date: types.LocalDate;
  readonly guests: number;
  readonly total_price: types.BigDecimal;
  readonly currency: string;
  readonly rooms: string;
  readonly created_at: Date;
}

/** What all rows of a partition share is not read again with each of them. */
export type Known = Partial<Pick<BookingEntry, 'hotel_id' | 'partner_id' | 'user_id'>>;

export function toEntry(row: types.Row, known: Known): BookingEntry {
  // Written by valuesOf into columns of these types and by nobody else.
  const stored = row as unknown as StoredRow;
  return {
    booking_id: String(stored.booking_id),
    hotel_id: known.hotel_id ?? String(stored.hotel_id),
    partner_id: known.partner_id ?? String(stored.partner_id),
    user_id: known.user_id ?? stored.user_id?.toString() ?? null,
    status: stored.status,
    revision: stored.revision,
    check_in_date: stored.check_in_date.toString(),
    check_out_date: stored.check_out_date.toString(),
    guests: stored.guests,
    total_price: stored.total_price.toString(),
    currency: stored.currency,
    rooms: JSON.parse(stored.rooms) as BookingEntry['rooms'],
    created_at: stored.created_at.toISOString(),
  };
}

/** By the id and not by created_at, so that years are in the order of ids also around midnight of New Year's Eve. */
export function bookedYear(bookingId: Id): number {
  return timeOfId(bookingId).getUTCFullYear();
}

export function monthOf(date: LocalDate): string {
  return date.slice(0, 7);
}

/** The months from one date to another, both inclusive. */
export function monthsOf(from: LocalDate, to: LocalDate): string[] {
  const months: string[] = [];
  const last = monthOf(to);
  for (let month = monthOf(from); month <= last; month = nextMonth(month)) months.push(month);
  return months;
}

function nextMonth(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString().slice(0, 7);
}
