import type { ChildAmount, RatePlanProduct, SeasonRate } from '../../../core/model/rate-plan-product.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import {
  numberWithin,
  optionalText,
  requiredAmount,
  requiredNumber,
  requiredRange,
  requiredText,
} from '../node-values.js';
import { AB } from '../numbers.js';
import { readBand, refuseOverlappingBands } from './age-bands.js';

const ADULT = '10';
const CHILD = '8';
const PRICING = new Map([
  ['7', 'per_person'],
  ['25', 'per_room'],
] as const);
/** "OpenTravel, code list MPT": all inclusive, B&B, full board, half board, room only. */
const MEAL_PLANS: ReadonlySet<string> = new Set(['1', '3', '10', '12', '14']);
const MAX_GUESTS = 99;
const MAX_ROOM_CODE = 8;

type Terms = NonNullable<RatePlanProduct['terms']>;

/** The static rate stands first and has neither room type nor dates ("AlpineBits, RatePlans"). */
export function isStaticRate({ attributes }: XmlNode): boolean {
  return (
    attributes['InvTypeCode'] === undefined &&
    attributes['Start'] === undefined &&
    attributes['End'] === undefined
  );
}

/** What holds for every rate of the plan; null after adding a fault. */
export function readTerms(node: XmlNode, context: AlpineBitsContext): Terms | null {
  const unit = optionalText(node, 'RateTimeUnit');
  const multiplier = numberWithin(node, 'UnitMultiplier', { min: 1, max: 365 }, context);
  if ((unit === null) !== (optionalText(node, 'UnitMultiplier') === null) || (unit ?? 'Day') !== 'Day') {
    refuse(context, AB.invalidValue, 'RateTimeUnit="Day" and UnitMultiplier go together', {
      place: node.place,
    });
  }
  const [base, second] = childrenOf(node, 'BaseByGuestAmts', 'BaseByGuestAmt');
  const pricing = [...PRICING].find(([type]) => type === base?.attributes['Type'])?.[1];
  if (base === undefined || second !== undefined || pricing === undefined) {
    const what = 'The static Rate needs one BaseByGuestAmt with Type="7" (per person) or "25" (per room)';
    refuse(context, AB.missing, what, { place: (base ?? node).place });
    return null;
  }
  return { pricing, nights_per_unit: multiplier ?? 1, meals: readMeals(node, context) };
}

function readMeals(node: XmlNode, context: AlpineBitsContext): readonly string[] {
  const included = childOf(node, 'MealsIncluded');
  const codes = optionalText(included, 'MealPlanCodes')?.split(/\s+/) ?? [];
  const unknown = codes.find((code) => !MEAL_PLANS.has(code));
  if (included !== undefined && unknown !== undefined) {
    const known = [...MEAL_PLANS].join(', ');
    refuse(context, AB.invalidValue, `MealPlanCodes ${quote(unknown)} is not one of ${known}`, {
      place: included.place,
    });
  }
  return codes;
}

/** A rate of one room type for a season; null after adding a fault. */
export function readSeasonRate(
  node: XmlNode,
  currency: string | null,
  context: AlpineBitsContext,
): SeasonRate | null {
  const room = requiredText(node, 'InvTypeCode', context);
  if (room !== null && room.length > MAX_ROOM_CODE) {
    refuse(context, AB.invalidValue, `InvTypeCode ${quote(room)} is longer than ${MAX_ROOM_CODE}`, {
      place: node.place,
    });
  }
  const range = requiredRange(node, context);
  const base = readBase(node, currency, context);
  const additional = childrenOf(node, 'AdditionalGuestAmounts', 'AdditionalGuestAmount');
  const extra = readExtraAdult(additional, currency, context);
  const children = readChildren(additional, currency, context);
  return room === null || range === null
    ? null
    : { room_code: room, ...range, base, extra_adult: extra, children };
}

function readBase(node: XmlNode, currency: string | null, context: AlpineBitsContext): SeasonRate['base'] {
  const amounts = new Map<number, string>();
  for (const base of childrenOf(node, 'BaseByGuestAmts', 'BaseByGuestAmt')) {
    const age = optionalText(base, 'AgeQualifyingCode') ?? ADULT;
    if (age !== ADULT)
      refuse(context, AB.invalidValue, `AgeQualifyingCode ${quote(age)} is not "10"`, { place: base.place });
    const guests = requiredNumber(base, 'NumberOfGuests', { min: 1, max: MAX_GUESTS }, context);
    const amount = requiredAmount(base, 'AmountAfterTax', currency, context);
    if (guests === null || amount === null) continue;
    if (amounts.has(guests))
      refuse(context, AB.invalidValue, `Two BaseByGuestAmt for ${guests} guests`, { place: base.place });
    amounts.set(guests, amount);
  }
  if (amounts.size === 0 && context.faults.isEmpty)
    refuse(context, AB.missing, 'A Rate needs a BaseByGuestAmt with NumberOfGuests', { place: node.place });
  return [...amounts].map(([guests, amount]) => ({ guests, amount }));
}

function readExtraAdult(
  additional: readonly XmlNode[],
  currency: string | null,
  context: AlpineBitsContext,
): string | null {
  const [first, second] = additional.filter((node) => node.attributes['AgeQualifyingCode'] === ADULT);
  if (second !== undefined)
    refuse(context, AB.invalidValue, 'Two AdditionalGuestAmount for adults', { place: second.place });
  return first === undefined ? null : requiredAmount(first, 'Amount', currency, context);
}

function readChildren(
  additional: readonly XmlNode[],
  currency: string | null,
  context: AlpineBitsContext,
): readonly ChildAmount[] {
  const amounts: ChildAmount[] = [];
  for (const node of additional) {
    const age = requiredText(node, 'AgeQualifyingCode', context);
    if (age === null || age === ADULT) continue;
    if (age !== CHILD) {
      refuse(context, AB.invalidValue, `AgeQualifyingCode ${quote(age)} is not "8" or "10"`, {
        place: node.place,
      });
      continue;
    }
    const band = readBand(node, context);
    const amount = requiredAmount(node, 'Amount', currency, context);
    if (band.min_age === null && band.max_age === null)
      refuse(context, AB.missing, 'MinAge or MaxAge is missing: which children is it for?', {
        place: node.place,
      });
    if (amount !== null) amounts.push({ ...band, amount });
  }
  refuseOverlappingBands(amounts, additional[0], context);
  return amounts;
}
