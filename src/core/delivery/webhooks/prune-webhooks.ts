import type { Clock } from '../../model/clock.js';
import type { Id } from '../../model/ids.js';
import type { Database } from '../../platform/database.js';
import { toSqlTime } from '../../platform/sql-time.js';

/** Rows a statement, so that a large backlog never locks much or for long. */
const PART = 1_000;
const DAY_MS = 86_400_000;
/** As long as the event log, from which it could be replayed. */
const DELIVERED_DAYS = 7;
/** What was given up is kept for a person to send again; what a paused endpoint never asked for goes then too. */
const KEPT_DAYS = 30;

/**
 * Deletes messages and attempts that have had their time, and settles what was put in line just when its endpoint was disabled or
 * deleted. @returns rows deleted
 */
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
    let total = await settleLate(database, toSqlTime(clock.now()));
    for (const [sql, time] of statements) total += await inParts(database, sql, [time]);
    return total;
  };
}

async function inParts(database: Database, sql: string, parameters: readonly string[]): Promise<number> {
  let total = 0;
  let changed = PART;
  while (changed === PART) {
    changed = (await database.run(`${sql} LIMIT ${PART}`, parameters)).affectedRows;
    total += changed;
  }
  return total;
}

/** The ids alone are read from the index, each once. @returns rows deleted */
async function settleLate(database: Database, now: string): Promise<number> {
  const late = await database.rows<{ endpoint_id: Id; status: string | null }>(
    `SELECT m.endpoint_id, e.status FROM (SELECT DISTINCT endpoint_id FROM webhook_messages) m
       LEFT JOIN webhook_endpoints e ON e.endpoint_id = m.endpoint_id
     WHERE e.endpoint_id IS NULL OR e.status = 'DISABLED'`,
  );
  let deleted = 0;
  for (const { endpoint_id, status } of late) {
    if (status === null)
      deleted += await inParts(database, 'DELETE FROM webhook_messages WHERE endpoint_id = ?', [endpoint_id]);
    // Resumed meanwhile it is to get them. What a dead process had in hand is claimed by nobody any more.
    else
      await inParts(
        database,
        `UPDATE webhook_messages SET state = 'DEAD', outcome = COALESCE(outcome, 'the endpoint was disabled'), settled_at = ?
         WHERE endpoint_id = ? AND (state = 'PENDING' OR (state = 'SENDING' AND due_at <= ?)) AND EXISTS (SELECT 1 FROM webhook_endpoints e
           WHERE e.endpoint_id = webhook_messages.endpoint_id AND e.status = 'DISABLED')`,
        [now, endpoint_id, now],
      );
  }
  return deleted;
}
