import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CancellationPolicy } from '../hotels/cancellation-policy.js';
import { addDays } from '../model/local-date.js';
import { cancellationFee, refundFor, refundForLines } from './refund-for.js';

const check_in = '2026-07-10';
const nights = [10_001, 12_000, 14_000].map((price, index) => ({ date: addDays(check_in, index), price }));
const total = 36_001;
const stay = { nights, check_in, time_zone: 'Europe/Lisbon', paid: total, refunded: 0 };
const until = (days: number, then: Extract<CancellationPolicy, { kind: 'free_until' }>['then']) =>
  ({ kind: 'free_until', days, then }) as const;
const half = until(2, { kind: 'percent', percent: 50 });

describe('what comes back', () => {
  it.each<[string, CancellationPolicy, string, number]>([
    ['flexible, the day before', { kind: 'flexible' }, '2026-07-09T22:59:00Z', total],
    ['flexible, the day of arrival', { kind: 'flexible' }, '2026-07-09T23:00:00Z', 0],
    ['non-refundable, a year before', { kind: 'non_refundable' }, '2025-07-09T12:00:00Z', 0],
    ['half from the day before on, in time', half, '2026-07-08T22:59:59Z', total],
    ['half from the day before on, just late', half, '2026-07-08T23:00:00Z', 18_000],
    ['half from the day before on, on the day', half, '2026-07-10T20:00:00Z', 18_000],
    ['half, after the day of arrival', half, '2026-07-11T12:00:00Z', 0],
    ['free on the day itself', until(0, { kind: 'whole' }), '2026-07-10T20:00:00Z', total],
    ['free on the day itself, the day after', until(0, { kind: 'whole' }), '2026-07-11T20:00:00Z', 0],
    ['a night', until(3, { kind: 'nights', nights: 1 }), '2026-07-09T12:00:00Z', 26_000],
    ['two nights', until(3, { kind: 'nights', nights: 2 }), '2026-07-09T12:00:00Z', 14_000],
    ['more nights than there are', until(3, { kind: 'nights', nights: 9 }), '2026-07-09T12:00:00Z', 0],
    ['the whole stay', until(3, { kind: 'whole' }), '2026-07-09T12:00:00Z', 0],
  ])('%s', (_what, policy, cancelled_at, expected) => {
    expect(refundFor({ ...stay, policy, cancelled_at: new Date(cancelled_at) })).toBe(expected);
  });

  it('goes by the day at the hotel, not by ours', () => {
    const at = new Date('2026-07-09T12:00:00Z');
    const policy: CancellationPolicy = { kind: 'flexible' };
    expect(refundFor({ ...stay, policy, cancelled_at: at, time_zone: 'Pacific/Auckland' })).toBe(0);
    expect(refundFor({ ...stay, policy, cancelled_at: at, time_zone: 'America/Los_Angeles' })).toBe(total);
  });

  it('of a booking adds up the fees of its lines', () => {
    const lines = [
      { policy: { kind: 'flexible' } as const, nights },
      { policy: { kind: 'non_refundable' } as const, nights: nights.slice(0, 1) },
    ];
    const paid = total + 10_001;
    const cancelled_at = new Date('2026-07-01T12:00:00Z');
    expect(refundForLines(lines, { ...stay, paid, cancelled_at })).toBe(total);
  });
});

describe('whatever the policy', () => {
  const fee = fc.oneof(
    fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ kind: fc.constant('nights' as const), nights: fc.integer({ min: 1, max: 99 }) }),
    fc.record({ kind: fc.constant('whole' as const) }),
  );
  const anyPolicy: fc.Arbitrary<CancellationPolicy> = fc.oneof(
    fc.constant({ kind: 'flexible' as const }),
    fc.constant({ kind: 'non_refundable' as const }),
    fc.record({
      kind: fc.constant('free_until' as const),
      days: fc.integer({ min: 0, max: 365 }),
      then: fee,
    }),
  );
  const anyStay = fc.record({
    policy: anyPolicy,
    nights: fc
      .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 })
      .map((prices) => prices.map((price, index) => ({ date: addDays(check_in, index), price }))),
    paid: fc.integer({ min: 0, max: 25_000_000 }),
    refunded: fc.integer({ min: 0, max: 25_000_000 }),
    hours: fc.integer({ min: -24 * 400, max: 24 * 30 }),
    time_zone: fc.constantFrom('Europe/Lisbon', 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu'),
  });
  const at = (hours: number) => new Date(Date.UTC(2026, 6, 10) + hours * 3_600_000);

  it('never more than what was paid and has not come back, never less than nothing', () => {
    fc.assert(
      fc.property(anyStay, ({ hours, refunded, ...stay }) => {
        const back = refundFor({ ...stay, check_in, refunded, cancelled_at: at(hours) });
        expect(back).toBeGreaterThanOrEqual(0);
        expect(back).toBeLessThanOrEqual(Math.max(0, stay.paid - refunded));
        expect(Number.isSafeInteger(back)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('who cancels later never gets more', () => {
    fc.assert(
      fc.property(anyStay, fc.integer({ min: 0, max: 24 * 60 }), ({ hours, ...stay }, later) => {
        const early = cancellationFee(stay, { ...stay, check_in, cancelled_at: at(hours) });
        const late = cancellationFee(stay, { ...stay, check_in, cancelled_at: at(hours + later) });
        expect(late).toBeGreaterThanOrEqual(early);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the fee is never more than the stay', () => {
    fc.assert(
      fc.property(anyStay, ({ hours, ...stay }) => {
        const whole = stay.nights.reduce((sum, { price }) => sum + price, 0);
        const kept = cancellationFee(stay, { ...stay, check_in, cancelled_at: at(hours) });
        expect(kept).toBeLessThanOrEqual(whole);
      }),
    );
  });
});
