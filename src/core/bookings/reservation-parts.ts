import type { Id } from '../model/ids.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Queryable } from '../platform/database.js';
import { FIRST_PART, type Reference } from './tombstones.js';

/** One booking of a reservation whose rooms have stays of their own; all of them bear the number of their channel. */
export interface ReservationPart {
  readonly part: number;
  readonly booking_id: Id;
  readonly status: BookingStatus;
  readonly oversold: boolean;
}

interface Row extends Omit<ReservationPart, 'oversold'> {
  readonly oversold: number;
}

/** All that there are of a reservation, by number; cancelled ones keep theirs. */
export async function readParts(
  database: Queryable,
  { partner_id, hotel_id, partner_reference }: Reference,
): Promise<ReservationPart[]> {
  const rows = await database.rows<Row>(
    `SELECT reference_part AS part, booking_id, status, oversold FROM bookings
     WHERE partner_id = ? AND hotel_id = ? AND partner_reference = ? ORDER BY reference_part`,
    [partner_id, hotel_id, partner_reference],
  );
  return rows.map((row) => ({ ...row, oversold: row.oversold === 1 }));
}

export function isAlive({ status }: ReservationPart): boolean {
  return status === 'CONFIRMED' || status === 'PENDING';
}

/**
 * The numbers that the stays of a reservation have: those of its living parts in their order, then fresh ones, for what
 * is cancelled is not revived (docs/decisions/0013).
 */
export function numberParts(count: number, known: readonly ReservationPart[]): number[] {
  const others = known.filter(({ part }) => part > FIRST_PART);
  const living = others.filter(isAlive).map(({ part }) => part);
  let next = Math.max(FIRST_PART, ...others.map(({ part }) => part)) + 1;
  const numbers = [FIRST_PART];
  while (numbers.length < count) numbers.push(living.shift() ?? next++);
  return numbers;
}
