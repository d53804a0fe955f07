import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database, Queryable } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { differenceKey, type CopySource, type Difference } from './difference.js';
import type { RunBefore } from './likely-cause.js';
import type { FieldValue } from './night-cell.js';
import type { Run, Side, StoredRun } from './run.js';

/** More than a person reads; a channel that lost everything is one thing to know. */
export const MOST_STORED = 20_000;
const CHUNK = 500;

/** Keeps a run and its differences, in one transaction. */
export async function storeRun(
  database: Database,
  run: StoredRun,
  differences: readonly Difference[],
): Promise<void> {
  const { totals, bookings, warnings } = run;
  const kept = differences.slice(0, MOST_STORED);
  await database.inTransaction(async (tx) => {
    await tx.run(
      `INSERT INTO reconcile_runs (run_id, partner_id, hotel_id, side, source, from_date, to_date, nights, differences,
         pending, report, started_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[run.run_id, run.partner_id, run.hotel_id, run.side, run.source, run.from, run.to, run.nights],
        ...[totals.differences, totals.pending, JSON.stringify({ totals, bookings, warnings })],
        ...[run.started_at, run.finished_at],
      ],
    );
    for (let start = 0; start < kept.length; start += CHUNK)
      await tx.run(
        `INSERT INTO reconcile_differences (run_id, line, room_id, rate_plan_id, room_code, rate_code, date, field, class,
           cause, ours, theirs, since, repairable) VALUES ?`,
        [
          kept
            .slice(start, start + CHUNK)
            .map((one, at) => [
              ...[run.run_id, start + at, one.room_id, one.rate_plan_id, one.room_code, one.rate_code],
              ...[one.date, one.field, one.class, one.cause, textOf(one.ours), textOf(one.theirs)],
              ...[one.since, one.repairable ? 1 : 0],
            ]),
        ],
      );
  });
}

/** Characters that a column holds; a calendar from outside may hold more prices than anybody reads. */
const LONGEST_VALUE = 2_000;

function textOf(value: FieldValue): string | null {
  if (value === null) return null;
  const text = JSON.stringify(value);
  if (typeof value !== 'string' || text.length <= LONGEST_VALUE) return text;
  // Written as JSON a character may become six.
  let kept = Math.min(value.length, LONGEST_VALUE);
  while (JSON.stringify(`${value.slice(0, kept)}…`).length > LONGEST_VALUE) kept = Math.floor(kept * 0.9);
  return JSON.stringify(`${value.slice(0, kept)}…`);
}

interface RunRow {
  readonly run_id: Id;
  readonly hotel_id: Id;
  readonly partner_id: Id;
  readonly hotel: string;
  readonly partner: string;
  readonly side: Side;
  readonly source: CopySource;
  readonly from_date: LocalDate;
  readonly to_date: LocalDate;
  readonly nights: number;
  readonly report: string;
  readonly started_at: string;
  readonly finished_at: string;
}

export interface RunQuery {
  readonly run_id?: Id | undefined;
  readonly partner_id?: Id | undefined;
  readonly hotel_id?: Id | undefined;
  readonly side?: Side | undefined;
  readonly source?: CopySource | undefined;
  readonly limit: number;
}

const RUN_FILTERS = ['run_id', 'partner_id', 'hotel_id', 'side', 'source'] as const;

/** Newest first. */
export async function listRuns(
  database: Queryable,
  query: RunQuery,
): Promise<(Run & Pick<RunRow, 'hotel_id' | 'partner_id'>)[]> {
  const filters = RUN_FILTERS.flatMap((column) => {
    const value = query[column];
    return value === undefined ? [] : [{ sql: `r.${column} = ?`, value }];
  });
  const rows = await database.rows<RunRow>(
    `SELECT r.run_id, r.hotel_id, r.partner_id, h.code AS hotel, p.code AS partner, r.side, r.source, r.from_date, r.to_date,
       r.nights, r.report, r.started_at, r.finished_at
     FROM reconcile_runs r JOIN hotels h ON h.hotel_id = r.hotel_id JOIN partners p ON p.partner_id = r.partner_id
     ${filters.length === 0 ? '' : `WHERE ${filters.map(({ sql }) => sql).join(' AND ')}`}
     ORDER BY r.run_id DESC LIMIT ?`,
    [...filters.map(({ value }) => value), query.limit],
  );
  return rows.map(({ from_date, to_date, report, started_at, finished_at, ...run }) => ({
    ...run,
    ...(JSON.parse(report) as Pick<Run, 'totals' | 'bookings' | 'warnings'>),
    ...{ from: from_date, to: to_date },
    started_at: fromSqlTime(started_at).toISOString(),
    finished_at: fromSqlTime(finished_at).toISOString(),
  }));
}

interface DifferenceRow extends Omit<Difference, 'ours' | 'theirs' | 'repairable'> {
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly repairable: number;
}

/** The differences of a run in the order of the calendar. */
export async function readDifferences(
  database: Queryable,
  runId: Id,
  { limit }: { readonly limit: number },
): Promise<Difference[]> {
  const rows = await database.rows<DifferenceRow>(
    `SELECT room_id, rate_plan_id, room_code, rate_code, date, field, class, cause, ours, theirs, since, repairable
     FROM reconcile_differences WHERE run_id = ? ORDER BY line LIMIT ?`,
    [runId, limit],
  );
  return rows.map((row) => ({
    ...row,
    ours: row.ours === null ? null : (JSON.parse(row.ours) as FieldValue),
    theirs: row.theirs === null ? null : (JSON.parse(row.theirs) as FieldValue),
    repairable: row.repairable === 1,
  }));
}

/** The last run for which the channel told its own calendar. */
export async function readRunBefore(
  database: Queryable,
  lane: { readonly partner_id: Id; readonly hotel_id: Id },
): Promise<RunBefore | null> {
  const [row] = await database.rows<{ run_id: Id; from: LocalDate; to: LocalDate; finished_at: string }>(
    `SELECT run_id, from_date AS \`from\`, to_date AS \`to\`, finished_at FROM reconcile_runs
     WHERE partner_id = ? AND hotel_id = ? AND side = 'channel' AND source = 'reported' ORDER BY run_id DESC LIMIT 1`,
    [lane.partner_id, lane.hotel_id],
  );
  if (row === undefined) return null;
  const known = await readDifferences(database, row.run_id, { limit: MOST_STORED });
  return { ...row, differences: new Map(known.map((one) => [differenceKey(one), one])) };
}
