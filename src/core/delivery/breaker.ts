import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';

/** Failures in a row after which an endpoint is left alone. */
export const FAILURES_TO_BREAK = 5;
/** How long the one that tries whether it is back may take before another may. */
export const PROBE_SECONDS = 30;
const LONGEST_SECONDS = 300;

export interface Breaker {
  /** It answered in its contract's words, whatever they were: lanes that waited for it are due at once. */
  answered(partnerId: Id, outcome: string): Promise<void>;
  /** It could not be reached, or broke. */
  failed(partnerId: Id, outcome: string): Promise<void>;
}

/** One for each endpoint, in its row, so that all processes leave a dead one alone together. */
export function createBreaker({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Breaker {
  return {
    answered: async (partnerId, outcome) => {
      const now = toSqlTime(clock.now());
      const before = await failuresOf(database, partnerId);
      await database.run(
        `UPDATE channel_endpoints SET failures = 0, breaker_until = NULL, last_outcome = ?, last_success_at = ?
         WHERE partner_id = ?`,
        [outcome.slice(0, 300), now, partnerId],
      );
      if (before < FAILURES_TO_BREAK) return;
      await database.run(
        "UPDATE deliveries SET due_at = ? WHERE partner_id = ? AND state = 'PENDING' AND attempt > 0 AND due_at > ?",
        [now, partnerId, now],
      );
    },
    failed: async (partnerId, outcome) => {
      const failures = (await failuresOf(database, partnerId)) + 1;
      const seconds = Math.min(PROBE_SECONDS * 2 ** (failures - FAILURES_TO_BREAK), LONGEST_SECONDS);
      const until =
        failures < FAILURES_TO_BREAK
          ? null
          : toSqlTime(new Date(clock.now().getTime() + Math.round(seconds * 1_000)));
      await database.run(
        'UPDATE channel_endpoints SET failures = failures + 1, breaker_until = ?, last_outcome = ? WHERE partner_id = ?',
        [until, outcome.slice(0, 300), partnerId],
      );
    },
  };
}

async function failuresOf(database: Database, partnerId: Id): Promise<number> {
  const [row] = await database.rows<{ failures: number }>(
    'SELECT failures FROM channel_endpoints WHERE partner_id = ?',
    [partnerId],
  );
  return row?.failures ?? 0;
}
