import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, SqlParameter } from '../platform/database.js';
import type { KeyedRead } from '../platform/read-lane.js';
import { loadBookings, viewBooking } from './booking-record.js';
import type { BookingRequest } from './booking-request.js';
import type { BookingAnswer, BookingContext } from './booking-answer.js';
import { FIRST_PART } from './tombstones.js';

interface Reference {
  readonly partner_id: Id;
  readonly hotel_id: Id;
  readonly partner_reference: string;
}

/** A reservation that was booked here has one booking. */
const WHERE = `(partner_id = ? AND hotel_id = ? AND partner_reference = ? AND reference_part = ${FIRST_PART})`;

const REFERENCES: KeyedRead<Reference, Reference & { booking_id: Id; body_hash: string }> = {
  idOf,
  statement: (references) => ({
    sql: `SELECT partner_id, hotel_id, partner_reference, booking_id, body_hash FROM bookings
      WHERE ${references.map(() => WHERE).join(' OR ')}`,
    parameters: references.flatMap((reference): SqlParameter[] => [
      reference.partner_id,
      reference.hotel_id,
      reference.partner_reference,
    ]),
  }),
  share: (references, rows) => {
    const byId = new Map(rows.map((row) => [idOf(row), row]));
    return references.map((reference) => {
      const row = byId.get(idOf(reference));
      return row === undefined ? [] : [row];
    });
  },
};

/** The database sees no spaces at the end of a reference. */
function idOf({ partner_id, hotel_id, partner_reference }: Reference): string {
  return `${partner_id} ${hotel_id} ${partner_reference.trimEnd()}`;
}

/**
 * The booking that a partner reference already stands for: the second, permanent key of an intent (law 2).
 * @throws AppError DUPLICATE_REFERENCE when it stands for another request.
 */
export async function findByReference(
  database: Database,
  { request, context, catalogue }: { request: BookingRequest; context: BookingContext; catalogue: Catalogue },
): Promise<BookingAnswer | null> {
  if (request.partner_reference === undefined) return null;
  const [row] = await database.readKeyed(REFERENCES, {
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
