import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { tellAgain } from './close-again.js';
import { markLanes, wantSync, type Lane, type ParkedMark } from './lanes.js';

export interface RetryDeps {
  readonly clock: Clock;
  readonly nextId: NextId;
}

interface RetriedRow extends Lane {
  readonly delivery_id: Id;
  readonly state: string;
  /** JSON, of what is parked. */
  readonly cells: string | null;
}

/** Marks what is parked anew: it is sent as it now is, its pairs enabled again. */
export async function sendAgain(
  tx: Transaction,
  row: RetriedRow,
  { clock, nextId }: RetryDeps,
): Promise<void> {
  // Read again under its lock: what was refused since is sent with it, and who comes second finds nothing.
  const [locked] = await tx.rows<Pick<RetriedRow, 'cells'>>(
    "SELECT cells FROM deliveries WHERE delivery_id = ? AND state = 'PARKED' FOR UPDATE",
    [row.delivery_id],
  );
  if (locked === undefined) return;
  const parked = cellsOf(locked);
  const marks = parked.filter(({ gone }) => gone === undefined);
  const { partner_id, hotel_id, kind } = row;
  await tx.run('DELETE FROM deliveries WHERE delivery_id = ?', [row.delivery_id]);
  for (const { room_id, rate_plan_id } of marks) {
    await tx.run(
      'DELETE FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ? AND room_id = ? AND rate_plan_id = ?',
      [partner_id, hotel_id, room_id, rate_plan_id],
    );
  }
  const now = toSqlTime(clock.now());
  const lane = { partner_id, hotel_id, kind };
  await markLanes(tx, [{ ...lane, marks }], { now, nextId });
  // What was to take the place of all prices has not been taken yet.
  if (await isReplaceDue(tx, lane)) await wantSync(tx, [lane], { now, nextId, cause: 'retried' });
  if (marks.length === parked.length) return;
  await tellAgain(tx, row, parked);
  // Whatever was told of and is mapped no more is closed before a full sync.
  await wantSync(tx, [lane], { now, nextId, cause: 'close_again' });
}

async function isReplaceDue(tx: Transaction, { partner_id, hotel_id, kind }: Lane): Promise<boolean> {
  const rows = await tx.rows(
    "SELECT 1 FROM deliveries WHERE partner_id = ? AND hotel_id = ? AND kind = ? AND subject = '' AND replace_due = 1",
    [partner_id, hotel_id, kind],
  );
  return rows.length > 0;
}

/** Has a lane that waits, or is paused, go now. */
export async function makeDue(tx: Transaction, row: RetriedRow, { clock, nextId }: RetryDeps): Promise<void> {
  const now = toSqlTime(clock.now());
  if (row.state === 'PAUSED') {
    await tx.run("UPDATE deliveries SET state = 'PENDING', due_at = ? WHERE delivery_id = ?", [
      now,
      row.delivery_id,
    ]);
    await wantSync(tx, [row], { now, nextId, cause: 'resumed' });
  }
  await tx.run("UPDATE deliveries SET due_at = ? WHERE delivery_id = ? AND state = 'PENDING'", [
    now,
    row.delivery_id,
  ]);
  await tx.run('UPDATE channel_endpoints SET failures = 0, breaker_until = NULL WHERE partner_id = ?', [
    row.partner_id,
  ]);
}

/** What is parked. */
export function cellsOf({ cells }: Pick<RetriedRow, 'cells'>): ParkedMark[] {
  return cells === null ? [] : (JSON.parse(cells) as ParkedMark[]);
}
