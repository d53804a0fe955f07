import type { AriMessage } from '../core/model/ari.js';
import type { DecodedMessage, MessageFault } from '../core/model/connector.js';
import type { PartyLimit, RatePlanProduct } from '../core/model/rate-plan-product.js';

/** So many places are named; a year of nights would make an answer of a year. */
const MOST_PLACES = 20;
/** "OpenTravel, code lists": a business rule, unable to process. AlpineBits: anything but 11 was not processed as sent. */
const NOT_PROCESSED = { type: 3, code: 450 } as const;
const CHILD_PRICE =
  'Children have no price of their own here: a booking prices every guest as an adult; this price was left out';

const MOST_CODES = 5;
const NOT_IN_PRICE =
  'are not part of the price of a booking here: put what every guest pays into the rates, or charge it at the hotel';
const OFFER_PARTY =
  'The party that the offer asks for is not checked here: a booking is judged by dates and nights alone';

/** What of a message is not done though the rest is: the decoder's faults and notes, and prices that nothing is sold at. */
export function leftOutOf({ faults, notes = [], content }: DecodedMessage): MessageFault[] {
  const prices = content?.kind === 'ari' ? childPrices(content.ari) : [];
  return [...faults, ...notes, ...prices];
}

/** Lines know adults alone: the price of a child would be dropped without a word ("Traps", 7). */
function childPrices({ updates, products = [] }: AriMessage): MessageFault[] {
  const instructions = updates
    .filter(({ amounts }) => amounts.some(({ extra }) => extra === 'child' || extra === 'infant'))
    .map(({ at, line, record_id }) => ({
      pointer: at,
      ...(line === undefined ? {} : { line }),
      ...(record_id === undefined ? {} : { record_id }),
    }));
  const unsold = products.flatMap(unsoldParts);
  const places = [...instructions.map((place) => ({ text: CHILD_PRICE, place })), ...unsold];
  const warnings = places.slice(0, MOST_PLACES).map(({ text, place }) => told(text, place));
  const rest = places.length - warnings.length;
  return rest > 0
    ? [...warnings, told(`${places.at(-1)?.text ?? ''}, and ${rest} more like these`)]
    : warnings;
}

interface Unsold {
  readonly text: string;
  readonly place: { readonly pointer: string };
}

/** What a rate plan says that a booking is not priced by: `bellhop rate price` alone calculates with it. */
function unsoldParts(product: RatePlanProduct): Unsold[] {
  const { rate_code, action, rates, supplements, free_nights, family, offer_rule } = product;
  if (action === 'remove') return [];
  const place = { pointer: `RatePlan ${rate_code}` };
  const mandatory = supplements.filter(({ terms }) => terms?.mandatory === true);
  const codes = mandatory.map(({ code }) => `"${code}"`).slice(0, MOST_CODES);
  const parts: readonly (readonly [boolean, string])[] = [
    [rates.some(({ children }) => children.length > 0), CHILD_PRICE],
    [mandatory.length > 0, `Mandatory supplements (${codes.join(', ')}) ${NOT_IN_PRICE}`],
    [
      supplements.length > mandatory.length,
      'Supplements that a guest may choose are not sold with a booking here',
    ],
    [free_nights !== null, 'The free nights offer is not given here: every night of a booking is charged'],
    [family !== null, 'The family offer is not given here: every guest of a booking is priced as an adult'],
    [offer_rule !== null && (limits(offer_rule.adults) || offer_rule.children !== null), OFFER_PARTY],
  ];
  return parts.flatMap(([applies, text]) => (applies ? [{ text, place }] : []));
}

function limits({ min, max }: PartyLimit): boolean {
  return min !== null || max !== null;
}

function told(
  message: string,
  place: Pick<MessageFault, 'pointer' | 'line' | 'record_id'> = { pointer: '' },
): MessageFault {
  return { ...place, code: 'UNSUPPORTED_UPDATE', message, ota: NOT_PROCESSED };
}
