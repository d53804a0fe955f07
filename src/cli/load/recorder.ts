import type { Histogram } from 'hdr-histogram-js';
import { recordTime, timeHistogram } from './histogram.js';
import type { Operation } from './scenarios.js';

/** What a request came to: OK or a booking's status; else the code of the refusal, or why there was no answer. */
export type OutcomeCode = string;

/** Answers that a load must expect; every other one is an error. */
const EXPECTED: ReadonlySet<OutcomeCode> = new Set(['OK', 'CONFIRMED', 'SOLD_OUT']);
const PAYING = ['PENDING', 'PAYMENT_DECLINED', 'HOLD_EXPIRED'] as const;
/** What guests must expect besides: a hold is PENDING, a payment may be declined or come when the hold is over. */
const EXPECTED_OF: Readonly<Partial<Record<Operation, readonly OutcomeCode[]>>> = {
  hold: ['PENDING'],
  confirm: ['HOLD_EXPIRED'],
  pay: PAYING,
  pay_retry: PAYING,
  modify: ['PENDING'],
  cancel: ['CANCELLED'],
};

export interface OperationRecord {
  readonly operation: Operation;
  /** From the intended start to the end of the answer, or to the moment where none was hoped for any more. */
  readonly times: Histogram;
  readonly outcomes: Map<OutcomeCode, number>;
  errors: number;
}

/** One second of the run, by the intended start of its requests. */
export interface SecondRecord {
  requests: number;
  errors: number;
  sum_ms: number;
  max_ms: number;
}

export interface Recorder {
  readonly operations: readonly OperationRecord[];
  readonly seconds: readonly SecondRecord[];
  /** How late this process was with its starts. */
  readonly lag: Histogram;
  /** Arrivals that were started; what guests send later is in `lag` alone. */
  readonly started: () => number;
  readonly dropped: () => number;
  readonly errors: () => number;
  readonly answered: () => number;
  /** Whether what was due then is in the figures: neither in the warm-up nor after the end. */
  readonly counts: (intendedMs: number) => boolean;
  readonly noteStart: (intendedMs: number, lagMs: number, followUp?: boolean) => void;
  readonly noteDropped: (intendedMs: number) => void;
  readonly noteAnswer: (answer: {
    readonly operation: Operation;
    readonly intendedMs: number;
    readonly latencyMs: number;
    readonly code: OutcomeCode;
  }) => void;
}

export function isError(operation: Operation, code: OutcomeCode): boolean {
  return !EXPECTED.has(code) && EXPECTED_OF[operation]?.includes(code) !== true;
}

/**
 * Keeps account of a run. Times are milliseconds from its start; what was due in the warm-up is left out, and what is due
 * from the end on, for guests who came in time may go on after it.
 */
export function createRecorder(
  operations: readonly Operation[],
  warmUpMs: number,
  endMs = Number.POSITIVE_INFINITY,
): Recorder {
  const records = new Map(operations.map((operation) => [operation, newRecord(operation)]));
  const seconds: SecondRecord[] = [];
  const lag = timeHistogram();
  let dropped = 0;
  let answered = 0;
  let started = 0;
  const counts = (intendedMs: number) => intendedMs >= warmUpMs && intendedMs < endMs;
  return {
    operations: [...records.values()],
    seconds,
    lag,
    started: () => started,
    dropped: () => dropped,
    answered: () => answered,
    errors: () => [...records.values()].reduce((sum, record) => sum + record.errors, 0),
    counts,
    noteStart: (intendedMs, lagMs, followUp = false) => {
      if (!counts(intendedMs)) return;
      recordTime(lag, lagMs);
      if (!followUp) started += 1;
    },
    noteDropped: (intendedMs) => {
      if (counts(intendedMs)) dropped += 1;
    },
    noteAnswer: ({ operation, intendedMs, latencyMs, code }) => {
      const record = records.get(operation);
      if (record === undefined || !counts(intendedMs)) return;
      answered += 1;
      recordTime(record.times, latencyMs);
      record.outcomes.set(code, (record.outcomes.get(code) ?? 0) + 1);
      const error = isError(operation, code);
      if (error) record.errors += 1;
      noteSecond(seconds, {
        at: Math.floor((intendedMs - warmUpMs) / 1_000),
        latencyMs,
        error,
      });
    },
  };
}

function newRecord(operation: Operation): OperationRecord {
  return { operation, times: timeHistogram(), outcomes: new Map(), errors: 0 };
}

function noteSecond(
  seconds: SecondRecord[],
  { at, latencyMs, error }: { at: number; latencyMs: number; error: boolean },
): void {
  while (seconds.length <= at) seconds.push({ requests: 0, errors: 0, sum_ms: 0, max_ms: 0 });
  const second = seconds[at];
  if (second === undefined) return;
  second.requests += 1;
  second.errors += error ? 1 : 0;
  second.sum_ms += latencyMs;
  second.max_ms = Math.max(second.max_ms, latencyMs);
}
