import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Database, SqlParameter } from '../platform/database.js';
import { loadBookings, viewBooking, type BookingView } from './booking-record.js';
import { UNMAPPED } from './net-lots.js';

export interface BookingFilter {
  readonly hotel_id?: Id;
  readonly partner_id?: Id;
  readonly status?: BookingStatus;
  /** Only those that their channel sold though no room was for sale here. */
  readonly oversold?: boolean;
  /** Only those with rooms or rate plans under codes that nobody has mapped. */
  readonly unmapped?: boolean;
  /** Only those whose channel sold them at another price than ours, or where we had none. */
  readonly price_differs?: boolean;
  /** Only bookings made before this one: the last id of the page before. */
  readonly before?: Id;
  readonly limit: number;
}

const HAS_UNMAPPED = `EXISTS (SELECT 1 FROM booking_rooms r WHERE r.booking_id = bookings.booking_id
  AND r.dropped_revision IS NULL AND ${UNMAPPED} IN (r.room_id, r.rate_plan_id))`;

const PRICE_DIFFERS =
  'EXISTS (SELECT 1 FROM booking_price_differences d WHERE d.booking_id = bookings.booking_id)';

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
    if (filter.oversold === true) conditions.push('oversold = 1');
    if (filter.price_differs === true) conditions.push(PRICE_DIFFERS);
    if (filter.unmapped === true) conditions.push(HAS_UNMAPPED);
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
