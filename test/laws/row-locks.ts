import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlParameter, Transaction } from '../../src/core/platform/database.js';
import type { TestApp } from '../builders/an-app.js';

export interface HeldNight {
  /** Returns when so many transactions wait for a row lock of this database. */
  waiters(count: number): Promise<void>;
  /** A write of the session that holds the night, committed with it. */
  run(sql: string, parameters: readonly SqlParameter[]): Promise<unknown>;
}

const PATIENCE_MS = 4_000;
/**
 * The server renews its list of transactions only when nobody has read it for 100 ms: two tests that poll in step
 * would keep it old for each other.
 */
const pollMs = (): number => 110 + Math.random() * 200;

/**
 * Another session holds one night of DBL while `work` gets under way, and lets it go when the promise that `work` is
 * about to answer with still runs: what it starts is slowed down where it hurts, in the middle of its transaction.
 */
export async function whileLocked<T>(
  t: TestApp,
  date: string,
  work: (held: HeldNight) => Promise<T>,
): Promise<T> {
  // Wrapped, for a promise that is returned as it is would be waited for inside the transaction.
  const started = await t.db.database.inTransaction(async (tx): Promise<{ running: Promise<T> }> => {
    await tx.rows('SELECT date FROM room_inventory WHERE date = ? FOR UPDATE', [date]);
    let ready = (): void => undefined;
    const underWay = new Promise<void>((resolve) => (ready = resolve));
    const running = work({
      waiters: async (count) => {
        await untilWaiting(tx, count);
        ready();
      },
      run: (sql, parameters) => tx.run(sql, parameters),
    });
    await Promise.race([underWay, running]);
    // A lock of 50 ms must have expired by now, and what follows `waiters` in `work` must have had its turn.
    await sleep(150);
    return { running };
  });
  return started.running;
}

async function untilWaiting(tx: Transaction, count: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const rows = await tx.rows(
      `SELECT trx_id FROM information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p
         ON p.ID = t.trx_mysql_thread_id AND p.DB = DATABASE() WHERE t.trx_state = 'LOCK WAIT'`,
    );
    if (rows.length >= count) return;
    await sleep(pollMs());
  }
  throw new Error(`fewer than ${count} transactions wait for the night`);
}
