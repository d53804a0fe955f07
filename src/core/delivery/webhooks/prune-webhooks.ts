import type { Clock } from '../../model/clock.js';
import type { Database } from '../../platform/database.js';
import { toSqlTime } from '../../platform/sql-time.js';

/** Rows a statement, so that a large backlog never locks much or for long. */
const PART = 1_000;
const DAY_MS = 86_400_000;
/** As long as the event log, from which it could be replayed. */
const DELIVERED_DAYS = 7;
/** What was given up is kept for a person to send again; what a paused endpoint never asked for goes then too. */
const KEPT_DAYS = 30;

/** Deletes messages and attempts that have had their time. @returns rows deleted */
export function createPruneWebhooks({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}) {
  return async (): Promise<number> => {
    const before = (days: number) => toSqlTime(new Date(clock.now().getTime() - days * DAY_MS));
    const statements = [
      ["DELETE FROM webhook_messages WHERE state = 'DELIVERED' AND created_at < ?", before(DELIVERED_DAYS)],
      [
        "DELETE FROM webhook_messages WHERE state IN ('PENDING', 'DEAD') AND created_at < ?",
        before(KEPT_DAYS),
      ],
      ['DELETE FROM webhook_attempts WHERE sent_at < ?', before(KEPT_DAYS)],
    ] as const;
    let total = 0;
    for (const [sql, time] of statements) {
      let deleted = PART;
      while (deleted === PART) {
        deleted = (await database.run(`${sql} LIMIT ${PART}`, [time])).affectedRows;
        total += deleted;
      }
    }
    return total;
  };
}
