import { addDays, dayOfWeek, daysBetween, nightsOf, type LocalDate } from '../../../core/model/local-date.js';
import type {
  OfferRule,
  PartyLimit,
  RatePlanProduct,
  SeasonRule,
} from '../../../core/model/rate-plan-product.js';
import { isInBand } from './age-bands.js';
import type { BrokenRule, StayRequest } from '../../../core/model/stay-price.js';

/**
 * The booking rules of a rate plan ("AlpineBits, RatePlans"): master close counts on every night, minimum and maximum
 * stay on the day of arrival, the Forward kinds on every day of the stay with that of departure, and the days of the
 * week on the day itself. Rules for all rooms and for this one have to be kept alike.
 * @returns null when all of them are.
 */
export function findBrokenRule(product: RatePlanProduct, stay: StayRequest): BrokenRule | null {
  const rules = product.rules.filter(({ room_code }) => room_code === null || room_code === stay.room_code);
  return brokenByOffer(product.offer_rule, stay) ?? brokenByClose(rules, stay) ?? brokenByDays(rules, stay);
}

function broken(rule: string, date: LocalDate | null, text: string): BrokenRule {
  return { rule, date, text };
}

function brokenByClose(
  rules: readonly SeasonRule[],
  { check_in, check_out }: StayRequest,
): BrokenRule | null {
  const night = nightsOf(check_in, check_out).find((date) =>
    rules.some((rule) => rule.closed === true && covers(rule, date)),
  );
  return night === undefined ? null : broken('closed', night, `The rate plan is closed on ${night}`);
}

function covers({ from, to }: SeasonRule, date: LocalDate): boolean {
  return from <= date && date <= to;
}

function brokenByDays(rules: readonly SeasonRule[], { check_in, check_out }: StayRequest): BrokenRule | null {
  const nights = daysBetween(check_in, check_out);
  for (const rule of rules) {
    const onArrival = covers(rule, check_in);
    if (covers(rule, check_out) && rule.departure_days?.[dayOfWeek(check_out)] === false)
      return broken('closed_to_departure', check_out, `No departure on ${check_out}`);
    if (onArrival && rule.arrival_days?.[dayOfWeek(check_in)] === false)
      return broken('closed_to_arrival', check_in, `No arrival on ${check_in}`);
    const arrival = onArrival
      ? lengthFault(nights, [rule.min_stay_arrival, rule.max_stay_arrival], 'arrival', check_in)
      : null;
    if (arrival !== null) return arrival;
    for (const date of nightsOf(check_in, addDays(check_out, 1))) {
      const through = covers(rule, date)
        ? lengthFault(nights, [rule.min_stay_through, rule.max_stay_through], 'through', date)
        : null;
      if (through !== null) return through;
    }
  }
  return null;
}

function lengthFault(
  nights: number,
  [min, max]: readonly [number | null, number | null],
  kind: 'arrival' | 'through',
  date: LocalDate | null,
): BrokenRule | null {
  if (min !== null && nights < min)
    return broken(`min_stay_${kind}`, date, `${nights} nights are fewer than the ${min} that are asked for`);
  if (max !== null && nights > max)
    return broken(`max_stay_${kind}`, date, `${nights} nights are more than the ${max} that are allowed`);
  return null;
}

/** What the first Offer demands of every stay. */
function brokenByOffer(rule: OfferRule | null, stay: StayRequest): BrokenRule | null {
  if (rule === null) return null;
  const { check_in, check_out, advance_days: advance } = stay;
  const party = brokenByParty(rule, stay);
  if (party !== null) return party;
  const length = lengthFault(
    daysBetween(check_in, check_out),
    [rule.min_stay_arrival, rule.max_stay_arrival],
    'arrival',
    null,
  );
  if (length !== null) return length;
  if (rule.arrival_days?.[dayOfWeek(check_in)] === false)
    return broken('closed_to_arrival', check_in, `No arrival on ${check_in}`);
  if (rule.departure_days?.[dayOfWeek(check_out)] === false)
    return broken('closed_to_departure', check_out, `No departure on ${check_out}`);
  if (advance === undefined) return null;
  if (rule.min_advance_days !== null && advance < rule.min_advance_days)
    return broken('min_advance_days', null, `To be booked at least ${rule.min_advance_days} days ahead`);
  if (rule.max_advance_days !== null && advance > rule.max_advance_days)
    return broken('max_advance_days', null, `To be booked at most ${rule.max_advance_days} days ahead`);
  return null;
}

function brokenByParty({ adults, children }: OfferRule, stay: StayRequest): BrokenRule | null {
  const { child_ages: ages } = stay;
  if (ages.length > 0 && adults.min_age === null)
    return broken('occupancy', null, 'The rate plan knows adults only; count the children among them');
  const grown = ages.find((age) => adults.min_age !== null && age >= adults.min_age);
  if (grown !== undefined)
    return broken('occupancy', null, `A guest of ${grown} is an adult here; count it among them`);
  const outside = children === null ? undefined : ages.find((age) => !isInBand(age, children));
  if (outside !== undefined)
    return broken('occupancy', null, `Children of ${outside} are not foreseen in the rate plan`);
  return (
    countFault(stay.adults, adults, 'adults') ??
    (children === null ? null : countFault(ages.length, children, 'children'))
  );
}

function countFault(count: number, { min, max }: PartyLimit, who: string): BrokenRule | null {
  if (min !== null && count < min) return broken('occupancy', null, `At least ${min} ${who}, not ${count}`);
  if (max !== null && count > max) return broken('occupancy', null, `At most ${max} ${who}, not ${count}`);
  return null;
}
