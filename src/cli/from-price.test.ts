import { expect, test } from 'vitest';
import type { AriNight } from '../core/ari/read-ari.js';
import { fromPrice } from './from-price.js';

const RATE = { closed: false, occupancy_amounts: null } as AriNight['rates'][number];

function night(price: string | null, ...levels: Record<string, string>[]) {
  const rates = levels.map((occupancy_amounts) => ({ ...RATE, occupancy_amounts }));
  return { price, rates, currency: 'EUR' };
}

test('the price for a full room needs no label', () => {
  expect(fromPrice(night('120.00', { 1: '80.00', 2: '120.00' }))).toBe('120.00');
});

test('where a full room has no price it is that of the smallest party, said so', () => {
  expect(fromPrice(night(null, { 2: '95.00', extra: '10.00' }, { 1: '100.00', 2: '110.00' }))).toBe(
    '100.00 (1 guest)',
  );
  expect(fromPrice(night(null, { 2: '95.00' }, { 2: '9.50' }))).toBe('9.50 (2 guests)');
});

test('what is closed or has no price by party gives none', () => {
  const closed = { ...RATE, closed: true, occupancy_amounts: { 1: '80.00' } };

  expect(fromPrice({ price: null, rates: [closed, RATE], currency: 'EUR' })).toBeNull();
});
