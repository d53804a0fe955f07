import type { Id } from '../model/ids.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Queryable } from '../platform/database.js';
import type { Reference } from './tombstones.js';

/** One booking of a reservation whose rooms have stays of their own: the first bears its number, the others `number/2` ... */
export interface ReservationPart {
  readonly part: number;
  readonly partner_reference: string;
  readonly booking_id: Id;
  readonly status: BookingStatus;
  readonly oversold: boolean;
}

interface Row extends Omit<ReservationPart, 'part' | 'oversold'> {
  readonly oversold: number;
}

/** All that there are of a reservation, by number; cancelled ones keep theirs. */
export async function readParts(database: Queryable, reference: Reference): Promise<ReservationPart[]> {
  const { partner_id, hotel_id, partner_reference } = reference;
  const prefix = `${partner_reference}/`;
  const rows = await database.rows<Row>(
    `SELECT partner_reference, booking_id, status, oversold FROM bookings
     WHERE partner_id = ? AND hotel_id = ? AND (partner_reference = ? OR partner_reference LIKE ? ESCAPE '!')`,
    [partner_id, hotel_id, partner_reference, `${escapeLike(prefix)}%`],
  );
  return rows
    .flatMap((row): ReservationPart[] => {
      const part =
        row.partner_reference === partner_reference ? 1 : partNumber(row.partner_reference, prefix);
      return part === null ? [] : [{ ...row, part, oversold: row.oversold === 1 }];
    })
    .sort((a, b) => a.part - b.part);
}

export function partReference(reference: string, part: number): string {
  return part === 1 ? reference : `${reference}/${part}`;
}

export function isAlive({ status }: ReservationPart): boolean {
  return status === 'CONFIRMED' || status === 'PENDING';
}

/**
 * The numbers that the stays of a reservation have: those of its living parts in their order, then fresh ones, for what
 * is cancelled is not revived (docs/decisions/0013).
 */
export function numberParts(count: number, known: readonly ReservationPart[]): number[] {
  const others = known.filter(({ part }) => part > 1);
  const living = others.filter(isAlive).map(({ part }) => part);
  let next = Math.max(1, ...others.map(({ part }) => part)) + 1;
  const numbers = [1];
  while (numbers.length < count) numbers.push(living.shift() ?? next++);
  return numbers;
}

function partNumber(reference: string, prefix: string): number | null {
  if (!reference.startsWith(prefix)) return null;
  const rest = reference.slice(prefix.length);
  return /^[1-9]\d{0,3}$/.test(rest) && rest !== '1' ? Number(rest) : null;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, '!$&');
}
