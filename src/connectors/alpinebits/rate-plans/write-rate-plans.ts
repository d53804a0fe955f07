import type { DecodedContent } from '../../../core/model/connector.js';
import type {
  ProductDescription,
  RatePlanProduct,
  SeasonRate,
  SeasonRule,
  Supplement,
} from '../../../core/model/rate-plan-product.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import { OTA_ROOT } from '../ota-root.js';
import type { WireVersion } from '../versions.js';
import { offerElements } from './write-offers.js';
import { listElement, stayRuleElements } from './write-stay-rule.js';

/** OTA_HotelRatePlanNotifRQ from its content; null for content that was not made of rate plans. */
export function writeRatePlans(content: DecodedContent, version: WireVersion): XmlElement | null {
  if (content.kind !== 'ari' || content.ari.products === undefined) return null;
  const { hotel_code, complete_set, products } = content.ari;
  const plans = products.map((product) => planElement(product, notifType(product, version)));
  return element(
    'OTA_HotelRatePlanNotifRQ',
    { ...OTA_ROOT, Version: '1.000', TimeStamp: content.ari.sent_at ?? undefined },
    complete_set ? element('UniqueID', { Type: 16, ID: 1, Instance: 'CompleteSet' }) : undefined,
    element(
      'RatePlans',
      { HotelCode: hotel_code },
      ...(plans.length === 0 && complete_set ? [element('RatePlan')] : plans),
    ),
  );
}

/** "AlpineBits, RatePlans": New became Full in 2024-10. */
function notifType({ action }: RatePlanProduct, version: WireVersion): string {
  if (action !== 'full') return action === 'overlay' ? 'Overlay' : 'Remove';
  return version >= '2024-10' ? 'Full' : 'New';
}

/** A RatePlan; `type` is undefined in the answer to a pull. */
export function planElement(product: RatePlanProduct, type: string | undefined): XmlElement {
  const { terms, rules, rates, supplements, descriptions } = product;
  const rateElements = [
    ...(terms === null ? [] : [staticRate(terms)]),
    ...rates.map((rate) => rateElement(rate, type === undefined ? undefined : 10)),
  ];
  return element(
    'RatePlan',
    {
      RatePlanNotifType: type,
      CurrencyCode: product.currency ?? undefined,
      RatePlanCode: product.rate_code,
      RatePlanType: product.type ?? undefined,
      RatePlanCategory: product.category ?? undefined,
      RatePlanID: product.group_code ?? undefined,
      RatePlanQualifier: product.is_master === null ? undefined : String(product.is_master),
    },
    listElement('BookingRules', rules.map(ruleElement)),
    listElement('Rates', rateElements),
    listElement('Supplements', supplements.flatMap(supplementElements)),
    listElement('Offers', offerElements(product)),
    ...descriptions.map(descriptionElement),
  );
}

function ruleElement(rule: SeasonRule): XmlElement {
  const { room_code, closed } = rule;
  return element(
    'BookingRule',
    {
      CodeContext: room_code === null ? undefined : 'ROOMTYPE',
      Code: room_code ?? undefined,
      Start: rule.from,
      End: rule.to,
    },
    ...stayRuleElements(rule),
    closed === null
      ? undefined
      : element('RestrictionStatus', { Restriction: 'Master', Status: closed ? 'Close' : 'Open' }),
  );
}

function staticRate({ pricing, nights_per_unit, meals }: NonNullable<RatePlanProduct['terms']>): XmlElement {
  return element(
    'Rate',
    { RateTimeUnit: 'Day', UnitMultiplier: nights_per_unit },
    element('BaseByGuestAmts', {}, element('BaseByGuestAmt', { Type: pricing === 'per_person' ? 7 : 25 })),
    meals.length === 0
      ? undefined
      : element('MealsIncluded', { MealPlanIndicator: 'true', MealPlanCodes: meals.join(' ') }),
  );
}

/** The answer to a pull names no age code beside its base prices. */
function rateElement(
  { room_code, from, to, base, extra_adult, children }: SeasonRate,
  age: number | undefined,
): XmlElement {
  const extra =
    extra_adult === null
      ? []
      : [element('AdditionalGuestAmount', { AgeQualifyingCode: 10, Amount: extra_adult })];
  const bands = children.map(({ min_age, max_age, amount }) =>
    element('AdditionalGuestAmount', {
      AgeQualifyingCode: 8,
      MinAge: min_age ?? undefined,
      MaxAge: max_age ?? undefined,
      Amount: amount,
    }),
  );
  return element(
    'Rate',
    { InvTypeCode: room_code, Start: from, End: to },
    listElement(
      'BaseByGuestAmts',
      base.map(({ guests, amount }) =>
        element('BaseByGuestAmt', { NumberOfGuests: guests, AgeQualifyingCode: age, AmountAfterTax: amount }),
      ),
    ),
    listElement('AdditionalGuestAmounts', [...extra, ...bands]),
  );
}

function supplementElements({ code, terms, prices, descriptions }: Supplement): XmlElement[] {
  const frame = { InvType: 'EXTRA', InvCode: code };
  const fixed =
    terms === null
      ? []
      : [
          element(
            'Supplement',
            {
              ...frame,
              AddToBasicRateIndicator: String(terms.added_to_rate),
              MandatoryIndicator: String(terms.mandatory),
              ChargeTypeCode: terms.charge_type,
            },
            prerequisite('ALPINEBITSDOW', terms.days?.map((day) => (day ? '1' : '0')).join('')),
            ...descriptions.map(descriptionElement),
          ),
        ];
  const dated = prices.map(({ from, to, amount, room_code }) =>
    element(
      'Supplement',
      { ...frame, Amount: amount ?? undefined, Start: from, End: to },
      prerequisite('ROOMTYPE', room_code ?? undefined),
    ),
  );
  return [...fixed, ...dated];
}

function prerequisite(type: string, code: string | undefined): XmlElement | undefined {
  return code === undefined ? undefined : element('PrerequisiteInventory', { InvType: type, InvCode: code });
}

function descriptionElement({ name, texts, images }: ProductDescription): XmlElement {
  return element(
    'Description',
    { Name: name === '' ? undefined : name },
    ...images.map((image) => element('Image', {}, image)),
    ...texts.map(({ language, format, text }) =>
      element('Text', { TextFormat: format ?? undefined, Language: language ?? undefined }, text),
    ),
  );
}
