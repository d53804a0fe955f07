import type { Clock } from '../../model/clock.js';
import type { Database } from '../../platform/database.js';
import type { Metrics } from '../../platform/metrics.js';
import { fromSqlTime } from '../../platform/sql-time.js';

export interface WatchWebhooks {
  /** Measures what waits, what was given up and what is disabled. @returns facts for the log */
  run(): Promise<Readonly<Record<string, number>>>;
  forget(): void;
}

/** The figures of webhooks, for whoever leads the scheduler. */
export function createWatchWebhooks(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): WatchWebhooks {
  const { database, clock, metrics } = deps;
  const forget = (): void => {
    metrics.webhooksWaiting.reset();
    metrics.webhooksOldest.reset();
  };
  return {
    forget,
    run: async () => {
      const rows = await database.rows<{ partner: string; count: number; oldest: string }>(
        `SELECT p.code AS partner, COUNT(*) AS count, MIN(m.created_at) AS oldest
         FROM webhook_endpoints e JOIN webhook_messages m ON m.endpoint_id = e.endpoint_id
           JOIN partners p ON p.partner_id = e.partner_id
         WHERE m.state IN ('PENDING', 'SENDING') GROUP BY p.code`,
      );
      forget();
      for (const { partner, count, oldest } of rows) {
        metrics.webhooksWaiting.set({ partner }, Number(count));
        const seconds = (clock.now().getTime() - fromSqlTime(oldest).getTime()) / 1_000;
        metrics.webhooksOldest.set({ partner }, Math.max(0, seconds));
      }
      return { waiting: rows.reduce((sum, { count }) => sum + Number(count), 0) };
    },
  };
}
