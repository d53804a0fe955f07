import { reasonOf } from '../events/reason-of.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import { dueLanes, noteFailure } from './lane-notes.js';
import type { RunReconcile } from './run-reconcile.js';

export interface WatchReconcile {
  /** Compares what is due, in a short turn, and measures what stands open. @returns facts for the log */
  run(): Promise<Readonly<Record<string, number>>>;
  forget(): void;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly compare: RunReconcile;
  /** Hours between two comparisons of a lane; 0: none by themselves. */
  readonly everyHours: number;
}

/** The other jobs wait meanwhile. */
const TURN_MS = 2_000;
const LANES_A_TURN = 50;
const CLASSES = ['missing', 'stale', 'conflicting', 'extra', 'bookings'] as const;

/** Compares every hotel with each of its partners again and again, by whoever leads the scheduler. */
export function createWatchReconcile(deps: Deps): WatchReconcile {
  const { database, metrics } = deps;
  const forget = (): void => {
    metrics.reconcileDifferences.reset();
    metrics.reconcileAge.reset();
  };
  return {
    forget,
    run: async () => {
      const compared = deps.everyHours === 0 ? 0 : await compareDue(deps);
      forget();
      const lanes = await measure(deps);
      return { compared, lanes };
    },
  };

  async function measure({ clock }: Deps): Promise<number> {
    const rows = await database.rows<Record<(typeof CLASSES)[number], string> & Measured>(
      `SELECT p.code AS partner, COUNT(*) AS lanes, MIN(l.finished_at) AS oldest,
         ${CLASSES.map((kind) => `SUM(l.${kind}) AS ${kind}`).join(', ')}
       FROM reconcile_lanes l JOIN partners p ON p.partner_id = l.partner_id GROUP BY p.code`,
    );
    for (const row of rows) {
      const { partner, oldest } = row;
      for (const kind of CLASSES)
        metrics.reconcileDifferences.set({ partner, class: kind }, Number(row[kind]));
      if (oldest === null) continue;
      const seconds = (clock.now().getTime() - fromSqlTime(oldest).getTime()) / 1_000;
      metrics.reconcileAge.set({ partner }, Math.max(0, seconds));
    }
    return rows.reduce((sum, { lanes }) => sum + Number(lanes), 0);
  }
}

interface Measured {
  readonly partner: string;
  readonly lanes: string;
  readonly oldest: string | null;
}

async function compareDue({ database, clock, logger, compare, everyHours }: Deps): Promise<number> {
  const before = toSqlTime(new Date(clock.now().getTime() - everyHours * 3_600_000));
  const until = performance.now() + TURN_MS;
  let compared = 0;
  for (const lane of await dueLanes(database, before, LANES_A_TURN)) {
    if (compared > 0 && performance.now() > until) break;
    compared += 1;
    const { partner, hotel, side } = lane;
    try {
      const { totals, bookings, run_id } = await compare({ partner, hotel, side });
      const found = totals.differences + (bookings?.total ?? 0);
      if (found > 0)
        logger.warn(
          {
            event: 'reconcile.differs',
            partner,
            hotel,
            side,
            run_id,
            differences: found,
            ...totals.by_class,
          },
          'A partner has not what it is to have: bellhop reconcile report',
        );
    } catch (error) {
      const cause = reasonOf(error);
      await noteFailure(database, lane, { cause, now: toSqlTime(clock.now()) });
      logger.warn({ event: 'reconcile.failed', partner, hotel, side, reason: cause }, 'Not compared');
    }
  }
  return compared;
}
