/** One measurement: our figure, the limit measured in the same run on the same servers, and how they compare. */
export interface BenchLine {
  readonly bench: string;
  /** Which load, where a bench has several. */
  readonly case: string;
  readonly figure: number;
  readonly unit: string;
  /** What the same machine does with the least work that the task allows; null where there is no such thing. */
  readonly limit: number | null;
  readonly limit_of: string;
  /** figure / limit. */
  readonly ratio: number | null;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
  /** The limit's own p99, where its work comes in single calls. */
  readonly limit_p99_ms?: number;
}

export interface Measured {
  readonly figure: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** `limit` null: nothing to compare with. */
export function benchLine(
  name: Pick<BenchLine, 'bench' | 'case' | 'unit' | 'limit_of'>,
  ours: Measured,
  limit: Measured | null,
): BenchLine {
  return {
    bench: name.bench,
    case: name.case,
    figure: rounded(ours.figure),
    unit: name.unit,
    limit: limit === null ? null : rounded(limit.figure),
    limit_of: name.limit_of,
    ratio: limit === null ? null : Math.round((ours.figure / limit.figure) * 100) / 100,
    p50_ms: rounded(ours.p50_ms),
    p99_ms: rounded(ours.p99_ms),
    max_ms: rounded(ours.max_ms),
    ...(limit === null ? {} : { limit_p99_ms: rounded(limit.p99_ms) }),
  };
}

function rounded(value: number): number {
  return value >= 1_000 ? Math.round(value) : Math.round(value * 100) / 100;
}

/** The middle value; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (upper + lower) / 2;
}
