import type { Id } from '../model/ids.js';
import type { SqlParameter } from '../platform/database.js';
import type { KeyedRead } from '../platform/read-lane.js';
import { FIRST_PART, type WholeReference } from './tombstones.js';

/** The booking that a reservation has, of many at once; one that was booked here has no other part. */
export const BOOKED = byReference<WholeReference & { booking_id: Id; body_hash: string }>(
  'SELECT partner_id, hotel_id, partner_reference, booking_id, body_hash FROM bookings',
  `AND reference_part = ${FIRST_PART}`,
);

/** Which of many reservations their channel has cancelled before they came. */
export const BURIED = byReference<WholeReference>(
  'SELECT partner_id, hotel_id, partner_reference FROM booking_tombstones',
  '',
);

function byReference<R extends WholeReference>(select: string, more: string): KeyedRead<WholeReference, R> {
  const one = `(partner_id = ? AND hotel_id = ? AND partner_reference = ? ${more})`;
  return {
    idOf,
    statement: (references) => ({
      sql: `${select} WHERE ${references.map(() => one).join(' OR ')}`,
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
}

/** The database sees no spaces at the end of a reference. */
function idOf({ partner_id, hotel_id, partner_reference }: WholeReference): string {
  return `${partner_id} ${hotel_id} ${partner_reference.trimEnd()}`;
}
