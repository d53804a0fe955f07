import type { Quote, QuoteStay } from '../ari/quote-stay.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import { AppError, type ErrorCode } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { readPayments } from '../payments/read-payments.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import type { Logger } from '../platform/logger.js';
import type { AnswerPaid } from './answer-paid.js';
import {
  recall,
  storeRefusal,
  toScope,
  type BookingAnswer,
  type BookingContext,
  type Intent,
  type Known,
} from './booking-answer.js';
import { believeBooking, isSold } from './believe-booking.js';
import type { BookingRequest } from './booking-request.js';
import { createBookingLane, type CommitInLane, type LaneDeps } from './booking-lane.js';
import { createOpenAndQuote, type Opened, type OpenAndQuote } from './early-quote.js';
import type { ReclaimHolds } from './expire-holds.js';
import { findByReference } from './find-by-reference.js';
import { findCancelled } from './find-cancelled.js';
import { createOneAtATime } from './one-at-a-time.js';
import { quoteRequest } from './quote-request.js';

export type CreateBooking = (request: BookingRequest, context: BookingContext) => Promise<BookingAnswer>;

interface BookingDeps extends LaneDeps {
  readonly openCatalogue: OpenCatalogue;
  readonly quoteStay: QuoteStay;
  /** How long a hold lasts, unless its partner has a time of its own. */
  readonly holdMinutes: number;
  readonly answerPaid: AnswerPaid;
  readonly reclaimHolds: ReclaimHolds;
  readonly logger: Logger;
  readonly priceTolerancePercent: number;
}

interface Deps extends BookingDeps {
  readonly commitInLane: CommitInLane;
  readonly openAndQuote: OpenAndQuote;
}

/** Refusals that the same request would meet again; everything else may be sent again under the same key. */
const DEFINITIVE: ReadonlySet<ErrorCode> = new Set(['SOLD_OUT', 'PRICE_CHANGED', 'STAY_RESTRICTED']);

/**
 * Books a stay: quote, then in the lane one transaction with the guarded update, the booking, its audit line, its events, its
 * revision for the PMS and its idempotency row. Exactly one booking an intent: the same key or the same partner
 * reference gets the same answer again, byte for byte. With a payment the booking is held first, paid with nothing held
 * or locked, and then confirmed or ended; while the payment's outcome is not known the answer is `pending`.
 * @throws AppError HOTEL_NOT_FOUND, ROOM_NOT_FOUND, RATE_NOT_FOUND, CURRENCY_MISMATCH, IDEMPOTENCY_MISMATCH,
 * DUPLICATE_REFERENCE, IN_PROGRESS, ROOM_BUSY: none of these is stored.
 */
export function createCreateBooking(given: BookingDeps): CreateBooking {
  const deps = { ...given, commitInLane: createBookingLane(given), openAndQuote: createOpenAndQuote(given) };
  const oneAtATime = createOneAtATime();
  const { bookings, replays } = deps.metrics;
  return async (request, context) => {
    const scope = toScope(context);
    const work = () => decide(deps, request, { context, scope });
    try {
      const answer = await oneAtATime(copyKeys(request, context), work);
      bookings.inc({ outcome: outcomeOf(request, answer) });
      if (answer.replayed) replays.inc();
      return answer;
    } catch (error) {
      bookings.inc({ outcome: error instanceof AppError ? error.code : 'INTERNAL' });
      throw error;
    }
  };
}

/** What makes a request a copy of another: its key, and its partner's reference. */
function copyKeys({ hotel_id, partner_reference }: BookingRequest, context: BookingContext): string[] {
  const { partner_id } = context.partner;
  const { idempotency_key: key } = context;
  const keys = key === null ? [] : [`key ${partner_id} ${key}`];
  return partner_reference === undefined
    ? keys
    : [...keys, `reference ${partner_id} ${hotel_id} ${partner_reference}`];
}

function outcomeOf({ hold }: BookingRequest, answer: BookingAnswer): string {
  if (answer.kind === 'refused') return answer.body.code;
  return answer.kind === 'confirmed' && hold !== true ? 'CONFIRMED' : 'PENDING';
}

