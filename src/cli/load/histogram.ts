import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';
import { AppError } from '../../core/model/errors.js';

/** Times in microseconds, from 1 to ten minutes, with three digits. */
const RANGE = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 600_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

/** What is said of a distribution of times; all in milliseconds. */
export interface Percentiles {
  readonly mean_ms: number;
  readonly p50_ms: number;
  readonly p90_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly p999_ms: number;
  readonly max_ms: number;
}

export function timeHistogram(): Histogram {
  return build(RANGE);
}

/** @param milliseconds longer than ten minutes counts as ten minutes */
export function recordTime(histogram: Histogram, milliseconds: number): void {
  const micros = Math.max(RANGE.lowestDiscernibleValue, Math.round(milliseconds * 1_000));
  histogram.recordValue(Math.min(micros, RANGE.highestTrackableValue));
}

/** @param percent from 0 to 100 */
export function percentileMs(histogram: Histogram, percent: number): number {
  return toMs(histogram.getValueAtPercentile(percent));
}

export function percentilesOf(histogram: Histogram): Percentiles {
  const empty = histogram.totalCount === 0;
  const max_ms = empty ? 0 : toMs(histogram.maxValue);
  // A percentile is the upper end of its bucket, which may lie above the greatest value in it.
  const upTo = (percent: number) => Math.min(max_ms, percentileMs(histogram, percent));
  return {
    mean_ms: empty ? 0 : toMs(histogram.mean),
    ...{ p50_ms: upTo(50), p90_ms: upTo(90), p95_ms: upTo(95), p99_ms: upTo(99), p999_ms: upTo(99.9) },
    max_ms,
  };
}

/** HdrHistogram's own compressed form (V2, base64), which its tools in every language read. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram);
}

/** @throws AppError VALIDATION for a text that is not one. */
export function decodeHistogram(text: string): Histogram {
  try {
    return decodeFromCompressedBase64(text);
  } catch (cause) {
    throw new AppError('VALIDATION', 'A histogram of the report cannot be read; was the file cut off?', {
      cause,
    });
  }
}

function toMs(micros: number): number {
  return Math.round(micros) / 1_000;
}
