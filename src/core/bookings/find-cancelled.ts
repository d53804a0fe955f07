import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { Database } from '../platform/database.js';
import type { BookingContext } from './booking-answer.js';
import type { BookingRequest } from './booking-request.js';
import { BURIED } from './known-references.js';

/** The refusal of a reservation that its channel has cancelled before it came; null where it has not. */
export async function findCancelled(
  database: Database,
  { request, context, catalogue }: { request: BookingRequest; context: BookingContext; catalogue: Catalogue },
): Promise<AppError | null> {
  const { partner_reference } = request;
  if (partner_reference === undefined) return null;
  const rows = await database.readKeyed(BURIED, {
    partner_id: context.partner.partner_id,
    hotel_id: catalogue.hotel.hotel_id,
    partner_reference,
  });
  if (rows.length === 0) return null;
  return new AppError(
    'CONFLICT',
    `You have cancelled reservation "${partner_reference}" before it came; nothing was booked. Restate it under a higher revision if it stands after all.`,
    { details: { partner_reference } },
  );
}
