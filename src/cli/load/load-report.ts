import { z } from 'zod';
import { AppError } from '../../core/model/errors.js';
import { ARRIVALS } from './arrivals.js';
import { OPERATIONS, SCENARIOS } from './scenarios.js';

const FORMAT = 1;

const ms = z.number().nonnegative();
const count = z.number().int().nonnegative();

const operationReport = z.object({
  operation: z.enum(OPERATIONS),
  requests: count,
  /** Answers a second in the measured time. */
  rate: z.number(),
  errors: count,
  /** By code: OK, CONFIRMED, SOLD_OUT, ... */
  outcomes: z.record(z.string(), count),
  mean_ms: ms,
  p50_ms: ms,
  p90_ms: ms,
  p95_ms: ms,
  p99_ms: ms,
  p999_ms: ms,
  max_ms: ms,
  /** HdrHistogram V2, compressed, base64, in microseconds. */
  histogram: z.string(),
});

const sagaReport = z.object({
  confirmed: count,
  failed: count,
  cancelled: count,
  held: count,
  /** These five are null where the tables were out of reach. */
  taken: count.nullable(),
  declined: count.nullable(),
  refunded: count.nullable(),
  open: count.nullable(),
  money_wrong: count.nullable(),
  nights_wrong: count,
});

const proofReport = z.object({
  checked: z.enum(['stores', 'gateway']),
  booked: count,
  lost: count,
  doubled: count,
  phantom: count,
  unanswered: count,
  unanswered_booked: count,
  oversold: count,
  invariants_broken: count.nullable(),
  /** Of `booking-saga` alone. */
  saga: sagaReport.optional(),
  findings: z.array(z.string()),
});

/** What `load run` says with --json and writes with --out; `load report` and `load compare` read it. */
export const loadReport = z.object({
  format: z.literal(FORMAT),
  run: z.object({
    id: z.string(),
    started_at: z.string(),
    scenario: z.enum(SCENARIOS),
    arrivals: z.enum(ARRIVALS),
    /** Starts a second that were asked for. */
    rate: z.number(),
    duration_s: z.number(),
    warm_up_s: z.number(),
    seed: z.number(),
    hotels: count,
    rooms: count,
    max_in_flight: count,
    gateway: z.string(),
    /** Interrupted before its time. */
    cut_short: z.boolean(),
  }),
  machine: z.object({ node: z.string(), cpus: count, cpu: z.string() }),
  /** How late the generator itself was with its starts. */
  lag: z.object({ p50_ms: ms, p99_ms: ms, max_ms: ms, bound_ms: ms }),
  starts: z.object({ planned: count, measured: count, dropped: count }),
  throughput: z.number(),
  error_rate: z.number(),
  operations: z.array(operationReport),
  seconds: z.array(z.object({ requests: count, errors: count, mean_ms: ms, max_ms: ms })),
  expectations: z.array(z.object({ expected: z.string(), actual: z.string(), met: z.boolean() })),
  proof: proofReport,
});

export type LoadReport = z.infer<typeof loadReport>;
export type OperationReport = LoadReport['operations'][number];

/**
 * A report from a file's JSON: as --out wrote it, or the whole document of --json.
 * @throws AppError VALIDATION for one that is no report.
 */
export function parseLoadReport(value: unknown, file: string): LoadReport {
  const document = z.object({ ok: z.literal(true), data: z.unknown() }).safeParse(value);
  const parsed = loadReport.safeParse(document.success ? document.data.data : value);
  if (parsed.success) return parsed.data;
  throw new AppError('VALIDATION', `${file} is not a report that "load run --out" wrote.`, {
    cause: parsed.error,
    next: 'bellhop load run --help',
  });
}
