import type { Clock } from '../model/clock.js';
import { createTodayIn } from '../model/local-date.js';
import type { KnownNights } from './known-nights.js';
import { nightsToLoad } from './quote-stay-nights.js';
import { quoteLines, toStay, type Quote, type StayRequest } from './quote-stay.js';

/** A price that is right if the hotel's rates are still of this version; whether there are rooms is not certain. */
export interface Guess {
  readonly quote: Quote;
  readonly rates_version: number;
}

/**
 * Prices a stay as createQuoteStay does, from what this process remembers and without asking anybody.
 * @returns null unless it remembers all of the nights. @throws AppError as createQuoteStay
 */
export type GuessStay = (request: StayRequest) => Guess | null;

export function createGuessStay({
  clock,
  knownNights,
}: {
  readonly clock: Clock;
  readonly knownNights: KnownNights;
}): GuessStay {
  const todayIn = createTodayIn();
  return ({ catalogue, check_in, check_out, lines }) => {
    const { hotel_id, time_zone } = catalogue.hotel;
    const stay = toStay({ check_in, check_out, today: todayIn(time_zone, clock.now()) });
    const known = knownNights.recall({ hotel_id, ...nightsToLoad({ catalogue, stay, lines }) });
    if (known === null) return null;
    const quote = quoteLines(known.products, { catalogue, stay, lines });
    return { quote, rates_version: known.rates_version };
  };
}
