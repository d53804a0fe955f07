import type { Guess, GuessStay } from '../ari/guess-stay.js';
import type { Quote, QuoteStay, StayRequest } from '../ari/quote-stay.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { formatAmount, parseAmount, type MinorUnits } from '../model/money.js';
import { toLines, type BookingRequest } from './booking-request.js';

/**
 * The price of what a request asks for.
 * @throws AppError HOTEL_INACTIVE, CURRENCY_MISMATCH, PRICE_CHANGED when it differs from the total that was asked for;
 * ROOM_NOT_FOUND, RATE_NOT_FOUND, SOLD_OUT, STAY_RESTRICTED.
 */
export async function quoteRequest(
  quoteStay: QuoteStay,
  request: BookingRequest,
  catalogue: Catalogue,
): Promise<Quote> {
  const { stay, expected } = readRequest(request, catalogue);
  const quote = await quoteStay(stay);
  if (expected !== null) requireTotal(quote, expected, catalogue);
  return quote;
}

/** The same from memory; null where that does not go back so far. @throws as quoteRequest does */
export function guessRequest(
  guessStay: GuessStay,
  request: BookingRequest,
  catalogue: Catalogue,
): Guess | null {
  const { stay, expected } = readRequest(request, catalogue);
  const guess = guessStay(stay);
  if (guess !== null && expected !== null) requireTotal(guess.quote, expected, catalogue);
  return guess;
}

function readRequest(
  request: BookingRequest,
  catalogue: Catalogue,
): { stay: StayRequest; expected: MinorUnits | null } {
  const { hotel } = catalogue;
  if (hotel.status !== 'ACTIVE')
    throw new AppError('HOTEL_INACTIVE', `Hotel "${request.hotel_id}" takes no bookings.`);
  if (request.currency !== undefined && request.currency !== hotel.currency) {
    const message = `must be ${hotel.currency}`;
    throw new AppError(
      'CURRENCY_MISMATCH',
      `The hotel sells in ${hotel.currency}, not in ${request.currency}.`,
      { faults: [{ pointer: '/currency', code: 'CURRENCY_MISMATCH', message }] },
    );
  }
  const { checkin_date: check_in, checkout_date: check_out, total_price } = request;
  const expected = total_price === undefined ? null : parseAmount(total_price, hotel.currency);
  return { stay: { catalogue, check_in, check_out, lines: toLines(request, catalogue) }, expected };
}

function requireTotal(quote: Quote, expected: MinorUnits, { hotel }: Catalogue): void {
  if (expected === quote.total) return;
  const total = formatAmount(quote.total, hotel.currency);
  throw new AppError(
    'PRICE_CHANGED',
    `The stay costs ${total} ${hotel.currency} now; ask for that price or leave it out.`,
    { details: { total_price: total, currency: hotel.currency } },
  );
}
