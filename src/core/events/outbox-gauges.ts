import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import { fromSqlTime } from '../platform/sql-time.js';

/** Counting stops here: an outage must not make the measuring slow. */
const COUNTED = 100_000;
const EVERY_MS = 5_000;

export interface OutboxGaugesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly lanes: number;
}

export type OutboxGauges = ReturnType<typeof createOutboxGauges>;

/**
 * Tells how much waits in the outbox and for how long, at most every 5 s. Every relay tells, leader or not, so that
 * the alarm also sounds when nobody leads.
 */
export function createOutboxGauges({ database, clock, metrics, lanes }: OutboxGaugesDeps) {
  let measuredAt = -Infinity;

  async function measure({ now = false }: { readonly now?: boolean } = {}): Promise<void> {
    if (!now && performance.now() - measuredAt < EVERY_MS) return;
    measuredAt = performance.now();
    const [row] = await database.rows<{ waiting: string; oldest: string | null }>(
      `SELECT COUNT(*) AS waiting, MIN(occurred_at) AS oldest
       FROM (SELECT occurred_at FROM outbox ORDER BY outbox_id LIMIT ${COUNTED}) AS oldest_first`,
    );
    metrics.outboxRows.set(Number(row?.waiting ?? 0));
    const oldest = row?.oldest ?? null;
    const age = oldest === null ? 0 : clock.now().getTime() - fromSqlTime(oldest).getTime();
    metrics.outboxAge.set(Math.max(0, age / 1_000));
  }

  return {
    measure,

    /** After a step that left nothing in its lane. Where that is the only one no query is needed to know. */
    async laneIsEmpty(): Promise<void> {
      if (lanes > 1) return measure();
      metrics.outboxRows.set(0);
      metrics.outboxAge.set(0);
      measuredAt = performance.now();
    },
  };
}
