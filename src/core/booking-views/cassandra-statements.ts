import type { BookingEntry, BookingState } from './booking-views.js';
import { bookedYear, ENTRY_COLUMNS, monthOf, valuesOf } from './cassandra-rows.js';

export type Statements = ReturnType<typeof statementsOf>;

/**
 * Timestamps are revisions: Cassandra itself keeps the higher one, whatever comes when. A year once noted stays, so any
 * constant does for it.
 */
export function statementsOf(keyspace: string) {
  const insert = (table: string, bucket: string): string =>
    `INSERT INTO ${keyspace}.${table} (${ENTRY_COLUMNS.join(', ')}, ${bucket})
     VALUES (${ENTRY_COLUMNS.map(() => '?').join(', ')}, ?) USING TIMESTAMP ?`;
  const select = (table: string, known: readonly string[]): string =>
    `SELECT ${ENTRY_COLUMNS.filter((column) => !known.includes(column)).join(', ')} FROM ${keyspace}.${table}`;
  const years = `${keyspace}.booking_years_by_user`;
  return {
    putByUser: insert('booking_by_user', 'booked_year'),
    putByHotel: insert('booking_by_hotel', 'check_in_month'),
    dropByHotel: `DELETE FROM ${keyspace}.booking_by_hotel USING TIMESTAMP ?
      WHERE hotel_id = ? AND check_in_month = ? AND check_in_date = ? AND booking_id = ?`,
    putYear: `INSERT INTO ${years} (user_id, partner_id, booked_year) VALUES (?, ?, ?) USING TIMESTAMP 1`,
    yearsOfUser: `SELECT partner_id, booked_year FROM ${years} WHERE user_id = ?`,
    yearsOfUserAt: `SELECT partner_id, booked_year FROM ${years} WHERE user_id = ? AND partner_id = ?`,
    byUser: `${select('booking_by_user', ['user_id', 'partner_id'])}
      WHERE user_id = ? AND partner_id = ? AND booked_year = ? AND booking_id < ?`,
    byHotel: `${select('booking_by_hotel', ['hotel_id'])} WHERE hotel_id = ? AND check_in_month = ?
      AND (check_in_date, booking_id) > (?, ?) AND (check_in_date) <= (?)`,
    readProgress: `SELECT place FROM ${keyspace}.rebuild_progress WHERE task = ?`,
    noteProgress: `UPDATE ${keyspace}.rebuild_progress SET place = ? WHERE task = ?`,
  };
}

export interface Write {
  readonly query: string;
  readonly params: unknown[];
}

export function yearWrites({ putYear }: Statements, entries: readonly BookingEntry[]): Write[] {
  const years = new Map<string, Write>();
  for (const { user_id, partner_id, booking_id } of entries) {
    if (user_id === null) continue;
    const params = [BigInt(user_id), BigInt(partner_id), bookedYear(booking_id)];
    years.set(params.join(), { query: putYear, params });
  }
  return [...years.values()];
}

export function entryWrites({ putByHotel, putByUser }: Statements, entry: BookingEntry): Write[] {
  const put = (query: string, bucket: unknown): Write => ({
    query,
    params: [...valuesOf(entry), bucket, BigInt(entry.revision)],
  });
  const byHotel = put(putByHotel, monthOf(entry.check_in_date));
  return entry.user_id === null ? [byHotel] : [byHotel, put(putByUser, bookedYear(entry.booking_id))];
}

/**
 * A booking that moved leaves a row under each arrival that it had before. Deleted at its revision they are gone for every
 * state up to that one, written already or still to come, and come back with a later one alone.
 */
export function formerEntryWrites({ dropByHotel }: Statements, state: BookingState): Write[] {
  const { hotel_id, booking_id, revision, former_check_in_dates = [] } = state;
  return former_check_in_dates.map((date) => ({
    query: dropByHotel,
    params: [BigInt(revision), BigInt(hotel_id), monthOf(date), date, BigInt(booking_id)],
  }));
}
