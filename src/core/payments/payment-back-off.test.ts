import { expect, it } from 'vitest';
import { nextAttempt, wantsAttention } from './payment-back-off.js';

const now = new Date('2026-05-01T10:00:00.000Z');
const waits = (attempts: number, random: number) =>
  nextAttempt(attempts, now, random).getTime() - now.getTime();

it('doubles up to ten minutes, less up to a half, and never ends', () => {
  expect([0, 1, 2, 3].map((attempts) => waits(attempts, 0))).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect([9, 40, 100_000].map((attempts) => waits(attempts, 0))).toEqual([600_000, 600_000, 600_000]);
  expect(waits(3, 0.999)).toBeGreaterThan(20_000);
  expect(waits(3, 0.999)).toBeLessThan(21_000);
});

it('calls a person after about half an hour', () => {
  const half = Array.from({ length: 9 }, (_, attempts) => waits(attempts, 0.5)).reduce((a, b) => a + b, 0);
  expect(half).toBeGreaterThan(20 * 60_000);
  expect(half).toBeLessThan(45 * 60_000);
  expect([8, 9].map(wantsAttention)).toEqual([false, true]);
});
