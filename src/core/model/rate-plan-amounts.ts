import type { AriAmount } from './ari.js';
import { currencyExponent } from './money.js';
import type { RatePlanProduct, SeasonRate } from './rate-plan-product.js';

/** Prices of one night for so many adults in a room; without terms (an overlay) the amounts are as they were sent. */
export function nightAmounts(
  rate: SeasonRate,
  terms: RatePlanProduct['terms'],
  currency: string | null,
): AriAmount[] {
  const nights = terms?.nights_per_unit ?? 1;
  const perPerson = terms?.pricing === 'per_person';
  const places = currency === null ? 2 : currencyExponent(currency);
  const base = rate.base.map(({ guests, amount }): AriAmount => ({
    guests,
    amount: perNight(amount, perPerson ? guests : 1, { nights, places }),
    currency,
    tax: 'after',
  }));
  if (rate.extra_adult === null) return base;
  const extra = perNight(rate.extra_adult, 1, { nights, places });
  return [...base, { guests: null, amount: extra, currency, tax: 'after', extra: 'adult' }];
}

/** Exact where it can be: text that needs no arithmetic stays as it was sent, a part of a package is rounded half up. */
function perNight(
  amount: string,
  times: number,
  { nights, places }: { readonly nights: number; readonly places: number },
): string {
  if (times === 1 && nights === 1) return amount;
  const [whole = '0', fraction = ''] = amount.split('.');
  const digits = nights === 1 ? fraction.length : Math.max(places, fraction.length);
  const units = BigInt(whole + fraction.padEnd(digits, '0')) * BigInt(times);
  if (nights === 1) return decimal(units, digits);
  const scale = 10n ** BigInt(digits - places);
  const divisor = BigInt(nights) * scale;
  return decimal((units * 2n + divisor) / (divisor * 2n), places);
}

function decimal(units: bigint, places: number): string {
  if (places === 0) return String(units);
  const text = String(units).padStart(places + 1, '0');
  return `${text.slice(0, -places)}.${text.slice(-places)}`;
}
