import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import { isId, type Id } from '../model/ids.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import { bookingNotFound } from './get-booking.js';

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
}

/**
 * The hotel of a booking that this partner may change, under the partner's codes. To be called before the transaction:
 * in it, a second connection would be waited for with the first in hand.
 * @throws AppError BOOKING_NOT_FOUND, in the same words for a booking of somebody else.
 */
export async function openOwnBooking(
  { database, openCatalogue }: Deps,
  bookingId: string,
  partner: Partner,
): Promise<Catalogue> {
  if (!isId(bookingId)) throw bookingNotFound(bookingId);
  const owner = partner.kind === 'operator' ? null : partner.partner_id;
  const [booking] = await database.rows<{ hotel_id: Id }>(
    'SELECT hotel_id FROM bookings WHERE booking_id = ? AND (? IS NULL OR partner_id = ?)',
    [bookingId, owner, owner],
  );
  if (booking === undefined) throw bookingNotFound(bookingId);
  return openCatalogue(partner, booking.hotel_id);
}
