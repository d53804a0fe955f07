import type { AriUpdate, Restrictions } from './ari.js';
import { daysBetween, type LocalDate } from './local-date.js';
import { nightAmounts } from './rate-plan-amounts.js';
import type { RatePlanProduct, SeasonRule } from './rate-plan-product.js';

/** What a rule says, for which nights of which rooms. */
interface Segment {
  readonly room_code: string | null;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly limits: Restrictions;
  readonly arrival_days: readonly boolean[] | null;
  readonly departure_days: readonly boolean[] | null;
}

/**
 * A rate plan as updates of its nights: first its rules, then its prices. Rules for all room types stand before those
 * for one, and where two meet both hold, so the stricter word stands last.
 * @param at is the place of the rate plan in its message.
 */
export function toRateUpdates(product: RatePlanProduct, at: string): AriUpdate[] {
  const { rate_code, terms, currency } = product;
  const frame = { unit_code: null, rate_code, at };
  const rules = layered(product).flatMap((segment) =>
    byWeekday(segment).map(({ days, set }) => ({
      ...frame,
      room_code: segment.room_code,
      from: segment.from,
      to: segment.to,
      days,
      set,
      amounts: [],
    })),
  );
  const prices = product.rates.map((rate) => ({
    ...frame,
    room_code: rate.room_code,
    from: rate.from,
    to: rate.to,
    days: null,
    set: {},
    amounts: nightAmounts(rate, terms, currency),
  }));
  return [...rules, ...prices];
}

/**
 * The rule of the offer, rules of all rooms, rules of one: each with what it shares with those before it. Within one
 * list no two of the same room meet, so those that a range touches stand side by side.
 */
function layered(product: RatePlanProduct): Segment[] {
  const read = product.action === 'overlay' ? toReplacingSegment : toSegment;
  const generic = product.rules.filter((rule) => rule.room_code === null).map(read);
  const specific = product.rules.filter((rule) => rule.room_code !== null).map(read);
  const offer = offerSegments(product);
  const withOffer = meet(generic, [offer]);
  const withGeneric = meet(specific, [offer, inDateOrder(generic), inDateOrder(withOffer)]);
  return [...offer, ...generic, ...withOffer, ...specific, ...withGeneric].filter(saysSomething);
}

/** What each of `later` shares with the ranges before it, list by list. */
function meet(later: readonly Segment[], below: readonly (readonly Segment[])[]): Segment[] {
  return later.flatMap((segment) =>
    below.flatMap((list) => {
      const shared: Segment[] = [];
      for (let i = firstEndingFrom(list, segment.from); i < list.length; i++) {
        const other = list[i];
        if (other === undefined || other.from > segment.to) break;
        const common = intersect(segment, other);
        if (common !== null) shared.push(common);
      }
      return shared;
    }),
  );
}

function inDateOrder(list: readonly Segment[]): Segment[] {
  return [...list].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

/** Index of the first range that ends on a date or later. */
function firstEndingFrom(list: readonly Segment[], date: LocalDate): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.to ?? date) < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toSegment(rule: SeasonRule): Segment {
  const { room_code, from, to, closed, arrival_days, departure_days } = rule;
  const limits: Restrictions = closed === null ? {} : { closed };
  for (const field of STAY_LIMITS) if (rule[field] !== null) limits[field] = rule[field];
  return { room_code, from, to, limits, arrival_days, departure_days };
}

/** A rule of an overlay takes the place of what held on its dates: what it leaves out is lifted. */
function toReplacingSegment(rule: SeasonRule): Segment {
  const { room_code, from, to, arrival_days, departure_days } = rule;
  const limits: Restrictions = { closed: rule.closed ?? false };
  for (const field of STAY_LIMITS) limits[field] = rule[field];
  return {
    room_code,
    from,
    to,
    limits,
    arrival_days: arrival_days ?? EVERY_DAY,
    departure_days: departure_days ?? EVERY_DAY,
  };
}

const EVERY_DAY: readonly boolean[] = [true, true, true, true, true, true, true];
const STAY_LIMITS = ['min_stay_arrival', 'max_stay_arrival', 'min_stay_through', 'max_stay_through'] as const;

/** The offer's rule holds wherever there are prices. */
function offerSegments({ offer_rule: rule, rates }: RatePlanProduct): Segment[] {
  const from = rates.reduce<LocalDate | null>(
    (min, rate) => (min === null || rate.from < min ? rate.from : min),
    null,
  );
  const to = rates.reduce<LocalDate | null>(
    (max, rate) => (max === null || rate.to > max ? rate.to : max),
    null,
  );
  if (rule === null || from === null || to === null) return [];
  const limits: Restrictions = {};
  if (rule.min_advance_days !== null) limits.min_advance_days = rule.min_advance_days;
  if (rule.max_advance_days !== null) limits.max_advance_days = rule.max_advance_days;
  for (const field of STAY_LIMITS) if (rule[field] !== null) limits[field] = rule[field];
  const { arrival_days, departure_days } = rule;
  return [{ room_code: null, from, to, limits, arrival_days, departure_days }];
}

/** Where two rules meet and disagree: the stricter one. Null where the later one alone already says it. */
function intersect(later: Segment, earlier: Segment): Segment | null {
  const from = later.from > earlier.from ? later.from : earlier.from;
  const to = later.to < earlier.to ? later.to : earlier.to;
  if (daysBetween(from, to) < 0) return null;
  const limits: Restrictions = {};
  if (later.limits.closed === false && earlier.limits.closed === true) limits.closed = true;
  for (const field of STAY_LIMITS) {
    const [mine, other] = [later.limits[field], earlier.limits[field]];
    if (mine === undefined || other === undefined || other === null) continue;
    const stricter =
      mine === null ? other : field.startsWith('min') ? Math.max(mine, other) : Math.min(mine, other);
    if (stricter !== mine) limits[field] = stricter;
  }
  const common = {
    room_code: later.room_code,
    from,
    to,
    limits,
    arrival_days: stricterDays(later.arrival_days, earlier.arrival_days),
    departure_days: stricterDays(later.departure_days, earlier.departure_days),
  };
  return saysSomething(common) ? common : null;
}

function stricterDays(
  later: readonly boolean[] | null,
  earlier: readonly boolean[] | null,
): readonly boolean[] | null {
  if (later === null || earlier === null) return null;
  const both = later.map((allowed, day) => allowed && earlier[day] === true);
  return both.every((allowed, day) => allowed === later[day]) ? null : both;
}

function saysSomething({ limits, arrival_days, departure_days }: Segment): boolean {
  return Object.keys(limits).length > 0 || arrival_days !== null || departure_days !== null;
}

/** Weekdays on which arrival and departure are allowed alike make one update. */
function byWeekday({ limits, arrival_days, departure_days }: Segment): {
  readonly days: readonly boolean[] | null;
  readonly set: Restrictions;
}[] {
  if (arrival_days === null && departure_days === null) return [{ days: null, set: limits }];
  const groups = new Map<string, { days: boolean[]; set: Restrictions }>();
  for (let day = 0; day < 7; day++) {
    const set: Restrictions = { ...limits };
    if (arrival_days !== null) set.closed_to_arrival = arrival_days[day] !== true;
    if (departure_days !== null) set.closed_to_departure = departure_days[day] !== true;
    const key = `${set.closed_to_arrival} ${set.closed_to_departure}`;
    const group = groups.get(key) ?? { days: new Array<boolean>(7).fill(false), set };
    group.days[day] = true;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ days, set }) => ({ days: days.includes(false) ? days : null, set }));
}
