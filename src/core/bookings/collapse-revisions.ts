import type { Hotel } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import type { BookingRecord } from './booking-record.js';
import type { RevisionRow, RevisionState } from './revision-row.js';

/*
 * What a PMS is told of a booking that changes. Only the latest state is worth telling: a row that was not handed out
 * yet is changed in place, so a booking has at most one PENDING row ("Booking.com, modifications": what changes before
 * its first acknowledgement is delivered as new). What was handed out keeps its place and its own state.
 */

type KnownRow = Pick<RevisionRow, 'revision_id' | 'revision' | 'action' | 'state'> & {
  readonly pms_partner_id: Id | null;
};

/** The rows of a booking, locked: nobody hands one out meanwhile. */
export interface ToldRevisions {
  /** The last revision that a PMS was handed; 0 for none. */
  readonly toldRevision: number;
  readonly pending: KnownRow | null;
  readonly last: KnownRow | null;
}

const TOLD: ReadonlySet<RevisionState> = new Set(['HANDED_OUT', 'FAILED', 'ACKNOWLEDGED', 'SUPERSEDED']);

/** The caller holds the lock of the booking, and takes those of its nights after this. */
export async function lockRevisionsOf(tx: Transaction, bookingId: Id): Promise<ToldRevisions> {
  const rows = await tx.rows<KnownRow>(
    `SELECT revision_id, revision, action, state, pms_partner_id FROM reservation_revisions
     WHERE booking_id = ? ORDER BY revision FOR UPDATE`,
    [bookingId],
  );
  const told = rows.filter((row) => TOLD.has(row.state));
  return {
    toldRevision: told.at(-1)?.revision ?? 0,
    pending: rows.find((row) => row.state === 'PENDING') ?? null,
    last: rows.at(-1) ?? null,
  };
}

export interface Change {
  /** The state that revisions which were handed out have told of. */
  readonly before: BookingRecord;
  readonly revision: number;
  readonly action: 'modify' | 'cancel';
  readonly hotel: Hotel;
}

/**
 * Puts a change into the feed of the hotel's PMS or, where the hotel has none any more, of the one that was told of the
 * booking. A PMS is told nothing of holds, nor of a cancellation of what it was never handed.
 * @returns true when a PMS is told, now or already on its way.
 */
export async function tellChange(
  tx: Transaction,
  { nextId }: { readonly nextId: NextId },
  { told, change }: { told: ToldRevisions; change: Change },
): Promise<boolean> {
  const { before, revision, action, hotel } = change;
  if (before.status !== 'CONFIRMED') return false;
  const { pending, last, toldRevision } = told;
  await tx.later(
    `UPDATE reservation_revisions SET snapshot = ?
     WHERE booking_id = ? AND snapshot IS NULL AND state IN ('HANDED_OUT', 'FAILED', 'ACKNOWLEDGED')`,
    [JSON.stringify(before), before.booking_id],
  );
  if (pending !== null) {
    const withdrawn = action === 'cancel' && toldRevision === 0;
    await (withdrawn ? withdraw(tx, pending) : replace(tx, pending, change));
    return !withdrawn;
  }
  const pms = hotel.pms_partner_id ?? last?.pms_partner_id ?? null;
  if (pms === null || (last === null && action === 'cancel')) return false;
  await tx.later(
    `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
     VALUES (?, ?, ?, ?, ?, ?, 'PENDING')`,
    // A PMS that came after the booking hears of it for the first time.
    [nextId(), before.booking_id, revision, last === null ? 'new' : action, hotel.hotel_id, pms],
  );
  return true;
}

async function withdraw(tx: Transaction, { revision_id }: KnownRow): Promise<void> {
  await tx.later(
    "UPDATE reservation_revisions SET state = 'WITHDRAWN', decided_at = UTC_TIMESTAMP(3) WHERE revision_id = ?",
    [revision_id],
  );
}

async function replace(tx: Transaction, pending: KnownRow, { action, revision }: Change): Promise<void> {
  await tx.later('UPDATE reservation_revisions SET revision = ?, action = ? WHERE revision_id = ?', [
    revision,
    action === 'cancel' ? 'cancel' : pending.action,
    pending.revision_id,
  ]);
}
