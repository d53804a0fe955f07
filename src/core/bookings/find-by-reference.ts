import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { Database } from '../platform/database.js';
import { loadBookings, viewBooking } from './booking-record.js';
import type { BookingRequest } from './booking-request.js';
import type { BookingAnswer, BookingContext } from './booking-answer.js';
import { BOOKED } from './known-references.js';

/**
 * The booking that a partner reference already stands for: the second, permanent key of an intent (law 2).
 * @throws AppError DUPLICATE_REFERENCE when it stands for another request.
 */
export async function findByReference(
  database: Database,
  { request, context, catalogue }: { request: BookingRequest; context: BookingContext; catalogue: Catalogue },
): Promise<BookingAnswer | null> {
  if (request.partner_reference === undefined) return null;
  const [row] = await database.readKeyed(BOOKED, {
    partner_id: context.partner.partner_id,
    hotel_id: catalogue.hotel.hotel_id,
    partner_reference: request.partner_reference,
  });
  if (row === undefined) return null;
  if (row.body_hash !== context.body_hash) {
    throw new AppError(
      'DUPLICATE_REFERENCE',
      `Your reference "${request.partner_reference}" already stands for booking ${row.booking_id} with other contents.`,
      { details: { booking_id: row.booking_id } },
    );
  }
  const [record] = await loadBookings(database, [row.booking_id]);
  if (record === undefined) return null;
  return { replayed: true, kind: 'confirmed', body: JSON.stringify(viewBooking(record, catalogue)) };
}
