import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import { fromSqlTime } from '../platform/sql-time.js';

export interface WatchDeliveries {
  /** Marks what has come into a channel's reach, and measures what waits and what is parked. @returns facts for the log */
  run(): Promise<Readonly<Record<string, number>>>;
  forget(): void;
}

/** The figures of the queue, for whoever leads the scheduler: a worker that does not run at all is the one to be told of. */
export function createWatchDeliveries(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Marks nights that have come into a channel's reach. */
  readonly markReach: () => Promise<number>;
}): WatchDeliveries {
  const { database, clock, metrics } = deps;
  const forget = (): void => {
    metrics.deliveriesPending.reset();
    metrics.deliveriesOldest.reset();
  };
  return {
    forget,
    run: async () => {
      const reached = await deps.markReach();
      const rows = await database.rows<{
        partner: string;
        state: string;
        count: number;
        oldest: string | null;
      }>(
        `SELECT p.code AS partner, IF(d.state = 'PARKED', 'parked', 'pending') AS state, COUNT(*) AS count,
           MIN(IF(d.state = 'PARKED', NULL, d.waiting_since)) AS oldest
         FROM deliveries d JOIN partners p ON p.partner_id = d.partner_id
         WHERE d.state IN ('PENDING', 'SENDING', 'PARKED') GROUP BY p.code, 2`,
      );
      forget();
      for (const { partner, state, count, oldest } of rows) {
        metrics.deliveriesPending.set({ partner, state }, Number(count));
        if (oldest === null) continue;
        const seconds = (clock.now().getTime() - fromSqlTime(oldest).getTime()) / 1_000;
        metrics.deliveriesOldest.set({ partner }, Math.max(0, seconds));
      }
      return { reached, lanes: rows.reduce((sum, { count }) => sum + Number(count), 0) };
    },
  };
}
