import type {
  FamilyOffer,
  FreeNightsOffer,
  OfferRule,
  PartyLimit,
} from '../../../core/model/rate-plan-product.js';
import { parseDays } from '../../shared/opentravel/duration.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { numberWithin, optionalText, requiredNumber } from '../node-values.js';
import { AB } from '../numbers.js';
import { readBand } from './age-bands.js';
import { readStayRule } from './read-rule.js';

/** An Offer element: a rule for every stay, or one of two discounts. */
export type OfferPart =
  | { readonly kind: 'rule'; readonly rule: OfferRule }
  | { readonly kind: 'free_nights'; readonly offer: FreeNightsOffer }
  | { readonly kind: 'family'; readonly offer: FamilyOffer };

const COUNT = { min: 0, max: 99 };

/** Null after adding a fault. */
export function readOffer(node: XmlNode, context: AlpineBitsContext): OfferPart | null {
  const discount = childOf(node, 'Discount');
  const rule = childOf(node, 'OfferRules', 'OfferRule');
  if (discount === undefined) {
    if (rule !== undefined) return readOfferRule(rule, context);
    refuse(context, AB.missing, 'An Offer needs an OfferRule or a Discount', { place: node.place });
    return null;
  }
  const percent = optionalText(discount, 'Percent');
  if (percent !== null && Number(percent) !== 100) {
    const what = `Percent ${quote(percent)} is not 100: an offer is free nights or free children`;
    refuse(context, AB.invalidValue, what, { place: discount.place });
    return null;
  }
  const { NightsRequired: required, NightsDiscounted: free, DiscountPattern: pattern } = discount.attributes;
  if (required !== undefined || free !== undefined || pattern !== undefined)
    return readFreeNights(discount, pattern, context);
  return readFamily(node, context);
}

function readOfferRule(node: XmlNode, context: AlpineBitsContext): OfferPart | null {
  const { variant } = context;
  const stay = readStayRule(node, context);
  const limited = Object.values(stay).some((value) => value !== null);
  if (limited && !variant.accepts('OfferRule_DOWLOS'))
    refuse(context, AB.unsupported, 'Stay rules in an OfferRule were not agreed on', { place: node.place });
  if (stay.min_stay_through !== null || stay.max_stay_through !== null)
    refuse(context, AB.invalidValue, 'An OfferRule limits stays on arrival only', { place: node.place });
  const minAdvance = readOffset(node, 'MinAdvancedBookingOffset', context);
  const maxAdvance = readOffset(node, 'MaxAdvancedBookingOffset', context);
  const parties = childrenOf(node, 'Occupancy');
  const adults = readParty(parties, '10', context);
  const children = readParty(parties, '8', context);
  if (adults === null && parties.length > 0)
    refuse(context, AB.missing, 'Occupancy with AgeQualifyingCode="10" is missing', { place: node.place });
  return {
    kind: 'rule',
    rule: {
      ...stay,
      min_advance_days: minAdvance,
      max_advance_days: maxAdvance,
      adults: adults ?? { min_age: null, max_age: null, min: null, max: null },
      children,
    },
  };
}

function readOffset(node: XmlNode, name: string, context: AlpineBitsContext): number | null {
  const text = optionalText(node, name);
  if (text === null) return null;
  const days = parseDays(text);
  if (!context.variant.accepts('OfferRule_BookingOffset'))
    refuse(context, AB.unsupported, `${name} was not agreed on`, { place: node.place });
  else if (days === null || !Number.isInteger(days))
    refuse(context, AB.invalidValue, `${name} ${quote(text)} is not a number of days such as P7D`, {
      place: node.place,
    });
  return days;
}

function readParty(
  parties: readonly XmlNode[],
  age: '8' | '10',
  context: AlpineBitsContext,
): PartyLimit | null {
  const [party, second] = parties.filter((node) => node.attributes['AgeQualifyingCode'] === age);
  if (second !== undefined)
    refuse(context, AB.invalidValue, `Two Occupancy with AgeQualifyingCode="${age}"`, {
      place: second.place,
    });
  if (party === undefined) return null;
  const min = numberWithin(party, 'MinOccupancy', COUNT, context);
  const max = numberWithin(party, 'MaxOccupancy', COUNT, context);
  if (min !== null && max !== null && min > max)
    refuse(context, AB.invalidValue, `MinOccupancy ${min} is above MaxOccupancy ${max}`, {
      place: party.place,
    });
  return { ...readBand(party, context), min, max };
}

/** The pattern, where there is one, ends in the free nights: 0000001 for one of seven. */
function readFreeNights(
  node: XmlNode,
  pattern: string | undefined,
  context: AlpineBitsContext,
): OfferPart | null {
  const { variant } = context;
  if (!variant.accepts('FreeNightsOffers'))
    refuse(context, AB.unsupported, 'Free nights were not agreed on', { place: node.place });
  const required = requiredNumber(node, 'NightsRequired', { min: 1, max: 365 }, context);
  const free = requiredNumber(node, 'NightsDiscounted', { min: 1, max: 365 }, context);
  if (required === null || free === null) return null;
  if (free > required) {
    refuse(context, AB.invalidValue, `${free} free nights of ${required}`, { place: node.place });
    return null;
  }
  const expected = '0'.repeat(required - free) + '1'.repeat(free);
  if (pattern !== undefined && pattern.trim() !== expected) {
    const what = `DiscountPattern ${quote(pattern)} does not fit; for these nights it is "${expected}"`;
    refuse(context, AB.invalidValue, what, { place: node.place });
  }
  return { kind: 'free_nights', offer: { required, free, repeats: pattern !== undefined } };
}

function readFamily(node: XmlNode, context: AlpineBitsContext): OfferPart | null {
  if (!context.variant.accepts('FamilyOffers'))
    refuse(context, AB.unsupported, 'Family offers were not agreed on', { place: node.place });
  const guest = childOf(node, 'Guests', 'Guest');
  if (guest === undefined || (optionalText(guest, 'AgeQualifyingCode') ?? '8') !== '8') {
    refuse(context, AB.missing, 'A family offer needs one Guest with AgeQualifyingCode="8"', {
      place: node.place,
    });
    return null;
  }
  const maxAge = requiredNumber(guest, 'MaxAge', { min: 1, max: 99 }, context);
  const minCount = requiredNumber(guest, 'MinCount', COUNT, context);
  const first = numberWithin(guest, 'FirstQualifyingPosition', { min: 1, max: 1 }, context);
  const last = requiredNumber(guest, 'LastQualifyingPosition', { min: 1, max: 99 }, context);
  if (maxAge === null || minCount === null || last === null) return null;
  if (last > Math.max(minCount, first ?? 1)) {
    const what = `LastQualifyingPosition ${last} is above MinCount ${minCount}`;
    refuse(context, AB.invalidValue, what, { place: guest.place });
  }
  return { kind: 'family', offer: { max_age: maxAge, min_count: minCount, free: last } };
}
