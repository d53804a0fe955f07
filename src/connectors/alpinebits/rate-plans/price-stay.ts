import { currencyExponent } from '../../../core/model/money.js';
import type { FamilyOffer, RatePlanProduct } from '../../../core/model/rate-plan-product.js';
import type { BrokenRule, RoomOccupancy, StayRequest, StayVerdict } from '../../../core/model/stay-price.js';
import { Fraction } from './fraction.js';
import { findBrokenRule } from './judge-stay.js';
import { priceNights } from './price-nights.js';
import { priceSupplement } from './price-supplements.js';
import type { Payers } from './payers.js';

/**
 * What a stay in one room costs under a whole rate plan, or the rule that forbids it, step by step as the contract
 * calculates ("AlpineBits, RatePlans"): occupancy, offer rule, children who pay as adults, family offer, booking rules,
 * nights with free nights, supplements. Sums are exact, only the total and what is shown are rounded, half up.
 */
export function priceStay(product: RatePlanProduct, stay: StayRequest): StayVerdict {
  const { rate_code, currency } = product;
  const { room_code } = stay;
  const occupancy = stay.occupancy ?? occupancyOf(product, room_code);
  const refuse = (broken: BrokenRule): StayVerdict => ({ bookable: false, rate_code, room_code, broken });
  const guests = stay.adults + stay.child_ages.length;
  const crowd = judgeCrowd(guests, occupancy) ?? findBrokenRule(product, stay);
  if (crowd !== null) return refuse(crowd);
  const payers = payersOf(stay, { occupancy, family: product.family });
  const chunks = priceNights({ product, stay, payers, standard: occupancy.standard });
  if ('rule' in chunks) return refuse(chunks);
  const freeNights = new Set(chunks.filter(({ free }) => free).map(({ date }) => date));
  const paying = payers.adults + payers.children.length;
  const supplements = product.supplements.flatMap((supplement) => {
    const taken =
      supplement.terms?.mandatory === true || stay.supplements?.includes(supplement.code) === true;
    const cost = taken ? priceSupplement(supplement, { stay, guests: paying, freeNights }) : null;
    return cost === null ? [] : [{ code: supplement.code, cost }];
  });
  const places = currency === null ? 2 : currencyExponent(currency);
  const total = [...chunks, ...supplements].reduce((sum, { cost }) => sum.plus(cost), Fraction.zero);
  return {
    bookable: true,
    price: {
      rate_code,
      room_code,
      currency,
      total: total.toDecimal(places),
      nights: chunks.map(({ date, nights, cost, free }) => ({
        date,
        nights,
        amount: cost.toDecimal(places),
        free,
      })),
      supplements: supplements.map(({ code, cost }) => ({ code, amount: cost.toDecimal(places) })),
      payers: { adults: payers.adults, children: payers.children.length, free: payers.free },
    },
  };
}

/** A plan has base prices up to the standard occupancy of the room. */
function occupancyOf({ rates }: RatePlanProduct, roomCode: string): RoomOccupancy {
  const levels = rates
    .filter(({ room_code }) => room_code === roomCode)
    .flatMap(({ base }) => base.map(({ guests }) => guests));
  return { min: 1, standard: Math.max(1, ...levels), max: Number.MAX_SAFE_INTEGER, max_children: null };
}

function judgeCrowd(guests: number, { min, max }: RoomOccupancy): BrokenRule | null {
  if (guests >= min && guests <= max) return null;
  const text = `The room is for ${min} to ${max} guests, not for ${guests}`;
  return { rule: 'occupancy', date: null, text };
}

/**
 * The oldest children pay as adults until the room has as many full payers as it needs; then the family offer takes
 * the youngest of its age out.
 */
function payersOf(
  { adults, child_ages }: StayRequest,
  { occupancy, family }: { readonly occupancy: RoomOccupancy; readonly family: FamilyOffer | null },
): Payers {
  const { min, standard, max, max_children: maxChildren } = occupancy;
  const needed = maxChildren === null ? standard : Math.max(min, Math.min(max - maxChildren, standard));
  const children = [...child_ages].sort((a, b) => a - b);
  const promoted = Math.min(Math.max(0, needed - adults), children.length);
  const young = children.slice(0, children.length - promoted);
  const eligible = family === null ? 0 : young.filter((age) => age < family.max_age).length;
  const applies = family !== null && eligible > 0 && eligible >= family.min_count;
  const free = applies ? Math.min(family.free, eligible) : 0;
  return { adults: adults + promoted, children: young.slice(free), free };
}
