import { cpus } from 'node:os';
import type { Arrivals } from './arrivals.js';
import { isMet, type Expectation, type JudgedExpectation } from './expectations.js';
import { encodeHistogram, percentileMs, percentilesOf } from './histogram.js';
import type { LoadReport, OperationReport } from './load-report.js';
import type { Proof } from './proof.js';
import type { OperationRecord, Recorder } from './recorder.js';
import type { Scenario } from './scenarios.js';

export interface Finished {
  readonly options: {
    readonly scenario: Scenario;
    readonly arrivals: Arrivals;
    readonly rate: number;
    readonly seconds: number;
    readonly warmUpSeconds: number;
    readonly seed: number;
    readonly hotels: number;
    readonly rooms: number;
    readonly maxInFlight: number;
    readonly maxLagMs: number;
    readonly expectations: readonly Expectation[];
  };
  readonly run: string;
  readonly started: Date;
  readonly gateway: URL;
  readonly recorder: Recorder;
  /** Requests that were due after the warm-up. */
  readonly planned: number;
  /** Seconds that were measured. */
  readonly seconds: number;
  readonly proof: Proof;
  readonly cutShort: boolean;
}

/** The report of a run. Rates are requests, by their intended start, for each measured second. */
export function summarise(finished: Finished): LoadReport {
  const { options, recorder, seconds, proof } = finished;
  const operations = recorder.operations.map((record) => describeOperation(record, seconds));
  const answered = recorder.answered();
  const figures = {
    throughput: perSecond(answered, seconds),
    error_rate: share(recorder.errors(), answered),
    dropped: recorder.dropped(),
  };
  return {
    format: 1,
    run: {
      ...{ id: finished.run, started_at: finished.started.toISOString(), scenario: options.scenario },
      ...{ arrivals: options.arrivals, rate: options.rate, duration_s: options.seconds },
      ...{ warm_up_s: options.warmUpSeconds, seed: options.seed, hotels: options.hotels },
      ...{ rooms: options.rooms, max_in_flight: options.maxInFlight, gateway: finished.gateway.origin },
      cut_short: finished.cutShort,
    },
    machine: { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? '' },
    lag: {
      ...{ p50_ms: percentileMs(recorder.lag, 50), p99_ms: percentileMs(recorder.lag, 99) },
      ...{ max_ms: percentilesOf(recorder.lag).max_ms, bound_ms: options.maxLagMs },
    },
    starts: { planned: finished.planned, measured: recorder.started(), dropped: figures.dropped },
    ...{ throughput: figures.throughput, error_rate: figures.error_rate },
    operations,
    seconds: recorder.seconds.map(({ requests, errors, sum_ms, max_ms }) => ({
      ...{ requests, errors, max_ms: round(max_ms) },
      mean_ms: requests === 0 ? 0 : round(sum_ms / requests),
    })),
    expectations: options.expectations.map((expectation) => judge(expectation, { operations, figures })),
    proof: { ...proof, findings: [...proof.findings] },
  };
}

/** Whether the generator was so late with its starts that the times are its own. */
export function lagged({ lag }: Pick<LoadReport, 'lag'>): boolean {
  return lag.p99_ms > lag.bound_ms;
}

function describeOperation(record: OperationRecord, seconds: number): OperationReport {
  return {
    operation: record.operation,
    requests: record.times.totalCount,
    rate: perSecond(record.times.totalCount, seconds),
    errors: record.errors,
    outcomes: Object.fromEntries([...record.outcomes].sort(([, one], [, other]) => other - one)),
    ...percentilesOf(record.times),
    histogram: encodeHistogram(record.times),
  };
}

interface Figures {
  readonly operations: readonly OperationReport[];
  readonly figures: Readonly<Record<'throughput' | 'error_rate' | 'dropped', number>>;
}

function judge(expectation: Expectation, { operations, figures }: Figures): JudgedExpectation {
  const { metric, text } = expectation;
  if (metric.operation === null) {
    const actual = figures[metric.figure];
    if (operations.every(({ requests }) => requests === 0)) return noSample(text);
    return { expected: text, actual: withUnit(metric.figure, actual), met: isMet(expectation, actual) };
  }
  const report = operations.find(({ operation }) => operation === metric.operation);
  if (report === undefined || report.requests === 0) return noSample(text);
  const actual = figureOf(report, metric.figure);
  return { expected: text, actual: withUnit(metric.figure, actual), met: isMet(expectation, actual) };
}

/** It meets nothing: what never ran was not fast. */
function noSample(expected: string): JudgedExpectation {
  return { expected, actual: 'no requests', met: false };
}

type Figure = Exclude<Expectation['metric'], { operation: null }>['figure'];

function figureOf(report: OperationReport, figure: Figure): number {
  switch (figure) {
    case 'mean':
      return report.mean_ms;
    case 'p50':
      return report.p50_ms;
    case 'p90':
      return report.p90_ms;
    case 'p95':
      return report.p95_ms;
    case 'p99':
      return report.p99_ms;
    case 'p99.9':
      return report.p999_ms;
    case 'max':
      return report.max_ms;
    case 'rate':
      return report.rate;
    case 'error_rate':
      return share(report.errors, report.requests);
  }
}

function withUnit(figure: Expectation['metric']['figure'], value: number): string {
  if (figure === 'error_rate') return `${round(value * 100)}%`;
  if (figure === 'throughput' || figure === 'rate') return `${round(value)}/s`;
  return figure === 'dropped' ? String(value) : `${round(value)}ms`;
}

function perSecond(count: number, seconds: number): number {
  return seconds === 0 ? 0 : round(count / seconds);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
