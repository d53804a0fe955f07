import type { ReservationResult } from '../model/incoming-reservation.js';
import type { Queryable } from '../platform/database.js';
import type { PreparedReservation } from './prepared-reservation.js';

type Looked = PreparedReservation | ReservationResult;

const CHUNK = 500;
const SEPARATOR = '\n';

/**
 * Marks the reservations of one partner of whose numbers nothing is stored, all with a few reads: most of a large message are new,
 * and each would look for itself several times. The second of one number in a message is not unseen.
 */
export async function markUnseen(database: Queryable, looked: readonly Looked[]): Promise<Looked[]> {
  const prepared = looked.filter((one) => one.kind === 'prepared');
  const [first] = prepared;
  if (first === undefined) return [...looked];
  const seen = new Set<string>();
  for (let start = 0; start < prepared.length; start += CHUNK) {
    const references = prepared.slice(start, start + CHUNK).map(({ reference }) => reference);
    const rows = await database.rows<{ hotel_id: string; partner_reference: string }>(
      `SELECT DISTINCT hotel_id, partner_reference FROM bookings
       WHERE partner_id = ? AND hotel_id IN (?) AND partner_reference IN (?)`,
      [
        first.reference.partner_id,
        [...new Set(references.map(({ hotel_id }) => hotel_id))],
        references.map(({ partner_reference }) => partner_reference),
      ],
    );
    for (const row of rows) seen.add(keyOf(row));
  }
  return looked.map((one) => {
    if (one.kind !== 'prepared') return one;
    const key = keyOf(one.reference);
    const unseen = !seen.has(key);
    seen.add(key);
    return { ...one, unseen };
  });
}

function keyOf({ hotel_id, partner_reference }: { hotel_id: string; partner_reference: string }): string {
  return `${hotel_id}${SEPARATOR}${partner_reference}`;
}
