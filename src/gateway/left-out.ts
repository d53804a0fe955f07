import type { AriMessage } from '../core/model/ari.js';
import type { DecodedMessage, MessageFault } from '../core/model/connector.js';

/** So many places are named; a year of nights would make an answer of a year. */
const MOST_PLACES = 20;
/** "OpenTravel, code lists": a business rule, unable to process. AlpineBits: anything but 11 was not processed as sent. */
const NOT_PROCESSED = { type: 3, code: 450 } as const;
const CHILD_PRICE =
  'Children have no price of their own here: a booking prices every guest as an adult; this price was left out';

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
  const plans = products
    .filter(({ rates }) => rates.some(({ children }) => children.length > 0))
    .map(({ rate_code }) => ({ pointer: `RatePlan ${rate_code}` }));
  const places = [...instructions, ...plans];
  const warnings = places.slice(0, MOST_PLACES).map((place) => told(CHILD_PRICE, place));
  const rest = places.length - warnings.length;
  return rest > 0 ? [...warnings, told(`${CHILD_PRICE}, in ${rest} more places`)] : warnings;
}

function told(
  message: string,
  place: Pick<MessageFault, 'pointer' | 'line' | 'record_id'> = { pointer: '' },
): MessageFault {
  return { ...place, code: 'UNSUPPORTED_UPDATE', message, ota: NOT_PROCESSED };
}
