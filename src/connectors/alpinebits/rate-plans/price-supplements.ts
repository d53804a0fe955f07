import { dayOfWeek, nightsOf, type LocalDate } from '../../../core/model/local-date.js';
import type { ChargeType, Supplement } from '../../../core/model/rate-plan-product.js';
import { Fraction } from './fraction.js';
import type { StayRequest } from '../../../core/model/stay-price.js';

interface SupplementStay {
  readonly stay: StayRequest;
  /** Guests who pay. */
  readonly guests: number;
  /** Nights given free: what is charged by night is not charged on them. */
  readonly freeNights: ReadonlySet<LocalDate>;
}

/**
 * What one supplement adds. Charged by stay, each night bears its share of the amount that is valid on it; charged by
 * item, once. Null where it does not apply on any night.
 */
export function priceSupplement(
  supplement: Supplement,
  { stay, guests, freeNights }: SupplementStay,
): Fraction | null {
  const { terms, prices } = supplement;
  if (terms === null) return null;
  const nights = nightsOf(stay.check_in, stay.check_out);
  let sum: Fraction | null = null;
  for (const date of nights) {
    if (terms.days !== null && terms.days[dayOfWeek(date)] !== true) continue;
    const valid = prices.filter(
      ({ from, to, amount, room_code }) =>
        amount !== null && from <= date && date <= to && (room_code === null || room_code === stay.room_code),
    );
    if (valid.length === 0) continue;
    const amount = valid.reduce(
      (total, price) => total.plus(Fraction.of(price.amount ?? '0')),
      Fraction.zero,
    );
    const charged = chargeOf(terms.charge_type, amount, {
      guests,
      nights: nights.length,
      free: freeNights.has(date),
    });
    sum = (sum ?? Fraction.zero).plus(charged);
    if (terms.charge_type === '24') break;
  }
  return sum;
}

/** "OpenTravel, code list CHG". A stay has one room, so by room and by stay are the same. */
function chargeOf(
  type: ChargeType,
  amount: Fraction,
  { guests, nights, free }: { readonly guests: number; readonly nights: number; readonly free: boolean },
): Fraction {
  switch (type) {
    case '1':
    case '19':
      return free ? Fraction.zero : amount;
    case '21':
      return free ? Fraction.zero : amount.times(guests);
    case '12':
    case '18':
      return amount.over(nights);
    case '20':
      return amount.times(guests).over(nights);
    case '24':
      return amount;
  }
}
