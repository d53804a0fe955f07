import { expect, test } from 'vitest';
import { AppError } from '../../core/model/errors.js';
import {
  decodeHistogram,
  encodeHistogram,
  percentileMs,
  percentilesOf,
  recordTime,
  timeHistogram,
} from './histogram.js';

function thousand() {
  const histogram = timeHistogram();
  for (let milliseconds = 1; milliseconds <= 1_000; milliseconds += 1) recordTime(histogram, milliseconds);
  return histogram;
}

test('percentiles are right to three digits', () => {
  const { mean_ms, p50_ms, p90_ms, p95_ms, p99_ms, p999_ms, max_ms } = percentilesOf(thousand());

  for (const [found, exact] of [
    [mean_ms, 500.5],
    [p50_ms, 500],
    [p90_ms, 900],
    [p95_ms, 950],
    [p99_ms, 990],
    [p999_ms, 999],
    [max_ms, 1_000],
  ] as const) {
    expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.002);
  }
});

test('no percentile is above the greatest time', () => {
  const histogram = timeHistogram();
  for (const milliseconds of [5, 134.001]) recordTime(histogram, milliseconds);

  const { p999_ms, max_ms } = percentilesOf(histogram);

  expect(p999_ms).toBe(max_ms);
});

test('nothing recorded is zero, and no time is too short or too long', () => {
  const histogram = timeHistogram();
  expect(percentilesOf(histogram)).toMatchObject({ mean_ms: 0, p99_ms: 0, max_ms: 0 });

  recordTime(histogram, 0);
  recordTime(histogram, 10_000_000);

  expect(histogram.totalCount).toBe(2);
  expect(percentileMs(histogram, 1)).toBe(0.001);
});

test('written and read again it is the same distribution', () => {
  const histogram = thousand();

  const again = decodeHistogram(encodeHistogram(histogram));

  for (const percent of [1, 50, 90, 99, 99.9]) {
    expect(percentileMs(again, percent)).toBe(percentileMs(histogram, percent));
  }
  expect(again.totalCount).toBe(1_000);
});

test('what is no histogram is refused', () => {
  expect(() => decodeHistogram('HISTFAAAA')).toThrow(AppError);
});
