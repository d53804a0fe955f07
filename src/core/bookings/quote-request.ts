import type { Quote, QuoteStay } from '../ari/quote-stay.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { formatAmount, parseAmount } from '../model/money.js';
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
  const { hotel } = catalogue;
  if (hotel.status !== 'ACTIVE')
    throw new AppError('HOTEL_INACTIVE', `Hotel "${request.hotel_id}" takes no bookings.`);
  if (request.currency !== undefined && request.currency !== hotel.currency) {
    throw new AppError(
      'CURRENCY_MISMATCH',
      `The hotel sells in ${hotel.currency}, not in ${request.currency}.`,
      {
        faults: [{ pointer: '/currency', code: 'CURRENCY_MISMATCH', message: `must be ${hotel.currency}` }],
      },
    );
  }
  const expected =
    request.total_price === undefined ? null : parseAmount(request.total_price, hotel.currency);
  const quote = await quoteStay({
    catalogue,
    check_in: request.checkin_date,
    check_out: request.checkout_date,
    lines: toLines(request, catalogue),
  });
  if (expected !== null && expected !== quote.total) {
    const total = formatAmount(quote.total, hotel.currency);
    throw new AppError(
      'PRICE_CHANGED',
      `The stay costs ${total} ${hotel.currency} now; ask for that price or leave it out.`,
      {
        details: { total_price: total, currency: hotel.currency },
      },
    );
  }
  return quote;
}
