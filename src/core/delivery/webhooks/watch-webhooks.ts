import type { Id } from '../../model/ids.js';
import type { Database } from '../../platform/database.js';
import { timeOfId } from '../../platform/snowflake.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { disableEndpoint, type DisableDeps } from './disable-endpoint.js';
import { IN_LINE, wakeEndpoints } from './endpoint-line.js';

export interface WatchWebhooks {
  /** Measures what waits, and disables an endpoint that has too much in line. @returns facts for the log */
  run(): Promise<Readonly<Record<string, number>>>;
  forget(): void;
}

interface Deps extends DisableDeps {
  readonly database: Database;
  /** Messages that may wait for one endpoint. */
  readonly mostWaiting: number;
}

interface Waiting {
  readonly endpoint_id: Id;
  readonly partner: string;
  readonly status: string;
  readonly asleep: number | string;
  readonly count: number | string;
  /** The oldest in line, by its id, which grows with time. */
  readonly first: Id;
}

/** The figures of webhooks and their bounds, for whoever leads the scheduler. */
export function createWatchWebhooks(deps: Deps): WatchWebhooks {
  const { database, clock, metrics } = deps;
  const forget = (): void => {
    metrics.webhooksWaiting.reset();
    metrics.webhooksOldest.reset();
  };
  return {
    forget,
    run: async () => {
      const now = clock.now();
      const lines = await readLines(database);
      forget();
      for (const partner of new Set(lines.map((line) => line.partner))) {
        const own = lines.filter((line) => line.partner === partner);
        metrics.webhooksWaiting.set({ partner }, sumOf(own));
        const oldest = Math.min(...own.map(({ first }) => timeOfId(first).getTime()));
        metrics.webhooksOldest.set({ partner }, Math.max(0, (now.getTime() - oldest) / 1_000));
      }
      const disabled = await disableTooLong(deps, lines, now);
      // Whatever was put in line by a version that knew nothing of waking is found all the same.
      const asleep = lines.filter((line) => Number(line.asleep) === 1).map(({ endpoint_id }) => endpoint_id);
      await wakeEndpoints(database, asleep, toSqlTime(now));
      return { waiting: sumOf(lines), disabled };
    },
  };
}

function sumOf(lines: readonly Waiting[]): number {
  return lines.reduce((sum, { count }) => sum + Number(count), 0);
}

/** From the index alone, endpoint by endpoint: neither a body nor what was delivered is read. */
function readLines(database: Database): Promise<Waiting[]> {
  return database.rows<Waiting>(
    `SELECT STRAIGHT_JOIN e.endpoint_id, p.code AS partner, e.status, COUNT(*) AS count, MIN(m.message_id) AS first,
       e.wake_at IS NULL OR (e.ordered = 0 AND e.wake_at > GREATEST(MIN(m.due_at), COALESCE(e.breaker_until, MIN(m.due_at)))) AS asleep
     FROM webhook_endpoints e JOIN partners p ON p.partner_id = e.partner_id
       JOIN webhook_messages m FORCE INDEX (webhook_due) ON m.endpoint_id = e.endpoint_id AND m.${IN_LINE}
     GROUP BY e.endpoint_id, p.code, e.status, e.wake_at, e.ordered, e.breaker_until`,
  );
}

/** What is in line beyond that is not lost: it is kept, and the event log has what comes after (replay-history.ts). */
async function disableTooLong(deps: Deps, lines: readonly Waiting[], now: Date): Promise<number> {
  const { database, mostWaiting } = deps;
  const tooLong = lines.filter(({ status, count }) => status !== 'DISABLED' && Number(count) > mostWaiting);
  for (const { endpoint_id, count } of tooLong) {
    const cause = `${String(count)} messages waited for it, and ${String(mostWaiting)} may (BELLHOP_WEBHOOK_MOST_WAITING)`;
    await database.inTransaction((tx) =>
      disableEndpoint(deps, tx, { endpoint_id, now, cause, kind: 'backlog' }),
    );
  }
  return tooLong.length;
}
