import type { Quote, QuoteStay } from '../ari/quote-stay.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Partner } from '../partners/partner.js';
import type { BookingRequest } from './booking-request.js';
import { quoteRequest } from './quote-request.js';

/** Hotels of partners that are kept to guess by. */
const REMEMBERED = 2_000;

export interface Opened {
  readonly catalogue: Catalogue;
  /** The price of what was asked for; may be asked for before, so only once. @throws as quoteRequest does */
  readonly quote: () => Promise<Quote>;
}

export interface OpenAndQuote {
  open(request: BookingRequest, partner: Partner): Promise<Opened>;
  /** The hotel of a request as it was when it was last opened. */
  lastOpened(request: BookingRequest, partner: Partner): Catalogue | undefined;
}

/**
 * Opens the hotel of a request and asks for its price at the same time, by what the hotel was when it was last opened:
 * a round trip less. Where the hotel has changed since, the price is asked for again.
 */
export function createOpenAndQuote(deps: {
  readonly openCatalogue: OpenCatalogue;
  readonly quoteStay: QuoteStay;
}): OpenAndQuote {
  const lasts = new Map<string, Catalogue>();
  const keyOf = ({ hotel_id }: BookingRequest, { partner_id }: Partner) => `${partner_id} ${hotel_id}`;

  function remember(key: string, catalogue: Catalogue): void {
    lasts.delete(key);
    lasts.set(key, catalogue);
    const oldest = lasts.keys().next().value;
    if (lasts.size > REMEMBERED && oldest !== undefined) lasts.delete(oldest);
  }

  return {
    lastOpened: (request, partner) => {
      const key = keyOf(request, partner);
      const last = lasts.get(key);
      // Used last: the others go first.
      if (last !== undefined) remember(key, last);
      return last;
    },
    open: async (request, partner) => {
      const key = keyOf(request, partner);
      const last = lasts.get(key);
      const early = last === undefined ? null : quoteRequest(deps.quoteStay, request, last);
      // Whether it fails is of interest only to who asks for it.
      early?.catch(() => undefined);
      const catalogue = await deps.openCatalogue(partner, request.hotel_id);
      if (early !== null && catalogue === last) return { catalogue, quote: () => early };
      remember(key, catalogue);
      return { catalogue, quote: () => quoteRequest(deps.quoteStay, request, catalogue) };
    },
  };
}
