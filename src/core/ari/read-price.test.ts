import { describe, expect, test } from 'vitest';
import type { AriAmount } from '../model/ari.js';
import { parseNightPrice, priceForParty } from './occupancy.js';
import { readPrice } from './read-price.js';

const amount = (guests: number | null, text: string, extra?: AriAmount['extra']): AriAmount => ({
  guests,
  amount: text,
  currency: 'EUR',
  tax: 'after',
  ...(extra === undefined ? {} : { extra }),
});

/** What parties of one to five adults pay for a night, in cents. */
function pricesOf(...amounts: AriAmount[]): (number | null)[] {
  const price = readPrice(amounts, 'EUR');
  if (price === null || 'code' in price) throw new Error(price?.text ?? 'no price');
  const night = parseNightPrice(price.amount, price.occupancy, 'EUR');
  return [1, 2, 3, 4, 5].map((guests) => priceForParty(night, guests));
}

describe('occupancy levels ("pmsXchange, rates")', () => {
  test('missing levels below the one that is given cost the same; those above cannot be sold', () => {
    expect(pricesOf(amount(3, '130.00'))).toEqual([13_000, 13_000, 13_000, null, null]);
  });

  test('an extra adult prices the levels above', () => {
    expect(pricesOf(amount(1, '80.00'), amount(3, '130.00'), amount(null, '25.00', 'adult'))).toEqual([
      8_000, 13_000, 13_000, 15_500, 18_000,
    ]);
  });

  test('what a child or an infant costs prices nobody', () => {
    const base = [amount(2, '90.00'), amount(null, '20.00', 'adult')];

    expect(pricesOf(...base, amount(null, '7.00', 'child'), amount(null, '0', 'infant'))).toEqual(
      pricesOf(...base),
    );
  });

  test('a child’s price alone is no price of a room', () => {
    expect(readPrice([amount(null, '7.00', 'child')], 'EUR')).toMatchObject({ code: 'VALIDATION' });
  });
});
