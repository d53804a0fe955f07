import { parseBodyDays } from './settings/body-days.js';
import { pruneRuns } from './reconcile/lane-notes.js';
import type { Journal } from './messages/journal.js';
import type { Clock } from './model/clock.js';
import type { Database } from './platform/database.js';
import { toSqlTime } from './platform/sql-time.js';

/** Rows a statement, so that a large backlog never locks much or for long. */
const PART = 1_000;
/** What was sent to partners and how they answered. */
const ATTEMPT_DAYS = 30;
/** Alerts that are over. */
const ALERT_DAYS = 90;
const DAY_MS = 86_400_000;
/** Consumers read the log within minutes; a week lets one be repaired. */
const EVENT_DAYS = 7;
/** As long as the dead-letter topic keeps the bytes. */
const DEAD_LETTER_DAYS = 30;
/** Providers repeat a webhook for days; after a month none is the same event again. */
const PAYMENT_EVENT_DAYS = 30;

export interface Housekeeping {
  /** Deletes what has had its time. @returns rows deleted. */
  run(): Promise<number>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly messageDays: number;
  readonly messageBodyDays: string;
}

export function createHousekeeping({
  database,
  clock,
  journal,
  messageDays,
  messageBodyDays,
}: Deps): Housekeeping {
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
      const events = await deleteOldEvents(database, toSqlTime(new Date(now - EVENT_DAYS * DAY_MS)));
      const messages = await journal.prune(messageDays);
      await journal.emptyOld(parseBodyDays(messageBodyDays) ?? []);
      const letters = await deleteInParts(
        "DELETE FROM dead_letters WHERE state <> 'PARKED' AND decided_at < ?",
        toSqlTime(new Date(now - DEAD_LETTER_DAYS * DAY_MS)),
      );
      const webhooks = await deleteInParts(
        'DELETE FROM payment_events WHERE received_at < ?',
        toSqlTime(new Date(now - PAYMENT_EVENT_DAYS * DAY_MS)),
      );
      const attempts = await deleteInParts(
        'DELETE FROM delivery_attempts WHERE sent_at < ?',
        toSqlTime(new Date(now - ATTEMPT_DAYS * DAY_MS)),
      );
      const alerts = await deleteInParts(
        'DELETE FROM alerts WHERE cleared_at < ?',
        toSqlTime(new Date(now - ALERT_DAYS * DAY_MS)),
      );
      const runs = await pruneRuns(database, clock);
      return runs + alerts + keys + events + messages + letters + webhooks + attempts;
    },
  };
}

/** From the front of the log, whose ids grow with time: without an index on time a look at the whole log would be needed. */
async function deleteOldEvents(database: Database, before: string): Promise<number> {
  let total = 0;
  for (;;) {
    const [row] = await database.rows<{ last: string | null }>(
      `SELECT MAX(event_id) AS last FROM (
         SELECT event_id, occurred_at FROM event_log ORDER BY event_id LIMIT ${PART}
       ) AS front WHERE occurred_at < ?`,
      [before],
    );
    if (row === undefined || row.last === null) return total;
    total += (await database.run('DELETE FROM event_log WHERE event_id <= ?', [row.last])).affectedRows;
  }
}
