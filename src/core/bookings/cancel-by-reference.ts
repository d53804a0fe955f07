import type { Catalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import type { BookingContext } from './booking-answer.js';
import { cancelAnswer, cancelOne, type CancelAnswer, type CancelDeps } from './cancel-booking.js';
import { answerOnce, toChangeScope, type Remember } from './change-answer.js';
import { staleRevision } from './late-word.js';
import type { ReferenceCancellation } from './restatement.js';
import {
  FIRST_PART,
  notePartnerRevision,
  readReferenced,
  writeTombstone,
  type Reference,
  type WholeReference,
  type ReferencedBooking,
} from './tombstones.js';

export type CancelByReference = (
  reference: string,
  cancellation: ReferenceCancellation,
  context: BookingContext,
  part?: number,
) => Promise<CancelAnswer>;

/** The answer to a cancellation that came before its reservation. */
export interface TombstoneView {
  readonly booking_id: null;
  readonly status: 'CANCELLED';
  readonly hotel_id: Id;
  readonly hotel_code: string;
  readonly partner_reference: string;
}

/**
 * Cancels a reservation under the channel's own number. When nothing is known of it yet, the cancellation is kept: the
 * reservation that comes late is answered as cancelled and books nothing.
 * @throws AppError HOTEL_NOT_FOUND; STALE_REVISION when the channel has said something newer; CONFLICT for a booking that
 * failed; IDEMPOTENCY_MISMATCH; ROOM_BUSY.
 */
export function createCancelByReference(deps: CancelDeps): CancelByReference {
  return async (partnerReference, cancellation, context, part = FIRST_PART) => {
    const catalogue = await deps.openCatalogue(context.partner, cancellation.hotel_id);
    const reference = { ...referenceOf(partnerReference, catalogue, context), reference_part: part };
    const scope = toChangeScope('booking.cancel', `${reference.hotel_id} ${partnerReference}`, context);
    const answer = await answerOnce(deps, { scope, context }, async (remember) => {
      const body = await cancel(deps, { reference, cancellation, catalogue, context, remember });
      return { body, created: false };
    });
    return cancelAnswer(answer);
  };
}

export function referenceOf(
  partner_reference: string,
  { hotel }: Catalogue,
  { partner }: BookingContext,
): WholeReference {
  return { partner_id: partner.partner_id, hotel_id: hotel.hotel_id, partner_reference };
}

export function tombstoneView({ partner_reference }: Reference, { hotel, hotel_code }: Catalogue): string {
  const view: TombstoneView = {
    booking_id: null,
    status: 'CANCELLED',
    hotel_id: hotel.hotel_id,
    hotel_code,
    partner_reference,
  };
  return JSON.stringify(view);
}

interface Work {
  readonly reference: Reference;
  readonly cancellation: ReferenceCancellation;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  readonly remember: Remember;
}

async function cancel(deps: CancelDeps, work: Work): Promise<string> {
  const known = (await readReferenced(deps.database, work.reference)) ?? (await bury(deps, work));
  if (typeof known === 'string') return known;
  const { partner_revision } = work.cancellation;
  return cancelOne(deps, {
    ...work,
    booking_id: known.booking_id,
    beside: (tx) => noteCancellation(tx, work.reference, partner_revision),
  });
}

/**
 * The tombstone is written before it is looked again whether the reservation is there, and whoever writes a reservation
 * looks for a tombstone afterwards: of two that meet, one waits for the other and sees it.
 * @returns the answer; or the reservation that came in between, and then nothing was written.
 */
async function bury(deps: CancelDeps, work: Work): Promise<string | ReferencedBooking> {
  const { reference, cancellation, catalogue, remember } = work;
  const body = tombstoneView(reference, catalogue);
  try {
    await deps.database.inTransaction(async (tx) => {
      await writeTombstone(tx, reference, cancellation.partner_revision ?? null);
      const came = await readReferenced(tx, reference, 'FOR UPDATE');
      if (came !== null) throw new CameMeanwhile(came);
      await remember(tx, { body });
      deps.crash('cancel.before_commit');
    });
  } catch (error) {
    if (error instanceof CameMeanwhile) return error.booking;
    throw error;
  }
  deps.crash('cancel.committed');
  return body;
}

/** Rolls the tombstone back: the reservation is there to be cancelled itself. */
class CameMeanwhile extends Error {
  constructor(readonly booking: ReferencedBooking) {
    super('the reservation came meanwhile');
  }
}

async function noteCancellation(
  tx: Transaction,
  reference: Reference,
  partnerRevision: number | undefined,
): Promise<void> {
  if (partnerRevision === undefined) return;
  const said = await readReferenced(tx, reference);
  if (said === null) return;
  if (said.partner_revision !== null && said.partner_revision > partnerRevision)
    throw staleRevision(reference, said.partner_revision, partnerRevision);
  await notePartnerRevision(tx, said.booking_id, { partner_revision: partnerRevision, hash: null });
}
