import type { AriAmount, Restrictions } from '../../core/model/ari.js';
import { isCurrency } from '../../core/model/money.js';
import { timesOf } from '../shared/decimal-share.js';
import { quote, wholeNumber } from '../shared/opentravel/message-decoder.js';
import { attributeOf, childrenOf, type XmlNode } from '../shared/xml-tree.js';
import { readBoolean, refuseNode, type ArReading } from './date-range.js';

const LONGEST_STAY = 28;
const MOST_GUESTS = 20;
const AMOUNT = /^\d{1,12}(?:\.\d{1,3})?$/;

/** The prices of a RatePlan: one pricing model, per length of stay where it has several Rates. */
export function readAmounts(ratePlan: XmlNode, reading: ArReading): AriAmount[] {
  const rates = childrenOf(ratePlan, 'Rate');
  const models = new Set(rates.flatMap(({ children }) => children.map(({ name }) => name)));
  if (models.size > 1) {
    refuseNode(
      reading,
      ratePlan,
      `Two pricing models in one RatePlan: ${[...models].join(' and ')}; send one`,
    );
    return [];
  }
  return rates.flatMap((rate) => readRate(rate, reading));
}

function readRate(rate: XmlNode, reading: ArReading): AriAmount[] {
  const prices = rate.children.filter(({ name }) => name in GUESTS_OF);
  const currency = attributeOf(rate, 'currency');
  if (prices.length === 0) {
    if (attributeOf(rate, 'rateChangeIndicator') === null)
      refuseNode(reading, rate, 'Rate has no price; send PerDay, PerOccupancy or PerPerson');
    return [];
  }
  if (currency === null || !isCurrency(currency)) {
    const what =
      currency === null ? 'currency is missing' : `currency ${quote(currency)} is not an ISO 4217 code`;
    refuseNode(reading, rate, `${what}; write the currency of the property, such as EUR`);
    return [];
  }
  const nights = readStay(rate, 'lengthOfStay', reading);
  const stay = typeof nights === 'number' ? { length_of_stay: nights } : {};
  return prices.flatMap((price): AriAmount[] => {
    const read = readPrice(price, reading);
    return read === null ? [] : [{ ...read, currency, tax: 'after', ...stay }];
  });
}

type Price = Pick<AriAmount, 'guests' | 'amount'>;

/** How many guests a price is for: the room, so many, or one of two persons that share it. */
const GUESTS_OF: Readonly<Record<string, (price: XmlNode, amount: string) => Price | null>> = {
  PerDay: (_price, amount) => ({ guests: null, amount }),
  PerOccupancy: (price, amount) => {
    const guests = wholeNumber(attributeOf(price, 'occupancy') ?? '');
    return guests === null || guests < 1 || guests > MOST_GUESTS ? null : { guests, amount };
  },
  // "Expedia, PerPerson": what one of two persons pays; the room for two costs twice as much.
  PerPerson: (_price, amount) => ({ guests: 2, amount: timesOf(amount, 2) }),
};

function readPrice(price: XmlNode, reading: ArReading): Price | null {
  const text = attributeOf(price, 'rate');
  if (text === null || !AMOUNT.test(text)) {
    const what = text === null ? 'rate is missing' : `rate ${quote(text)} is not an amount`;
    refuseNode(reading, price, `${what}; write a decimal such as 101.00`);
    return null;
  }
  const read = GUESTS_OF[price.name]?.(price, text) ?? null;
  if (read === null) refuseNode(reading, price, `occupancy is not 1 to ${MOST_GUESTS} guests`);
  return read;
}

/** Restrictions of a RatePlan. What is omitted inside the element goes back to the hotel's default ("Expedia, AR"). */
export function readRestrictions(ratePlan: XmlNode, reading: ArReading): Restrictions {
  const set: Restrictions = {};
  const closed = readBoolean(ratePlan, 'closed', reading);
  if (typeof closed === 'boolean') set.closed = closed;
  for (const node of childrenOf(ratePlan, 'Restrictions')) {
    const arrival = readBoolean(node, 'closedToArrival', reading);
    const departure = readBoolean(node, 'closedToDeparture', reading);
    if (typeof arrival === 'boolean') set.closed_to_arrival = arrival;
    if (typeof departure === 'boolean') set.closed_to_departure = departure;
    const min = readStay(node, 'minLOS', reading) ?? (reading.resets ? null : undefined);
    const max = readStay(node, 'maxLOS', reading) ?? (reading.resets ? null : undefined);
    const arrivals = reading.los === 'arrival';
    if (min !== undefined) set[arrivals ? 'min_stay_arrival' : 'min_stay_through'] = min;
    if (max !== undefined) set[arrivals ? 'max_stay_arrival' : 'max_stay_through'] = max;
  }
  return set;
}

/** Nights of a stay; undefined where it is not said, or after adding a fault. */
function readStay(node: XmlNode, name: string, reading: ArReading): number | undefined {
  const text = attributeOf(node, name);
  if (text === null) return undefined;
  const nights = wholeNumber(text);
  if (nights !== null && nights >= 1 && nights <= LONGEST_STAY) return nights;
  refuseNode(reading, node, `${name} ${quote(text)} is not 1 to ${LONGEST_STAY} nights`);
  return undefined;
}
