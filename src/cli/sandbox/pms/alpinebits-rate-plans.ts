import type { AriAmount } from '../../../core/model/ari.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import { coalesce, type CellRange } from '../../../connectors/shared/coalesce.js';
import { element, type XmlElement } from '../../../connectors/shared/xml-writer.js';

/** BaseByGuestAmt Type: 25 is a price per room, 7 one per person. */
const PER_ROOM = 25;
const ADULT = 10;
/** Guests that a price is for which does not say it. */
const STANDARD_GUESTS = 2;

interface Rule {
  readonly closed: boolean;
  readonly limits: readonly (readonly [kind: string, nights: number])[];
}

/**
 * "AlpineBits, RatePlans": each rate plan whole, its static rate first, then prices by room and dates. What a rate plan cannot say here
 * (closed to arrival or departure on a date, advance days) is not told. One without prices is told too: those it had are gone.
 */
export function ratePlanElements(cells: readonly PushCell[]): XmlElement[] {
  const codes = [...new Set(cells.flatMap(({ rate_code }) => rate_code ?? []))];
  return codes.map((code) => {
    const ofPlan = cells.filter(({ rate_code }) => rate_code === code);
    const prices = coalesce(ofPlan, ({ amounts }) => basePrices(amounts));
    const rules = coalesce(ofPlan, ruleOf).map(ruleElement);
    const currency = ofPlan.flatMap(({ amounts = [] }) => amounts).find((price) => price.currency !== null);
    return element(
      'RatePlan',
      { RatePlanNotifType: 'New', CurrencyCode: currency?.currency ?? 'EUR', RatePlanCode: code },
      rules.length === 0 ? undefined : element('BookingRules', {}, ...rules),
      element('Rates', {}, staticRate(), ...prices.map(rateElement)),
    );
  });
}

function basePrices(amounts: PushCell['amounts']): readonly AriAmount[] | undefined {
  const base = (amounts ?? []).filter(({ extra, length_of_stay }) => (extra ?? length_of_stay) === undefined);
  return base.length === 0 ? undefined : base;
}

function staticRate(): XmlElement {
  return element(
    'Rate',
    { RateTimeUnit: 'Day', UnitMultiplier: 1 },
    element('BaseByGuestAmts', {}, element('BaseByGuestAmt', { Type: PER_ROOM })),
    element('MealsIncluded', { MealPlanIndicator: 'true', MealPlanCodes: 14 }),
  );
}

function rateElement({ room_code, from, to, value }: CellRange<readonly AriAmount[]>): XmlElement {
  const amounts = value.map(({ guests, amount }) =>
    element('BaseByGuestAmt', {
      NumberOfGuests: guests ?? STANDARD_GUESTS,
      AgeQualifyingCode: ADULT,
      AmountAfterTax: amount,
    }),
  );
  const scope = { InvTypeCode: room_code, Start: from, End: to };
  return element('Rate', scope, element('BaseByGuestAmts', {}, ...amounts));
}

function ruleOf(cell: PushCell): Rule | undefined {
  const said = [
    ['SetMinLOS', cell.min_stay_arrival],
    ['SetMaxLOS', cell.max_stay_arrival],
    ['SetForwardMinStay', cell.min_stay_through],
    ['SetForwardMaxStay', cell.max_stay_through],
  ] as const;
  const limits = said.flatMap(([kind, nights]) =>
    typeof nights === 'number' && nights > 0 ? [[kind, nights] as const] : [],
  );
  const closed = cell.closed === true;
  return closed || limits.length > 0 ? { closed, limits } : undefined;
}

function ruleElement({ room_code, from, to, value: { closed, limits } }: CellRange<Rule>): XmlElement {
  const lengths = limits.map(([kind, nights]) =>
    element('LengthOfStay', { Time: nights, TimeUnit: 'Day', MinMaxMessageType: kind }),
  );
  return element(
    'BookingRule',
    { CodeContext: 'ROOMTYPE', Code: room_code, Start: from, End: to },
    lengths.length === 0 ? undefined : element('LengthsOfStay', {}, ...lengths),
    closed ? element('RestrictionStatus', { Restriction: 'Master', Status: 'Close' }) : undefined,
  );
}
