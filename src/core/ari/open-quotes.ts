import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import { createGuessStay, type GuessStay } from './guess-stay.js';
import { createKnownNights } from './known-nights.js';
import { createQuoteStay, type QuoteStay } from './quote-stay.js';

/** Prices as they are stored, and as they were when this process last read them. */
export function openQuotes(deps: { readonly database: Database; readonly clock: Clock }): {
  readonly quoteStay: QuoteStay;
  readonly guessStay: GuessStay;
} {
  const knownNights = createKnownNights();
  return {
    quoteStay: createQuoteStay({ ...deps, knownNights }),
    guessStay: createGuessStay({ ...deps, knownNights }),
  };
}
