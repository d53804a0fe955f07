import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database, Queryable } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { StoredRun, Side } from './run.js';

export interface ReconcileLane {
  readonly partner_id: Id;
  readonly hotel_id: Id;
  readonly side: Side;
}

/** Characters that the column holds. */
const LONGEST_CAUSE = 300;

/**
 * Notes what a run found as the state of its lane; older runs that found nothing say no more than it does, and go.
 * @param untold why bookings could not be compared: what was known of them stays
 */
export async function noteRun(database: Database, run: StoredRun, untold: string | null): Promise<void> {
  const { by_class, differences, pending } = run.totals;
  const lane = [run.partner_id, run.hotel_id, run.side];
  await database.run(
    `INSERT INTO reconcile_lanes (partner_id, hotel_id, side, run_id, source, missing, stale, conflicting, extra, pending,
       bookings, tried_at, finished_at, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE run_id = VALUES(run_id), source = VALUES(source), missing = VALUES(missing),
       stale = VALUES(stale), conflicting = VALUES(conflicting), extra = VALUES(extra), pending = VALUES(pending),
       bookings = IF(VALUES(cause) IS NULL, VALUES(bookings), bookings), tried_at = VALUES(tried_at),
       finished_at = VALUES(finished_at), cause = VALUES(cause)`,
    [
      ...[...lane, run.run_id, run.source],
      ...(['missing', 'stale', 'conflicting', 'extra'] as const).map((kind) => by_class[kind] ?? 0),
      ...[pending, run.bookings?.total ?? 0, run.finished_at, run.finished_at],
      untold?.slice(0, LONGEST_CAUSE) ?? null,
    ],
  );
  if (differences > 0) return;
  await database.run(
    `DELETE FROM reconcile_runs WHERE partner_id = ? AND hotel_id = ? AND side = ? AND differences = 0 AND run_id < ?`,
    [...lane, run.run_id],
  );
}

/** Notes why a lane could not be compared; what was found before stays. */
export async function noteFailure(
  database: Queryable,
  { partner_id, hotel_id, side }: ReconcileLane,
  { cause, now }: { readonly cause: string; readonly now: string },
): Promise<void> {
  await database.run(
    `INSERT INTO reconcile_lanes (partner_id, hotel_id, side, tried_at, cause) VALUES (?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE tried_at = VALUES(tried_at), cause = VALUES(cause)`,
    [partner_id, hotel_id, side, now, cause.slice(0, LONGEST_CAUSE)],
  );
}

export type DueLane = ReconcileLane & { readonly partner: string; readonly hotel: string };

/** Every channel that is sent something and every PMS, hotel by hotel, those that waited longest first. */
export function dueLanes(database: Queryable, before: string, limit: number): Promise<DueLane[]> {
  return database.rows<DueLane>(
    `SELECT c.partner_id, c.hotel_id, c.side, p.code AS partner, h.code AS hotel FROM (
       SELECT d.partner_id, d.hotel_id, 'channel' AS side FROM deliveries d
         JOIN channel_endpoints e ON e.partner_id = d.partner_id AND e.status = 'ACTIVE'
         WHERE d.kind = 'ari' AND d.subject = '' AND d.state <> 'PAUSED' AND d.products IS NOT NULL
       UNION ALL SELECT pms_partner_id, hotel_id, 'pms' FROM hotels
         WHERE pms_partner_id IS NOT NULL AND status = 'ACTIVE') c
     JOIN partners p ON p.partner_id = c.partner_id AND p.kind <> 'operator'
     JOIN hotels h ON h.hotel_id = c.hotel_id
     LEFT JOIN reconcile_lanes l ON l.partner_id = c.partner_id AND l.hotel_id = c.hotel_id AND l.side = c.side
     WHERE l.tried_at IS NULL OR l.tried_at < ? ORDER BY l.tried_at IS NOT NULL, l.tried_at LIMIT ?`,
    [before, limit],
  );
}

const RUN_DAYS = 90;
const PART = 100;

/** Removes runs that nobody asks for any more. @returns rows removed */
export async function pruneRuns(database: Database, clock: Clock): Promise<number> {
  const before = toSqlTime(new Date(clock.now().getTime() - RUN_DAYS * 86_400_000));
  let removed = 0;
  for (;;) {
    const old = await database.rows<{ run_id: Id }>(
      'SELECT run_id FROM reconcile_runs WHERE finished_at < ? ORDER BY finished_at LIMIT ?',
      [before, PART],
    );
    if (old.length === 0) return removed;
    const ids = old.map(({ run_id }) => run_id);
    for (const table of ['reconcile_differences', 'reconcile_runs'])
      removed += (await database.run(`DELETE FROM ${table} WHERE run_id IN (?)`, [ids])).affectedRows;
  }
}
