import type { QuoteStay } from '../ari/quote-stay.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import { AppError, type ErrorCode } from '../model/errors.js';
import { isDuplicateKey } from '../platform/database.js';
import {
  recall,
  storeRefusal,
  toScope,
  type BookingAnswer,
  type BookingContext,
  type Intent,
} from './booking-answer.js';
import type { BookingRequest } from './booking-request.js';
import { createBookingLane, type CommitInLane, type LaneDeps } from './booking-lane.js';
import { findByReference } from './find-by-reference.js';
import { createOneAtATime } from './one-at-a-time.js';
import { quoteRequest } from './quote-request.js';

export type CreateBooking = (request: BookingRequest, context: BookingContext) => Promise<BookingAnswer>;

interface BookingDeps extends LaneDeps {
  readonly openCatalogue: OpenCatalogue;
  readonly quoteStay: QuoteStay;
  /** How long a hold lasts, unless its partner has a time of its own. */
  readonly holdMinutes: number;
}

interface Deps extends BookingDeps {
  readonly commitInLane: CommitInLane;
}

/** Refusals that the same request would meet again; everything else may be sent again under the same key. */
const DEFINITIVE: ReadonlySet<ErrorCode> = new Set(['SOLD_OUT', 'PRICE_CHANGED', 'STAY_RESTRICTED']);

/**
 * Books a stay: quote, then in the lane one transaction with the guarded update, the booking, its audit line, its events, its
 * revision for the PMS and its idempotency row. Exactly one booking an intent: the same key or the same partner
 * reference gets the same answer again, byte for byte.
 * @throws AppError HOTEL_NOT_FOUND, ROOM_NOT_FOUND, RATE_NOT_FOUND, CURRENCY_MISMATCH, IDEMPOTENCY_MISMATCH,
 * DUPLICATE_REFERENCE, IN_PROGRESS, ROOM_BUSY: none of these is stored.
 */
export function createCreateBooking(given: BookingDeps): CreateBooking {
  const deps = { ...given, commitInLane: createBookingLane(given) };
  const oneAtATime = createOneAtATime();
  const { bookings, replays } = deps.metrics;
  return async (request, context) => {
    const scope = toScope(context);
    const work = () => decide(deps, request, { context, scope });
    try {
      const answer = await (scope === null ? work() : oneAtATime(`${scope.partner_id} ${scope.key}`, work));
      bookings.inc({ outcome: answer.kind === 'confirmed' ? 'CONFIRMED' : answer.body.code });
      if (answer.replayed) replays.inc();
      return answer;
    } catch (error) {
      bookings.inc({ outcome: error instanceof AppError ? error.code : 'INTERNAL' });
      throw error;
    }
  };
}

async function decide(deps: Deps, request: BookingRequest, intent: Intent): Promise<BookingAnswer> {
  const { context } = intent;
  // Asked for together, since both are nearly always needed; an answer that stands counts whatever became of the hotel.
  const opening = deps.openCatalogue(context.partner, request.hotel_id);
  const [known] = await Promise.all([recall(deps, intent), opening.catch(() => null)]);
  if (known !== null) return known;
  const catalogue = await opening;
  const booked = await findByReference(deps.database, { request, context, catalogue });
  if (booked !== null) return booked;
  try {
    return await quoteAndCommit(deps, { request, intent, catalogue });
  } catch (error) {
    const refused = error instanceof AppError && DEFINITIVE.has(error.code) ? error : null;
    if (refused === null && !isDuplicateKey(error)) throw error;
    // A copy of this very request may have been faster: its answer counts, not what it left for us.
    const copy =
      (await recall(deps, intent)) ?? (await findByReference(deps.database, { request, context, catalogue }));
    if (copy !== null) return copy;
    if (refused === null) throw error;
    return storeRefusal(deps, intent, refused);
  }
}

async function quoteAndCommit(
  { quoteStay, commitInLane, clock, holdMinutes }: Deps,
  { request, intent, catalogue }: { request: BookingRequest; intent: Intent; catalogue: Catalogue },
): Promise<BookingAnswer> {
  const quoteNow = () => quoteRequest(quoteStay, request, catalogue);
  const quote = await quoteNow();
  const minutes = intent.context.partner.hold_minutes ?? holdMinutes;
  const holdUntil = request.hold === true ? new Date(clock.now().getTime() + minutes * 60_000) : null;
  return commitInLane({ request, intent, catalogue, quote, holdUntil }, quoteNow);
}