async function decide(deps: Deps, request: BookingRequest, intent: Intent): Promise<BookingAnswer> {
  const { context } = intent;
  // Asked for together, since both are nearly always needed; an answer that stands counts whatever became of the hotel.
  const opening = deps.openAndQuote(request, context.partner);
  const [known] = await Promise.all([recall(deps, intent), opening.catch(() => null)]);
  if (known !== null && known.kind !== 'paying') return known;
  const { catalogue, quote } = await opening;
  const wanted = { request, intent, catalogue };
  if (known !== null) return goOn(deps, wanted, known);
  const booked = await findBooked(deps, wanted);
  if (booked !== null) return booked;
  try {
    return await quoteOrBelieve(deps, wanted, quote);
  } catch (error) {
    const refused = error instanceof AppError && DEFINITIVE.has(error.code) ? error : null;
    if (refused === null && !isDuplicateKey(error)) throw error;
    // A copy of this very request may have been faster: its answer counts, not what it left for us.
    const copy = (await recall(deps, intent)) ?? (await findBooked(deps, wanted));
    if (copy !== null) return goOn(deps, wanted, copy);
    if (refused === null) throw error;
    return goOn(deps, wanted, await storeRefusal(deps, intent, refused));
  }
}

interface Wanted {
  readonly request: BookingRequest;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
}

/** A copy of a request that waits for its payment sees that through, as whoever comes next does. */
async function goOn(deps: Deps, { intent, catalogue }: Wanted, known: Known): Promise<BookingAnswer> {
  if (known.kind !== 'paying') return known;
  return deps.answerPaid({ payment_id: known.paying.payment_id, how: 'pursue', intent, catalogue });
}

/** What the partner's reference stands for already; an open or declined payment of it has the last word. */
async function findBooked(deps: Deps, { request, intent, catalogue }: Wanted): Promise<BookingAnswer | null> {
  const { context } = intent;
  const [booked, cancelled] = await Promise.all([
    findByReference(deps.database, { request, context, catalogue }),
    findCancelled(deps.database, { request, context, catalogue }),
  ]);
  if (booked === null && cancelled !== null) throw cancelled;
  if (booked?.kind !== 'confirmed' || request.payment?.method !== 'CARD') return booked;
  const { booking_id } = JSON.parse(booked.body) as { booking_id: Id };
  const [payment] = await readPayments(deps.database, booking_id);
  if (payment?.status !== 'PENDING' && payment?.status !== 'FAILED') return booked;
  return deps.answerPaid({ payment_id: payment.payment_id, how: 'pursue', intent, catalogue });
}

/** What its channel has sold already is asked like any other first, and stored when we would refuse it (law 9). */
async function quoteOrBelieve(deps: Deps, wanted: Wanted, quote: Opened['quote']): Promise<BookingAnswer> {
  try {
    return await quoteAndCommit(deps, wanted, quote);
  } catch (error) {
    if (!isSold(wanted, error)) throw error;
    return believeBooking(deps, wanted);
  }
}

/** Where a stay is sold out, holds whose time is over make room for it: they are ended, and it is tried once more. */
async function quoteAndCommit(deps: Deps, wanted: Wanted, quote: Opened['quote']): Promise<BookingAnswer> {
  const { request, catalogue } = wanted;
  const quoteNow = () => quoteRequest(deps.quoteStay, request, catalogue);
  try {
    return await quoteAndCommitOnce(deps, wanted, { quote, quoteNow });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'SOLD_OUT') throw error;
    const { checkin_date: from, checkout_date: to } = request;
    const { hotel_id } = catalogue.hotel;
    if ((await deps.reclaimHolds({ hotel_id, from, to })) === 0) throw error;
    return quoteAndCommitOnce(deps, wanted, { quote: quoteNow, quoteNow });
  }
}

async function quoteAndCommitOnce(
  deps: Deps,
  { request, intent, catalogue }: Wanted,
  prices: { readonly quote: () => Promise<Quote>; readonly quoteNow: () => Promise<Quote> },
): Promise<BookingAnswer> {
  const { commitInLane, clock, nextId, holdMinutes } = deps;
  const quote = await prices.quote();
  const token = request.payment?.method === 'CARD' ? request.payment.token : null;
  if (token !== null && quote.total === 0) throw nothingToPay();
  const payment = token === null ? null : { payment_id: nextId(), token };
  const minutes = intent.context.partner.hold_minutes ?? holdMinutes;
  const held = request.hold === true || payment !== null;
  const holdUntil = held ? new Date(clock.now().getTime() + minutes * 60_000) : null;
  const answer = await commitInLane(
    { request, intent, catalogue, quote, holdUntil, payment },
    prices.quoteNow,
  );
  if (payment === null) return answer;
  return deps.answerPaid({ payment_id: payment.payment_id, how: 'charge', intent, catalogue });
}

function nothingToPay(): AppError {
  const message = 'costs nothing; leave the payment out';
  return new AppError('VALIDATION', `The stay ${message}.`, {
    faults: [{ pointer: '/payment', code: 'VALIDATION', message }],
  });
}
