import type { App } from '../../core/app.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import type { Partner } from '../../core/partners/partner.js';

/** What would become of a reservation of a message. */
export interface ReservationPreview {
  readonly reference: string;
  readonly action: string;
  readonly does: 'create' | 'change' | 'cancel' | 'nothing';
  /** Ours; null where it is not known yet. */
  readonly booking_id: string | null;
  /** Fields that would differ, `stored -> message`. */
  readonly changes: readonly string[];
  readonly why: string;
}

interface Known {
  readonly booking_id: string;
  readonly status: string;
  readonly check_in: string;
  readonly check_out: string;
  readonly total: string;
  readonly currency: string;
  readonly partner_revision: string | null;
}

/** Looks up what is stored under the channel's own numbers; changes nothing. */
export async function previewReservations(
  { database }: Pick<App, 'database'>,
  partner: Partner,
  reservations: readonly IncomingReservation[],
): Promise<ReservationPreview[]> {
  const references = reservations.map(({ reference }) => reference);
  if (references.length === 0) return [];
  const rows = await database.rows<Known & { partner_reference: string }>(
    `SELECT partner_reference, booking_id, status, check_in_date AS check_in, check_out_date AS check_out,
       total_price AS total, currency, partner_revision
     FROM bookings WHERE partner_id = ? AND partner_reference IN (?) AND reference_part = 1`,
    [partner.partner_id, references],
  );
  const known = new Map(rows.map((row) => [row.partner_reference, row]));
  return reservations.map((reservation) => previewOne(reservation, known.get(reservation.reference)));
}

function previewOne(reservation: IncomingReservation, known: Known | undefined): ReservationPreview {
  const { reference, action } = reservation;
  const base = { reference, action, booking_id: known?.booking_id ?? null, changes: [] };
  if (known === undefined) {
    if (action === 'cancel')
      return { ...base, does: 'nothing', why: 'not known here: its cancellation is remembered' };
    return { ...base, does: 'create', why: 'not known here' };
  }
  if (known.status === 'CANCELLED') return { ...base, does: 'nothing', why: 'is cancelled already' };
  if (isOlder(reservation, known)) return { ...base, does: 'nothing', why: 'a later revision is known' };
  if (action === 'cancel') return { ...base, does: 'cancel', why: `is ${known.status}` };
  const changes = differencesOf(reservation, known);
  if (changes.length === 0) return { ...base, does: 'nothing', why: 'stands like this already' };
  return { ...base, changes, does: 'change', why: `is ${known.status}` };
}

function isOlder({ revision }: IncomingReservation, { partner_revision }: Known): boolean {
  return revision !== null && partner_revision !== null && BigInt(partner_revision) > BigInt(revision);
}

function differencesOf(reservation: IncomingReservation, known: Known): string[] {
  const pairs: readonly (readonly [string, string | null, string | null])[] = [
    ['check_in', known.check_in, reservation.check_in],
    ['check_out', known.check_out, reservation.check_out],
    ['total', trimmed(known.total), reservation.total === null ? null : trimmed(reservation.total)],
    ['currency', known.currency, reservation.currency],
  ];
  return pairs.flatMap(([field, stored, told]) =>
    told === null || told === stored ? [] : [`${field} ${stored} -> ${told}`],
  );
}

/** 120.000 and 120.00 are one price. */
function trimmed(amount: string): string {
  return amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount;
}
