import type { Guess, GuessStay } from '../ari/guess-stay.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { Metrics } from '../platform/metrics.js';
import { isDuplicateKey } from '../platform/sql-errors.js';
import { answerKnown, type BookAsAskedDeps } from './book-as-asked.js';
import type { BookingAnswer, Intent } from './booking-answer.js';
import type { BookingRequest } from './booking-request.js';
import { Overtaken } from './entry.js';
import { commitQuoted, payCommitted, type Committed } from './commit-quoted.js';
import { guessRequest } from './quote-request.js';

/*
 * Most bookings meet nothing that is not known already: the hotel, its rates and its rooms are as they were a moment ago,
 * and the request is new. So it goes into the lane with what this process remembers, without asking first; the transaction
 * that takes the nights reads, with the nights in hand, whether that still holds: the versions of the hotel and of
 * its rates, and that nobody has had this intent. Whatever is otherwise is decided the long way, as if nothing had been
 * tried: only bookings come of a guess, never refusals.
 */

interface Deps extends BookAsAskedDeps {
  readonly guessStay: GuessStay;
  readonly metrics: Metrics;
}

/** @returns null when it is to be decided the long way: nothing was written. */
export type BookByGuess = (request: BookingRequest, intent: Intent) => Promise<BookingAnswer | null>;

export function createBookByGuess(deps: Deps): BookByGuess {
  const { openAndQuote, metrics } = deps;
  return async (request, intent) => {
    const catalogue = openAndQuote.lastOpened(request, intent.context.partner);
    const guess = catalogue === undefined ? null : guessOrNull(deps, request, catalogue);
    if (catalogue === undefined || guess === null) {
      metrics.bookingGuesses.inc({ outcome: 'none' });
      return null;
    }
    const wanted = { request, intent, catalogue };
    let committed: Committed;
    try {
      committed = await commitQuoted(deps, wanted, { quote: guess.quote, guessed: true, proven: true });
    } catch (error) {
      // Too busy to try, but perhaps it is booked already: then nobody is told that it is not.
      const known = isBusy(error) ? await answerKnown(deps, wanted) : null;
      if (known !== null) return known;
      if (!isOvertaken(error)) throw error;
      metrics.bookingGuesses.inc({ outcome: 'overtaken' });
      return null;
    }
    guess.held();
    metrics.bookingGuesses.inc({ outcome: 'held' });
    return payCommitted(deps, wanted, committed);
  };
}

/** A refusal by memory is none: perhaps it is wrong. */
function guessOrNull(
  { guessStay }: Pick<Deps, 'guessStay'>,
  request: BookingRequest,
  catalogue: Catalogue,
): Guess | null {
  try {
    const guess = guessRequest(guessStay, request, catalogue);
    // Nothing to pay is a refusal, too.
    return guess?.quote.total === 0 && request.payment?.method === 'CARD' ? null : guess;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function isOvertaken(error: unknown): boolean {
  return (
    error instanceof Overtaken ||
    (error instanceof AppError && error.code === 'SOLD_OUT') ||
    isDuplicateKey(error)
  );
}

function isBusy(error: unknown): boolean {
  return error instanceof AppError && error.code === 'ROOM_BUSY';
}
