import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Database, SqlParameter } from '../platform/database.js';
import { loadBookings, viewBooking, type BookingView } from './booking-record.js';

export interface BookingFilter {
  readonly hotel_id?: Id;
  readonly partner_id?: Id;
  readonly status?: BookingStatus;
  /** Only bookings made before this one: the last id of the page before. */
  readonly before?: Id;
  readonly limit: number;
}

/** Bookings for operators, newest first, under our own codes. */
export function createListBookings({
  database,
  openCatalogue,
}: {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
}) {
  return async (filter: BookingFilter): Promise<BookingView[]> => {
    const conditions = ['1 = 1'];
    const parameters: SqlParameter[] = [];
    const add = (condition: string, value: SqlParameter | undefined) => {
      if (value === undefined) return;
      conditions.push(condition);
      parameters.push(value);
    };
    add('hotel_id = ?', filter.hotel_id);
    add('partner_id = ?', filter.partner_id);
    add('status = ?', filter.status);
    add('booking_id < ?', filter.before);
    const ids = await database.rows<{ booking_id: Id }>(
      `SELECT booking_id FROM bookings WHERE ${conditions.join(' AND ')} ORDER BY booking_id DESC LIMIT ?`,
      [...parameters, filter.limit],
    );
    const records = await loadBookings(
      database,
      ids.map((row) => row.booking_id),
    );
    return Promise.all(
      records.map(async (record) => viewBooking(record, await openCatalogue(OPERATOR_VIEW, record.hotel_id))),
    );
  };
}

export type ListBookings = ReturnType<typeof createListBookings>;
