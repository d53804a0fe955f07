import { describe, expect, test } from 'vitest';
import { ARRIVALS, expectedStarts, planArrivals, planWithWarmUp, type ArrivalPlan } from './arrivals.js';

const plan = (overrides: Partial<ArrivalPlan> = {}): ArrivalPlan => ({
  arrivals: 'constant',
  rate: 100,
  seconds: 50,
  seed: 7,
  ...overrides,
});

/** How many starts fall into each second. */
function perSecond(starts: Float64Array, seconds: number): number[] {
  const counts = Array.from({ length: seconds }, () => 0);
  for (const at of starts) counts[Math.floor(at / 1_000)] = (counts[Math.floor(at / 1_000)] ?? 0) + 1;
  return counts;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe.each(ARRIVALS)('%s', (arrivals) => {
  test('ascending, from the start and before the end, as many as the rate says', () => {
    const starts = planArrivals(plan({ arrivals }));

    expect([...starts]).toEqual([...starts].sort((one, other) => one - other));
    expect(starts[0]).toBeGreaterThanOrEqual(0);
    expect(starts.at(-1)).toBeLessThan(50_000);
    const expected = expectedStarts(plan({ arrivals }));
    expect(Math.abs(starts.length - expected)).toBeLessThan(
      arrivals === 'poisson' ? 5 * Math.sqrt(expected) : 1,
    );
  });

  test('the same seed gives the same starts', () => {
    expect(planArrivals(plan({ arrivals }))).toEqual(planArrivals(plan({ arrivals })));
  });
});

test('constant arrivals keep the same distance', () => {
  expect([...planArrivals(plan({ rate: 4, seconds: 1 }))]).toEqual([0, 250, 500, 750]);
});

test('poisson arrivals follow the seed, and their gaps are as uneven as chance', () => {
  const starts = planArrivals(plan({ arrivals: 'poisson', seconds: 200 }));
  const gaps = [...starts].slice(1).map((at, index) => at - (starts[index] ?? 0));
  const mean = sum(gaps) / gaps.length;
  const deviation = Math.sqrt(sum(gaps.map((gap) => (gap - mean) ** 2)) / gaps.length);

  expect(starts).not.toEqual(planArrivals(plan({ arrivals: 'poisson', seconds: 200, seed: 8 })));
  expect(mean).toBeCloseTo(10, 0);
  // Of an exponential distribution the deviation is the mean.
  expect(deviation / mean).toBeGreaterThan(0.95);
  expect(deviation / mean).toBeLessThan(1.05);
});

test('a ramp rises evenly to its rate', () => {
  const counts = perSecond(planArrivals(plan({ arrivals: 'ramp' })), 50);

  for (const second of [5, 20, 35, 49]) {
    expect(Math.abs((counts[second] ?? 0) - 2 * (second + 0.5))).toBeLessThanOrEqual(1);
  }
});

test('a spike stands in the middle fifth, and a fifth of its height around it', () => {
  const counts = perSecond(planArrivals(plan({ arrivals: 'spike' })), 50);

  for (const [second, rate] of [
    [0, 20],
    [18, 20],
    [21, 100],
    [28, 100],
    [31, 20],
    [49, 20],
  ] as const) {
    expect(Math.abs((counts[second] ?? 0) - rate), `second ${second}`).toBeLessThanOrEqual(1);
  }
});

test.each([
  ['constant', 100],
  ['ramp', 10],
  ['spike', 20],
] as const)('the warm-up of %s arrivals goes before, at the rate they begin with', (arrivals, rate) => {
  const starts = planWithWarmUp(plan({ arrivals }), 3);
  const measured = planArrivals(plan({ arrivals }));

  expect([...starts].filter((at) => at < 3_000)).toHaveLength(3 * rate);
  expect([...starts].filter((at) => at >= 3_000)).toEqual([...measured].map((at) => at + 3_000));
});
