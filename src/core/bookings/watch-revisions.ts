import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';

/** A PMS that asks every two to five minutes has had its turn by the first; by the second a person must look. */
export const ALARM_AGES = { '0s': 0, '5m': 300, '20m': 1_200 } as const;
type AlarmAge = keyof typeof ALARM_AGES;

export interface WatchRevisions {
  /** Measures what waits for each PMS, and says once what is late. @returns revisions that wait. */
  run(): Promise<number>;
  /** Another process measures from now on. */
  forget(): void;
}

interface Deps {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

interface Waiting {
  readonly pms: string;
  readonly waiting: number;
  readonly late: number;
  readonly overdue: number;
  readonly failed: number;
  readonly oldest_seconds: number;
}

type Level = 'fine' | 'late' | 'overdue';

/**
 * Watches whether PMSs take their reservations: a warning in the log when the first of a PMS waits for five minutes, an
 * error at twenty, each once until it has caught up; gauges for alarms. A revision waits from the moment that it may be
 * handed out, whether or not the PMS has asked.
 */
export function createWatchRevisions({ database, metrics, logger }: Deps): WatchRevisions {
  const told = new Map<string, Level>();
  return {
    async run() {
      const all = await readWaiting(database);
      const { unacknowledged, reservationsFailed } = metrics;
      for (const row of all) {
        const counts: Record<AlarmAge, number> = { '0s': row.waiting, '5m': row.late, '20m': row.overdue };
        for (const [older_than, count] of Object.entries(counts))
          unacknowledged.set({ pms: row.pms, older_than }, count);
        reservationsFailed.set({ pms: row.pms }, row.failed);
        tell(logger, row, told.get(row.pms) ?? 'fine');
        told.set(row.pms, levelOf(row));
      }
      return all.reduce((sum, row) => sum + row.waiting, 0);
    },
    forget() {
      told.clear();
      metrics.unacknowledged.reset();
      metrics.reservationsFailed.reset();
    },
  };
}

/**
 * Every PMS has its figures, so that one goes back to 0 and does not just end. One statement each: only with the PMS as a
 * constant does the index lead to the few rows that wait, and past the whole history of that PMS.
 */
async function readWaiting(database: Database): Promise<Waiting[]> {
  const partners = await database.rows<{ partner_id: Id; code: string }>(
    "SELECT partner_id, code FROM partners WHERE kind = 'pms' ORDER BY code",
  );
  const all: Waiting[] = [];
  for (const { partner_id, code } of partners) {
    const [counts] = await database.rows<Omit<Waiting, 'pms'>>(COUNT_WAITING, [partner_id]);
    if (counts === undefined) throw new Error('an aggregate gives one row');
    all.push({
      pms: code,
      // The driver gives sums as text.
      waiting: Number(counts.waiting),
      late: Number(counts.late),
      overdue: Number(counts.overdue),
      failed: Number(counts.failed),
      oldest_seconds: Number(counts.oldest_seconds),
    });
  }
  return all;
}

const AGE = 'TIMESTAMPDIFF(SECOND, r.created_at, UTC_TIMESTAMP(3))';
const OPEN = "r.state IN ('PENDING', 'HANDED_OUT')";
const countOf = (condition: string) => `COALESCE(SUM(${condition}), 0)`;

const COUNT_WAITING = `SELECT ${countOf(OPEN)} AS waiting,
    ${countOf(`${OPEN} AND ${AGE} >= ${ALARM_AGES['5m']}`)} AS late,
    ${countOf(`${OPEN} AND ${AGE} >= ${ALARM_AGES['20m']}`)} AS overdue,
    ${countOf("r.state = 'FAILED' AND b.check_out_date >= UTC_DATE() - INTERVAL 1 DAY")} AS failed,
    COALESCE(MAX(IF(${OPEN}, ${AGE}, 0)), 0) AS oldest_seconds
  FROM reservation_revisions r LEFT JOIN bookings b ON b.booking_id = r.booking_id
  WHERE r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT', 'FAILED')`;

function levelOf({ late, overdue }: Waiting): Level {
  if (overdue > 0) return 'overdue';
  return late > 0 ? 'late' : 'fine';
}

function tell(logger: Logger, row: Waiting, before: Level): void {
  const level = levelOf(row);
  if (level === before) return;
  const facts = { pms: row.pms, waiting: row.waiting, late: row.late, oldest_seconds: row.oldest_seconds };
  if (level === 'overdue') {
    logger.error(
      { event: 'reservations.overdue', ...facts },
      'A PMS has not taken its reservations for 20 minutes: call the hotel. Next: bellhop booking feed',
    );
  } else if (level === 'late' && before === 'fine') {
    logger.warn(
      { event: 'reservations.late', ...facts },
      'A PMS has not taken its reservations for 5 minutes. Next: bellhop booking feed',
    );
  } else if (level === 'fine') {
    logger.info({ event: 'reservations.taken', ...facts }, 'A PMS has taken its reservations');
  }
}
