import type { OfferRule, PartyLimit, RatePlanProduct } from '../../../core/model/rate-plan-product.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import { stayRuleElements } from './write-stay-rule.js';

/** The rule comes first, then free nights, then the family ("AlpineBits, RatePlans"). */
export function offerElements({ offer_rule, free_nights, family }: RatePlanProduct): XmlElement[] {
  const offers: XmlElement[] = [];
  if (offer_rule !== null)
    offers.push(element('Offer', {}, element('OfferRules', {}, ruleElement(offer_rule))));
  if (free_nights !== null) {
    const { required, free, repeats } = free_nights;
    const pattern = repeats ? '0'.repeat(required - free) + '1'.repeat(free) : undefined;
    const discount = {
      Percent: 100,
      NightsRequired: required,
      NightsDiscounted: free,
      DiscountPattern: pattern,
    };
    offers.push(element('Offer', {}, element('Discount', discount)));
  }
  if (family !== null) {
    const guest = element('Guest', {
      AgeQualifyingCode: 8,
      MaxAge: family.max_age,
      MinCount: family.min_count,
      FirstQualifyingPosition: 1,
      LastQualifyingPosition: family.free,
    });
    offers.push(element('Offer', {}, element('Discount', { Percent: 100 }), element('Guests', {}, guest)));
  }
  return offers;
}

function ruleElement(rule: OfferRule): XmlElement {
  const { min_advance_days: min, max_advance_days: max, adults, children } = rule;
  return element(
    'OfferRule',
    {
      MinAdvancedBookingOffset: min === null ? undefined : `P${min}D`,
      MaxAdvancedBookingOffset: max === null ? undefined : `P${max}D`,
    },
    ...stayRuleElements(rule),
    occupancy(10, adults),
    children === null ? undefined : occupancy(8, children),
  );
}

function occupancy(age: number, { min_age, max_age, min, max }: PartyLimit): XmlElement {
  return element('Occupancy', {
    AgeQualifyingCode: age,
    MinAge: min_age ?? undefined,
    MaxAge: max_age ?? undefined,
    MinOccupancy: min ?? undefined,
    MaxOccupancy: max ?? undefined,
  });
}
