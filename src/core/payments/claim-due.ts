import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';

/** Longer than any call to a provider: who claims is not overtaken while it waits for the answer. */
const LEASE_MS = 60_000;

export interface DuePayment {
  readonly payment_id: Id;
  readonly booking_id: Id;
  /** This one included. */
  readonly attempts: number;
  readonly called: boolean;
}

/**
 * Takes up payments whose time has come, each by one process: the time of the next try is moved ahead, and only who
 * moves it has it. A process that dies with one leaves it to whoever comes after the lease.
 */
export async function claimDuePayments(database: Database, now: Date, limit: number): Promise<DuePayment[]> {
  const due = await database.rows<Due & { booking_id: Id; called: number }>(
    `SELECT payment_id AS id, booking_id, called, attempts, next_at FROM payments WHERE next_at <= ?
     ORDER BY next_at LIMIT ?`,
    [toSqlTime(now), limit],
  );
  const sql = `UPDATE payments SET next_at = ?, attempts = attempts + 1
    WHERE payment_id = ? AND next_at = ? AND status = 'PENDING'`;
  const mine = await take(database, due, { sql, now });
  return mine.map(({ id, booking_id, attempts, called }) => ({
    payment_id: id,
    booking_id,
    attempts: attempts + 1,
    called: called === 1,
  }));
}

/** The same for refunds. @returns their ids. */
export async function claimDueRefunds(database: Database, now: Date, limit: number): Promise<Id[]> {
  const due = await database.rows<Due>(
    `SELECT refund_id AS id, attempts, next_at FROM payment_refunds WHERE next_at <= ? ORDER BY next_at LIMIT ?`,
    [toSqlTime(now), limit],
  );
  const sql = `UPDATE payment_refunds SET next_at = ?, attempts = attempts + 1
    WHERE refund_id = ? AND next_at = ? AND state = 'PENDING'`;
  return (await take(database, due, { sql, now })).map(({ id }) => id);
}

interface Due {
  readonly id: Id;
  readonly attempts: number;
  readonly next_at: string;
}

async function take<T extends Due>(
  database: Database,
  due: readonly T[],
  { sql, now }: { sql: string; now: Date },
): Promise<T[]> {
  const lease = toSqlTime(new Date(now.getTime() + LEASE_MS));
  const mine: T[] = [];
  for (const one of due) {
    const { affectedRows } = await database.run(sql, [lease, one.id, one.next_at]);
    if (affectedRows === 1) mine.push(one);
  }
  return mine;
}
