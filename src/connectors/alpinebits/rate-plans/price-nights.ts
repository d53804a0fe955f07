import { addDays, daysBetween, type LocalDate } from '../../../core/model/local-date.js';
import type { FreeNightsOffer, RatePlanProduct, SeasonRate } from '../../../core/model/rate-plan-product.js';
import { isInBand } from './age-bands.js';
import { Fraction } from './fraction.js';
import type { BrokenRule, StayRequest } from '../../../core/model/stay-price.js';
import type { Payers } from './payers.js';

/** Some nights in a row under one rate: one where prices are by night, up to a whole package otherwise. */
export interface PricedChunk {
  readonly date: LocalDate;
  readonly nights: number;
  readonly cost: Fraction;
  readonly free: boolean;
}

interface Pricing {
  readonly product: RatePlanProduct;
  readonly stay: StayRequest;
  readonly payers: Payers;
  readonly standard: number;
}

/**
 * The nights of a stay, each under the rate of its season; a part of a package costs its share. Free nights are given
 * only where prices are by night.
 */
export function priceNights(pricing: Pricing): PricedChunk[] | BrokenRule {
  const { product, stay } = pricing;
  const perUnit = product.terms?.nights_per_unit ?? 1;
  const rates = product.rates.filter(({ room_code }) => room_code === stay.room_code);
  const chunks: PricedChunk[] = [];
  for (let date = stay.check_in; date < stay.check_out;) {
    const rate = rates.find(({ from, to }) => from <= date && date <= to);
    if (rate === undefined) return { rule: 'no_rate', date, text: `There is no rate for ${date}` };
    const nights = Math.min(perUnit, daysBetween(date, stay.check_out), daysBetween(date, rate.to) + 1);
    const unit = unitCost(rate, pricing);
    if (typeof unit === 'string') return { rule: 'no_amount', date, text: `${unit} on ${date}` };
    const free = nights === 1 && isFree(product.free_nights, date, stay);
    chunks.push({ date, nights, cost: free ? Fraction.zero : unit.times(nights).over(perUnit), free });
    date = addDays(date, nights);
  }
  return chunks;
}

/** What a rate costs this party for its nights together, or what it has no price for. */
function unitCost(rate: SeasonRate, { product, payers, standard }: Pricing): Fraction | string {
  const atBase = Math.min(payers.adults, standard);
  const perPerson = product.terms?.pricing === 'per_person';
  let cost = Fraction.zero;
  if (atBase > 0) {
    const party = payers.adults + payers.children.length + payers.free;
    const guests = perPerson ? Math.min(party, standard) : atBase;
    const base = rate.base.find((level) => level.guests === guests);
    if (base === undefined) return `There is no price for ${guests} guests`;
    cost = Fraction.of(base.amount).times(perPerson ? atBase : 1);
  }
  const above = payers.adults - atBase;
  if (above > 0) {
    if (rate.extra_adult === null) return 'There is no price for an additional adult';
    cost = cost.plus(Fraction.of(rate.extra_adult).times(above));
  }
  for (const age of payers.children) {
    const band = rate.children.find((child) => isInBand(age, child));
    if (band === undefined) return `There is no price for a child of ${age}`;
    cost = cost.plus(Fraction.of(band.amount));
  }
  return cost;
}

/** Repeating, the last nights of each block of `required`; otherwise the last nights of the stay. */
function isFree(
  offer: FreeNightsOffer | null,
  date: LocalDate,
  { check_in, check_out }: StayRequest,
): boolean {
  if (offer === null || daysBetween(check_in, check_out) < offer.required) return false;
  if (!offer.repeats) return daysBetween(date, check_out) <= offer.free;
  return daysBetween(check_in, date) % offer.required >= offer.required - offer.free;
}
