import type { Quote, QuoteStay } from '../ari/quote-stay.js';
import { AppError, type ErrorCode } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { readPayments } from '../payments/read-payments.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import { believeBooking, isSold } from './believe-booking.js';
import { recall, storeRefusal, type BookingAnswer, type Intent, type Known } from './booking-answer.js';
import type { BookingRequest } from './booking-request.js';
import { commitQuoted, payCommitted, type CommitQuotedDeps, type Wanted } from './commit-quoted.js';
import type { OpenAndQuote, Opened } from './early-quote.js';
import type { ReclaimHolds } from './expire-holds.js';
import { Overtaken } from './entry.js';
import { findByReference } from './find-by-reference.js';
import { findCancelled } from './find-cancelled.js';
import { quoteRequest } from './quote-request.js';

export interface BookAsAskedDeps extends CommitQuotedDeps {
  readonly database: Database;
  readonly quoteStay: QuoteStay;
  readonly openAndQuote: OpenAndQuote;
  readonly reclaimHolds: ReclaimHolds;
  readonly idempotencyHours: number;
  readonly priceTolerancePercent: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Refusals that the same request would meet again; everything else may be sent again under the same key. */
const DEFINITIVE: ReadonlySet<ErrorCode> = new Set(['SOLD_OUT', 'PRICE_CHANGED', 'STAY_RESTRICTED']);

/** A hotel whose rates change that often sells at a price of a moment ago in the end. */
const MOST_PROVEN = 3;

/**
 * Decides a request by asking for all that it depends on: the hotel, the price, and whether it is known. Where one of the first
 * two changes before it is written, it asks again.
 */
export async function bookAsAsked(
  deps: BookAsAskedDeps,
  request: BookingRequest,
  intent: Intent,
): Promise<BookingAnswer> {
  for (let tries = 1; tries <= MOST_PROVEN; tries += 1) {
    try {
      return await askAndBook({ ...deps, proven: true }, request, intent);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  return askAndBook({ ...deps, proven: false }, request, intent);
}

interface Deps extends BookAsAskedDeps {
  readonly proven: boolean;
}

async function askAndBook(deps: Deps, request: BookingRequest, intent: Intent): Promise<BookingAnswer> {
  const { context } = intent;
  // Asked for together, since both are nearly always needed; an answer that stands counts whatever became of the hotel.
  const opening = deps.openAndQuote.open(request, context.partner);
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
    const copy = await answerKnown(deps, wanted);
    if (copy !== null) return copy;
    if (refused === null) throw error;
    return goOn(deps, wanted, await storeRefusal(deps, intent, refused));
  }
}

/** What its key or its reference stands for already; null where the intent is new. @throws as bookAsAsked */
export async function answerKnown(deps: BookAsAskedDeps, wanted: Wanted): Promise<BookingAnswer | null> {
  const known = (await recall(deps, wanted.intent)) ?? (await findBooked(deps, wanted));
  return known === null ? null : goOn(deps, wanted, known);
}

/** A copy of a request that waits for its payment sees that through, as whoever comes next does. */
async function goOn(
  deps: BookAsAskedDeps,
  { intent, catalogue }: Wanted,
  known: Known,
): Promise<BookingAnswer> {
  if (known.kind !== 'paying') return known;
  return deps.answerPaid({ payment_id: known.paying.payment_id, how: 'pursue', intent, catalogue });
}

/** What the partner's reference stands for already; an open or declined payment of it has the last word. */
async function findBooked(
  deps: BookAsAskedDeps,
  { request, intent, catalogue }: Wanted,
): Promise<BookingAnswer | null> {
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
  try {
    return await quoteAndCommitOnce(deps, wanted, quote);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'SOLD_OUT') throw error;
    const { checkin_date: from, checkout_date: to } = request;
    const { hotel_id } = catalogue.hotel;
    if ((await deps.reclaimHolds({ hotel_id, from, to })) === 0) throw error;
    return quoteAndCommitOnce(deps, wanted, () => quoteRequest(deps.quoteStay, request, catalogue));
  }
}

async function quoteAndCommitOnce(
  deps: Deps,
  wanted: Wanted,
  quote: () => Promise<Quote>,
): Promise<BookingAnswer> {
  const price = { quote: await quote(), guessed: false, proven: deps.proven };
  return payCommitted(deps, wanted, await commitQuoted(deps, wanted, price));
}
