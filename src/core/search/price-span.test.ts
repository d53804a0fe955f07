import { expect, test } from 'vitest';
import { createPriceCollector } from './price-span.js';

const night = (capacity: number, occupancy: string | null, amount: string | null = null) => ({
  capacity,
  amount,
  occupancy_amounts: occupancy,
});

test('the usual party is two, or one where the room takes no more; the span is over every party', () => {
  const prices = createPriceCollector('EUR');

  prices.add(night(3, '{"1":"80.00","2":"95.00","extra":"20.00"}'));
  prices.add(night(3, '{"1":"70.00","2":"99.00","extra":"1.00"}'));

  expect(prices.span()).toEqual({ price_from: 95, price_lowest: 70, price_highest: 115 });
});

test('a single room counts with its price for one', () => {
  const prices = createPriceCollector('EUR');

  prices.add(night(1, '{"1":"60.50","2":"95.00"}'));

  expect(prices.span()).toEqual({ price_from: 60.5, price_lowest: 60.5, price_highest: 60.5 });
});

test('an amount per room is the price of any party; places follow the currency', () => {
  const prices = createPriceCollector('KWD');

  prices.add(night(4, null, '10.125'));

  expect(prices.span()).toEqual({ price_from: 10.125, price_lowest: 10.125, price_highest: 10.125 });
});

test('without a price that anybody can pay there is none', () => {
  const prices = createPriceCollector('EUR');

  expect(prices.add(night(0, '{"1":"60.50"}'))).toBe(false);
  expect(prices.add(night(2, '{"extra":"60.50"}'))).toBe(false);
  expect(prices.span()).toEqual({ price_from: null, price_lowest: null, price_highest: null });
});
