import type { Catalogue } from '../hotels/catalogue.js';
import type { Transaction } from '../platform/database.js';
import type { BookingContext } from './booking-answer.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import type { Remember } from './change-answer.js';
import { lockBooking } from './holds.js';
import type { ModifyDeps } from './modify-booking.js';
import type { RestatedState } from './restated-state.js';
import type { ReferenceRestatement } from './restatement.js';
import { isSameReservation } from './same-reservation.js';
import { notePartnerRevision, readReferenced, type Reference, type ReferencedBooking } from './tombstones.js';
import { writeRestatement, type WrittenRestatement } from './write-restatement.js';

/** One message of a channel about one reservation. */
export interface RestateWork {
  readonly reference: Reference;
  readonly restatement: ReferenceRestatement;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  readonly remember: Remember;
  readonly unseen: boolean;
}

/** What is noted of the message: an older one, or another under the same number, is known by it. */
export function revisionSaid({ restatement, context }: RestateWork): {
  partner_revision: number;
  hash: string;
} {
  return { partner_revision: restatement.partner_revision, hash: context.body_hash };
}

interface Commit extends RestateWork {
  readonly known: ReferencedBooking;
  readonly seen: BookingRecord;
  readonly state: RestatedState;
}

/**
 * Writes what a channel's revision says of a booking that is there.
 * @returns null when the booking or what is known of its channel has changed since it was priced: nothing was done.
 */
export async function commitRestatement(
  tx: Transaction,
  deps: ModifyDeps,
  work: Commit,
): Promise<{ written: WrittenRestatement | null; body: string } | null> {
  const { known, seen, state, reference, catalogue, context, remember } = work;
  const before = await lockBooking(tx, seen.booking_id);
  const now = await readReferenced(tx, reference);
  // A revision of the channel that changed nothing of ours counts too: it may be newer than this one.
  if (before?.revision !== seen.revision || now?.partner_revision !== known.partner_revision) return null;
  const same = await isSameReservation(tx, before, state);
  const at = { before, state, catalogue, context, now: deps.clock.now() };
  const written = same ? null : await writeRestatement(tx, deps, at);
  await notePartnerRevision(tx, seen.booking_id, revisionSaid(work));
  const body = JSON.stringify(viewBooking(written?.record ?? before, catalogue));
  await remember(tx, { body });
  if (written !== null) deps.crash('modify.before_commit');
  return { written, body };
}
