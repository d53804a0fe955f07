import type { Id } from '../model/ids.js';
import type { Queryable, Transaction } from '../platform/database.js';

/** What a partner reference names: one reservation of one channel at one hotel. */
export interface Reference {
  readonly partner_id: Id;
  readonly hotel_id: Id;
  readonly partner_reference: string;
  /** Which of its bookings, where its rooms have stays of their own (reservation-parts.ts). */
  readonly reference_part: number;
}

/** A reservation, whatever parts it has. */
export type WholeReference = Omit<Reference, 'reference_part'>;

/** The booking that every reservation has; most have no other. */
export const FIRST_PART = 1;

/** A cancellation that came before its reservation: of all parts that it may have. */
export interface Tombstone {
  /** Up to which revision of the channel it counts; null: for all. */
  readonly partner_revision: number | null;
}

const WHERE = 'partner_id = ? AND hotel_id = ? AND partner_reference = ?';

const keyOf = ({ partner_id, hotel_id, partner_reference }: WholeReference) => [
  partner_id,
  hotel_id,
  partner_reference,
];

/** @param lock FOR UPDATE: in the transaction that has written the reservation, so that one of the two sees the other */
export async function readTombstone(
  database: Queryable,
  reference: Reference,
  lock: 'FOR UPDATE' | '' = '',
): Promise<Tombstone | null> {
  const [row] = await database.rows<{ partner_revision: string | null }>(
    `SELECT partner_revision FROM booking_tombstones WHERE ${WHERE} ${lock}`,
    keyOf(reference),
  );
  if (row === undefined) return null;
  return { partner_revision: row.partner_revision === null ? null : Number(row.partner_revision) };
}

/** A later cancellation of the same reference counts for more, never for less. */
export async function writeTombstone(
  tx: Transaction,
  reference: Reference,
  partnerRevision: number | null,
): Promise<void> {
  await tx.run(
    `INSERT INTO booking_tombstones (partner_id, hotel_id, partner_reference, partner_revision) VALUES (?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE partner_revision = GREATEST(partner_revision, VALUES(partner_revision))`,
    [...keyOf(reference), partnerRevision],
  );
}

/** True when what a channel says is older than its own cancellation. */
export function isBuried(tombstone: Tombstone | null, partnerRevision: number): boolean {
  if (tombstone === null) return false;
  return tombstone.partner_revision === null || partnerRevision <= tombstone.partner_revision;
}

export interface ReferencedBooking {
  readonly booking_id: Id;
  readonly partner_revision: number | null;
  readonly partner_hash: string | null;
}

/** @param lock FOR UPDATE: after its own tombstone, for the same reason as above */
export async function readReferenced(
  database: Queryable,
  reference: Reference,
  lock: 'FOR UPDATE' | '' = '',
): Promise<ReferencedBooking | null> {
  const [row] = await database.rows<
    Omit<ReferencedBooking, 'partner_revision'> & { partner_revision: string | null }
  >(
    `SELECT booking_id, partner_revision, partner_hash FROM bookings WHERE ${WHERE} AND reference_part = ? ${lock}`,
    [...keyOf(reference), reference.reference_part],
  );
  if (row === undefined) return null;
  return { ...row, partner_revision: row.partner_revision === null ? null : Number(row.partner_revision) };
}

/** Notes how far the channel's own word has come. */
export async function notePartnerRevision(
  tx: Transaction,
  bookingId: Id,
  said: { readonly partner_revision: number; readonly hash: string | null },
): Promise<void> {
  await tx.later('UPDATE bookings SET partner_revision = ?, partner_hash = ? WHERE booking_id = ?', [
    said.partner_revision,
    said.hash,
    bookingId,
  ]);
}
