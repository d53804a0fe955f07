import { expect, test } from 'vitest';
import { isMet, parseExpectation } from './expectations.js';

const ALL = ['booking', 'quote'] as const;

test.each([
  ['booking.p99<50ms', { operation: 'booking', figure: 'p99' }, '<', 50],
  ['booking.p99.9 <= 1.5s', { operation: 'booking', figure: 'p99.9' }, '<=', 1_500],
  ['quote.max<800us', { operation: 'quote', figure: 'max' }, '<', 0.8],
  ['quote.mean>0ms', { operation: 'quote', figure: 'mean' }, '>', 0],
  ['booking.rate>=95/s', { operation: 'booking', figure: 'rate' }, '>=', 95],
  ['booking.error_rate<1%', { operation: 'booking', figure: 'error_rate' }, '<', 0.01],
  ['error_rate<0.001', { operation: null, figure: 'error_rate' }, '<', 0.001],
  ['throughput>=200', { operation: null, figure: 'throughput' }, '>=', 200],
  ['dropped<1', { operation: null, figure: 'dropped' }, '<', 1],
])('%s', (text, metric, sign, value) => {
  const parsed = parseExpectation(text, ALL);

  expect(parsed).toMatchObject({ text, metric, sign });
  expect(parsed.value).toBeCloseTo(value, 9);
});

test.each([
  ['booking', 'write it like'],
  ['booking.p99', 'write it like'],
  ['booking.p99<', 'write it like'],
  ['booking.p99=50ms', 'write it like'],
  ['booking.p99<50', 'needs its unit'],
  ['booking.p99<50%', 'needs its unit'],
  ['booking.p98<50ms', 'there are mean, p50'],
  ['booking.p9999<50ms', 'there are mean, p50'],
  ['ari_push.p99<50ms', 'this scenario has booking, quote'],
  ['bookings.p99<50ms', 'this scenario has booking, quote'],
  ['latency<50ms', 'there are error_rate, throughput, dropped'],
  ['error_rate<5ms', 'is a share'],
  ['throughput>5ms', 'requests a second'],
  ['dropped<1%', 'are a number'],
])('%s is refused', (text, remedy) => {
  expect(() => parseExpectation(text, ALL)).toThrow(
    expect.objectContaining({ code: 'VALIDATION', message: expect.stringContaining(remedy) as string }),
  );
});

test.each([
  ['<', 5, false],
  ['<=', 5, true],
  ['>', 5, false],
  ['>=', 5, true],
  ['<', 4, true],
  ['>', 6, true],
] as const)('5 as a bound: %s %d is %s', (sign, actual, met) => {
  expect(isMet({ sign, value: 5 }, actual)).toBe(met);
});
