import type { GuessStay } from '../ari/guess-stay.js';
import type { OpenCatalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { bookAsAsked, type BookAsAskedDeps } from './book-as-asked.js';
import { createBookByGuess } from './book-by-guess.js';
import { toScope, type BookingAnswer, type BookingContext } from './booking-answer.js';
import { createBookingLane, type LaneDeps } from './booking-lane.js';
import type { BookingRequest } from './booking-request.js';
import { createOpenAndQuote } from './early-quote.js';
import { createOneAtATime } from './one-at-a-time.js';

export type CreateBooking = (request: BookingRequest, context: BookingContext) => Promise<BookingAnswer>;

interface Deps extends LaneDeps, Omit<BookAsAskedDeps, 'commitInLane' | 'openAndQuote'> {
  readonly openCatalogue: OpenCatalogue;
  readonly guessStay: GuessStay;
}

/**
 * Books a stay: quote, then in the lane one transaction with the guarded update, the booking, its audit line, its events, its
 * revision for the PMS and its idempotency row. Exactly one booking an intent: the same key or the same partner
 * reference gets the same answer again, byte for byte. With a payment the booking is held first, paid with nothing held
 * or locked, and then confirmed or ended; while the payment's outcome is not known the answer is `pending`.
 * @throws AppError HOTEL_NOT_FOUND, ROOM_NOT_FOUND, RATE_NOT_FOUND, CURRENCY_MISMATCH, IDEMPOTENCY_MISMATCH,
 * DUPLICATE_REFERENCE, IN_PROGRESS, ROOM_BUSY, UNAVAILABLE, HOTEL_INACTIVE, CONFLICT (cancelled before it came), VALIDATION (nothing
 * to pay): none of these is stored.
 */
export function createCreateBooking(given: Deps): CreateBooking {
  const deps = { ...given, commitInLane: createBookingLane(given), openAndQuote: createOpenAndQuote(given) };
  const bookByGuess = createBookByGuess(deps);
  const oneAtATime = createOneAtATime();
  const { bookings, replays } = deps.metrics;
  return async (request, context) => {
    const intent = { context, scope: toScope(context) };
    const work = async () => (await bookByGuess(request, intent)) ?? bookAsAsked(deps, request, intent);
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
