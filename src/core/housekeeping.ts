import type { Journal } from './messages/journal.js';
import type { Clock } from './model/clock.js';
import type { Database } from './platform/database.js';
import { toSqlTime } from './platform/sql-time.js';
import type { Metrics } from './platform/metrics.js';

/** Rows a statement, so that a large backlog never locks much or for long. */
const PART = 1_000;
const DAY_MS = 86_400_000;
/** Consumers read the log within minutes; a week lets one be repaired. */
const EVENT_DAYS = 7;

export interface Housekeeping {
  /** Deletes what has had its time and refreshes the gauges that alarms watch. @returns rows deleted. */
  run(): Promise<number>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly journal: Journal;
  readonly messageDays: number;
}

export function createHousekeeping({ database, clock, metrics, journal, messageDays }: Deps): Housekeeping {
  async function deleteInParts(sql: string, before: string): Promise<number> {
    let total = 0;
    for (;;) {
      const { affectedRows } = await database.run(`${sql} LIMIT ${PART}`, [before]);
      total += affectedRows;
      if (affectedRows < PART) return total;
    }
  }
  return {
    async run() {
      const now = clock.now().getTime();
      const keys = await deleteInParts(
        'DELETE FROM idempotency_keys WHERE expires_at < ?',
        toSqlTime(new Date(now)),
      );
      const events = await deleteInParts(
        'DELETE FROM event_log WHERE occurred_at < ? ORDER BY event_id',
        toSqlTime(new Date(now - EVENT_DAYS * DAY_MS)),
      );
      const messages = await journal.prune(messageDays);
      const [waiting] = await database.rows<{ revisions: string | number }>(
        "SELECT COUNT(*) AS revisions FROM reservation_revisions WHERE state IN ('PENDING', 'HANDED_OUT', 'FAILED')",
      );
      metrics.unacknowledged.set(Number(waiting?.revisions ?? 0));
      return keys + events + messages;
    },
  };
}
