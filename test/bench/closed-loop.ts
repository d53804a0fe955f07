import { build, type Histogram } from 'hdr-histogram-js';
import { median, type Measured } from './bench-line.js';

export interface ClosedLoop {
  readonly callers: number;
  readonly milliseconds: number;
  /** One call, by its caller's number; a rejection ends the measurement. */
  readonly call: (caller: number) => Promise<unknown>;
  /** Milliseconds that a caller waits between two calls; default 0. */
  readonly pause?: number;
}

export interface LoopResult {
  /** Calls a second. */
  readonly rate: number;
  /** Of call times, in microseconds. */
  readonly times: Histogram;
}

/** So many callers, each sending its next call when its last was answered. */
export async function closedLoop({
  callers,
  milliseconds,
  call,
  pause = 0,
}: ClosedLoop): Promise<LoopResult> {
  const times = timeHistogram();
  const start = performance.now();
  const end = start + milliseconds;
  let calls = 0;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < end) {
        const sent = performance.now();
        await call(caller);
        times.recordValue(Math.max(1, Math.round((performance.now() - sent) * 1_000)));
        calls += 1;
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }),
  );
  return { rate: (calls * 1_000) / (performance.now() - start), times };
}

/** Holds 1 microsecond to 10 minutes with three digits. */
export function timeHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  });
}

/** The median rate of several runs and the percentiles of all their calls together. */
export function summarise(runs: readonly LoopResult[]): Measured {
  const times = timeHistogram();
  for (const run of runs) times.add(run.times);
  return { figure: median(runs.map((run) => run.rate)), ...percentiles(times) };
}

export function percentiles(times: Histogram): Omit<Measured, 'figure'> {
  return {
    p50_ms: times.getValueAtPercentile(50) / 1_000,
    p99_ms: times.getValueAtPercentile(99) / 1_000,
    max_ms: times.maxValue / 1_000,
  };
}
