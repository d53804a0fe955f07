import { expect, it } from 'vitest';
import { stripeAmountOf } from './stripe-amount.js';

it.each([
  ['EUR', 10_050, 10_050],
  ['JPY', 500, 500],
  ['KWD', 10_120, 10_120],
  ['KWD', 10_125, null],
  // No decimals by ISO 4217, but two places at Stripe.
  ['ISK', 500, 50_000],
  ['UGX', 500, 50_000],
  // Two decimals by ISO 4217, none at Stripe.
  ['MGA', 500, 5],
  ['MGA', 550, null],
  // Three decimals by ISO 4217, two at Stripe.
  ['IQD', 1_250, 125],
  ['IQD', 1_255, null],
])('%s %i is %s at Stripe', (currency, minor, expected) => {
  expect(stripeAmountOf(minor, currency)).toBe(expected);
});
