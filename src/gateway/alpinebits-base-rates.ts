import type { App } from '../core/app.js';
import type { AriNight, AriRate } from '../core/ari/read-ari.js';
import type { Catalogue } from '../core/hotels/catalogue.js';
import type { RatePlan, Room } from '../core/hotels/hotel.js';
import type { JsonValue } from '../core/model/connector.js';
import { addDays, todayIn, type LocalDate } from '../core/model/local-date.js';
import type { RatePlanProduct, SeasonRate } from '../core/model/rate-plan-product.js';
import type { MessageVerdict } from './wire-message.js';

/** What a client asks for ("AlpineBits, BaseRates"), as its decoder says it. */
interface Query {
  readonly wanted: 'none' | 'changes' | 'range';
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  readonly candidates: readonly { readonly rate_code: string | null; readonly group_code: string | null }[];
}

/** An open range ends here: two years, and what partners keep beyond that is little. */
const MOST_NIGHTS = 750;
const MEALS = new Map([
  ['ALL_INCLUSIVE', '1'],
  ['BREAKFAST', '3'],
  ['FULL_BOARD', '10'],
  ['HALF_BOARD', '12'],
  ['ROOM_ONLY', '14'],
]);
const NO_CHANGES = 'Changes since the last request are not kept; send a DateRange with Start and End';

/**
 * Day prices for a client that imports them: rate plans of the hotel under its codes, nights of one price put together. Of rate plans
 * that it names without a DateRange it gets all from today on (4.6.1, case 1); of none that it names their names (case 2). Who reads
 * an omitted DateRange as "what was not sent already", as a remark in the published sample does, gets that among it.
 */
export async function answerBaseRates(
  deps: Pick<App, 'readAri' | 'clock'>,
  catalogue: Catalogue,
  asked: JsonValue,
): Promise<MessageVerdict> {
  const query = withRange(asked as unknown as Query, todayIn(catalogue.hotel.time_zone, deps.clock.now()));
  const { hotel_code } = catalogue;
  const plans =
    query.wanted === 'changes' ? [] : catalogue.ratePlans.filter((plan) => isAsked(plan, query, catalogue));
  const rates =
    query.wanted === 'range' ? await readRates(deps, catalogue, query) : new Map<string, SeasonRate[]>();
  const products = plans.map((plan) => toProduct(plan, catalogue, rates));
  const document = { hotel_code, products, warning: query.wanted === 'changes' ? NO_CHANGES : null };
  return { outcome: { kind: 'document', document }, journal: 'ANSWERED' };
}

function withRange(query: Query, today: LocalDate): Query {
  const whole = query.wanted === 'none' && query.candidates.length > 0;
  return whole ? { ...query, wanted: 'range', from: today, to: null } : query;
}

function isAsked({ rate_plan_id }: RatePlan, { candidates }: Query, catalogue: Catalogue): boolean {
  const code = catalogue.rateCode(rate_plan_id);
  return (
    candidates.length === 0 ||
    candidates.some(({ rate_code, group_code }) => (rate_code ?? group_code) === code)
  );
}

/** By rate plan code. */
async function readRates(
  { readAri }: Pick<App, 'readAri'>,
  catalogue: Catalogue,
  { from, to }: Query,
): Promise<Map<string, SeasonRate[]>> {
  const first = from ?? addDays(to ?? '1970-01-01', -MOST_NIGHTS);
  const last = to ?? addDays(first, MOST_NIGHTS);
  const byRate = new Map<string, SeasonRate[]>();
  for (const room of catalogue.rooms) {
    const nights = await readAri({ catalogue, room, from: first, to: last, uncounted: true });
    for (const night of nights) {
      for (const rate of night.rates) addNight(byRate, { night, rate, room });
    }
  }
  return byRate;
}

interface PricedNight {
  readonly night: AriNight;
  readonly rate: AriRate;
  readonly room: Room;
}

/** A night that costs what the one before did lengthens its season. */
function addNight(byRate: Map<string, SeasonRate[]>, { night, rate, room }: PricedNight): void {
  const base = basePrices(rate, room);
  if (base.length === 0) return;
  const list = byRate.get(rate.rate_code) ?? [];
  byRate.set(rate.rate_code, list);
  const last = list.findLast((season) => season.room_code === night.room_code);
  const goesOn =
    last !== undefined &&
    addDays(last.to, 1) === night.date &&
    JSON.stringify(last.base) === JSON.stringify(base);
  if (goesOn) list[list.indexOf(last)] = { ...last, to: night.date };
  else {
    const { room_code, date } = night;
    list.push({ room_code, from: date, to: date, base, extra_adult: null, children: [] });
  }
}

/** Prices of the room by number of guests; one that holds for every party stands at the room's capacity. */
function basePrices({ amount, occupancy_amounts: levels }: AriRate, room: Room): SeasonRate['base'] {
  const byGuests = Object.entries(levels ?? {}).flatMap(([guests, text]) =>
    /^\d+$/.test(guests) ? [{ guests: Number(guests), amount: text }] : [],
  );
  if (amount === null || byGuests.some(({ guests }) => guests === room.capacity)) return byGuests;
  return [...byGuests, { guests: room.capacity, amount }];
}

function toProduct(
  { rate_plan_id, name, meal_plan }: RatePlan,
  catalogue: Catalogue,
  rates: ReadonlyMap<string, readonly SeasonRate[]>,
): RatePlanProduct {
  const rate_code = catalogue.rateCode(rate_plan_id);
  const seasons = rates.get(rate_code) ?? [];
  const meal = MEALS.get(meal_plan);
  const terms = { pricing: 'per_room' as const, nights_per_unit: 1, meals: meal === undefined ? [] : [meal] };
  return {
    rate_code,
    action: 'full',
    currency: catalogue.hotel.currency,
    ...{ type: null, category: null, group_code: null, is_master: null },
    terms: seasons.length === 0 ? null : terms,
    rules: [],
    rates: seasons,
    supplements: [],
    ...{ offer_rule: null, free_nights: null, family: null },
    descriptions: [
      { name: 'title', texts: [{ language: 'en', format: 'PlainText', text: name }], images: [] },
    ],
  };
}
