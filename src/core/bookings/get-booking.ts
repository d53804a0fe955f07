import type { OpenCatalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import type { BookingCache } from './booking-cache.js';
import { loadBookings, viewBooking, type BookingView } from './booking-record.js';

export type GetBooking = (bookingId: string, partner: Partner) => Promise<BookingView>;

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
  readonly cache: BookingCache;
}

/**
 * One booking for the partner that made it, the PMS of its hotel, or an operator.
 * @throws AppError BOOKING_NOT_FOUND, in the same words for a booking of somebody else.
 */
export function createGetBooking({ database, openCatalogue, cache }: Deps): GetBooking {
  return async (bookingId, partner) => {
    const found = isId(bookingId)
      ? await database.rows<{ partner_id: Id; pms_partner_id: Id | null; hotel_id: Id; revision: number }>(
          `SELECT b.partner_id, h.pms_partner_id, b.hotel_id, b.revision
           FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id WHERE b.booking_id = ?`,
          [bookingId],
        )
      : [];
    const [head] = found;
    const mine =
      head !== undefined &&
      (partner.kind === 'operator' || [head.partner_id, head.pms_partner_id].includes(partner.partner_id));
    if (!mine) throw bookingNotFound(bookingId);
    const record =
      (await cache.get(bookingId, head.revision)) ?? (await loadBookings(database, [bookingId]))[0];
    if (record === undefined) throw bookingNotFound(bookingId);
    cache.put(record);
    return viewBooking(record, await openCatalogue(partner, head.hotel_id));
  };
}

export function bookingNotFound(bookingId: string): AppError {
  return new AppError('BOOKING_NOT_FOUND', `You have no booking "${bookingId.slice(0, 40)}".`, {
    next: 'bellhop booking list',
  });
}
