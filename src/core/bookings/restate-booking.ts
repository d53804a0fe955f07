import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import type { Logger } from '../platform/logger.js';
import type { BookingContext } from './booking-answer.js';
import { loadBookings, viewBooking } from './booking-record.js';
import { referenceOf, tombstoneView } from './cancel-by-reference.js';
import { answerOnce, toChangeScope, type ChangeAnswer } from './change-answer.js';
import { commitRestatement, revisionSaid, type RestateWork } from './commit-restatement.js';
import { isLate } from './late-word.js';
import { insertReservation } from './insert-reservation.js';
import { refuseState, withReclaim, type ModifyDeps } from './modify-booking.js';
import { createQuoteRestatement, type QuoteRestatement } from './quote-restatement.js';
import { priceRestatement } from './price-restatement.js';
import { reportSold } from './report-sold.js';
import type { ReferenceRestatement } from './restatement.js';
import {
  FIRST_PART,
  isBuried,
  notePartnerRevision,
  readReferenced,
  readTombstone,
  type ReferencedBooking,
} from './tombstones.js';

export type RestateBooking = (
  reference: string,
  restatement: ReferenceRestatement,
  context: BookingContext,
  known?: KnownBefore,
) => Promise<ChangeAnswer>;

/** What the caller knows already, which is not asked again. */
export interface KnownBefore {
  /** Absent: the first. */
  readonly part?: number;
  readonly catalogue?: Catalogue;
  /** The reference was not there a moment ago. Should it be by now, that is found out. */
  readonly unseen?: boolean;
}

export interface RestateDeps extends ModifyDeps {
  readonly logger: Logger;
}

const MOST_ATTEMPTS = 5;

/**
 * The whole state of a reservation as of one revision of its channel, which knows only its own number. Messages may come
 * twice and in any order: one that is unknown is booked whatever it is called, an older one is refused or, where it says
 * "new", answered with what is; one that is older than its cancellation books nothing. A partner with the policy
 * accept_oversold has sold it already: it is stored as it says (law 9).
 * @throws AppError as modifyBooking; CONFLICT when the same revision says something else.
 */
export function createRestateBooking(deps: RestateDeps): RestateBooking {
  const quote = createQuoteRestatement(deps);
  return async (partnerReference, restatement, context, { part = FIRST_PART, ...known } = {}) => {
    const catalogue = known.catalogue ?? (await deps.openCatalogue(context.partner, restatement.hotel_id));
    const reference = { ...referenceOf(partnerReference, catalogue, context), reference_part: part };
    const unseen = known.unseen === true;
    const scope = toChangeScope('booking.modify', `${reference.hotel_id} ${partnerReference}`, context);
    const answer = await answerOnce(deps, { scope, context }, async (remember) => {
      const work = { reference, restatement, catalogue, context, remember, unseen };
      return withReclaim(deps, work, () => restate(deps, quote, work));
    });
    if (answer.replayed) deps.metrics.replays.inc();
    else deps.metrics.bookings.inc({ outcome: outcomeOf(answer) });
    return answer;
  };
}

function outcomeOf(answer: ChangeAnswer): string {
  if (answer.kind === 'refused') return answer.body.code;
  return answer.created ? 'CONFIRMED' : 'MODIFIED';
}

interface Done {
  readonly body: string;
  readonly created: boolean;
  readonly changed: boolean;
}

async function restate(deps: RestateDeps, quote: QuoteRestatement, work: RestateWork): Promise<Done> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const unseen = work.unseen && attempt === 1;
    const known = unseen ? null : await readReferenced(deps.database, work.reference);
    const done =
      known === null
        ? await book(deps, quote, { ...work, unseen })
        : await change(deps, quote, { ...work, known });
    if (done !== null) return done;
  }
  throw new AppError(
    'ROOM_BUSY',
    'Other messages of this reservation are being worked on; nothing was changed, send it again.',
    {
      retryAfter: 1,
    },
  );
}

/** @returns null when another message of this reservation was faster. */
async function book(deps: RestateDeps, quote: QuoteRestatement, work: RestateWork): Promise<Done | null> {
  const { reference, restatement, catalogue, context, remember } = work;
  const { partner_revision } = restatement;
  const buried = buriedAnswer(work);
  // Before it is priced, which may cost a refusal; the transaction looks again.
  const tombstone = work.unseen ? null : await readTombstone(deps.database, reference);
  if (isBuried(tombstone, partner_revision)) return buried;
  const state = await priceRestatement({ ...deps, quote }, { ...work, before: null });
  const { partner_reference, reference_part } = reference;
  const facts = {
    partner_reference,
    reference_part,
    user_id: restatement.user_id ?? null,
    state,
    catalogue,
    context,
  };
  try {
    const { written, body } = await deps.database.inTransaction(async (tx) => {
      const inserted = await insertReservation(tx, deps, { ...facts, now: deps.clock.now() });
      await notePartnerRevision(tx, inserted.record.booking_id, revisionSaid(work));
      if (isBuried(await readTombstone(tx, reference, 'FOR UPDATE'), partner_revision)) throw new Buried();
      const text = JSON.stringify(viewBooking(inserted.record, catalogue));
      await remember(tx, { body: text, created: true });
      deps.crash('modify.before_commit');
      return { written: inserted, body: text };
    });
    deps.crash('modify.committed');
    deps.cache.put(written.record);
    reportSold(deps, written, { state, request_id: context.request_id });
    return { body, created: true, changed: true };
  } catch (error) {
    if (error instanceof Buried) return buried;
    // Its own key may be the duplicate: then a copy of this very message was faster, and has the answer.
    if (isDuplicateKey(error) && (await readReferenced(deps.database, reference)) !== null) return null;
    throw error;
  }
}

/** Rolls the reservation back: its cancellation came meanwhile. */
class Buried extends Error {}

function buriedAnswer({ reference, catalogue }: RestateWork): Done {
  return { body: tombstoneView(reference, catalogue), created: false, changed: false };
}

/** @returns null when the booking has changed since it was priced: nothing was done. */
async function change(
  deps: RestateDeps,
  quote: QuoteRestatement,
  work: RestateWork & { readonly known: ReferencedBooking },
): Promise<Done | null> {
  const [seen] = await loadBookings(deps.database, [work.known.booking_id]);
  if (seen === undefined) return null;
  if (isLate(work, work.known, seen)) {
    const body = JSON.stringify(viewBooking(seen, work.catalogue));
    await deps.database.inTransaction((tx) => work.remember(tx, { body }));
    return { body, created: false, changed: false };
  }
  // Of its own path, and on its way when it was cancelled: it is about to be (cancel-buried.ts).
  const isFirst = work.known.partner_revision === null && seen.status !== 'CANCELLED';
  const tombstone = isFirst ? await readTombstone(deps.database, work.reference) : null;
  if (isBuried(tombstone, work.restatement.partner_revision)) return buriedAnswer(work);
  refuseState(seen, deps.clock.now());
  const state = await priceRestatement({ ...deps, quote }, { ...work, before: seen });
  const changed = await deps.database.inTransaction((tx) =>
    commitRestatement(tx, deps, { ...work, seen, state }),
  );
  if (changed === null) return null;
  const { written, body } = changed;
  if (written !== null) deps.crash('modify.committed');
  deps.cache.put(written?.record ?? seen);
  if (written !== null) reportSold(deps, written, { state, request_id: work.context.request_id });
  return { body, created: false, changed: written !== null };
}
