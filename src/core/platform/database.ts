import { type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { AppError } from '../model/errors.js';
import { OpenTransaction } from './open-transaction.js';
import { openPool } from './open-pool.js';
import { createReadLane, type KeyedRead } from './read-lane.js';
import { mayRunAgain } from './sql-errors.js';
import type { SqlText } from './sql-text.js';

const MAX_ATTEMPTS = 5;
/** More than there are leads and locks in one process. */
const MAX_SESSIONS = 64;

export type SqlValue = string | number | boolean | null | Buffer;
export type SqlParameter =
  SqlValue | SqlText | readonly SqlValue[] | readonly (readonly SqlValue[])[] | readonly SqlText[];

/** What both a pool and an open transaction can do. */
export interface Queryable {
  /** Rows of a SELECT. A list as a parameter fills `IN (?)`, a list of lists fills `VALUES ?`. */
  rows<T>(sql: string, parameters?: readonly SqlParameter[]): Promise<T[]>;
  /** Runs a write and answers how many rows it changed. */
  run(sql: string, parameters?: readonly SqlParameter[]): Promise<{ affectedRows: number; insertId: string }>;
}

/** An open transaction; it lives only inside the callback of `inTransaction`. */
export interface Transaction extends Queryable {
  readonly open: true;
  /**
   * A write whose result nobody needs: it travels with the next statement or with COMMIT and costs no round trip of its
   * own. Its failure is thrown there, and ends the transaction like any other. Statements keep their order.
   */
  later(sql: string, parameters?: readonly SqlParameter[]): Promise<void>;
  /**
   * Like `later`, for a write that must change exactly so many rows: if not, the server stops behind it with an error
   * (1690, out of range), before anything that travels with it, COMMIT included, and all is rolled back.
   */
  laterExactly(rows: number, sql: string, parameters?: readonly SqlParameter[]): Promise<void>;
  /** Reads in one round trip, in this order. @returns the rows of each */
  readAll(statements: readonly Statement[]): Promise<unknown[][]>;
  /** Once it is committed, whoever listens to `onAnnounced` is told: others may work on what it wrote. */
  announce(): void;
  /** A write and a read of what it left, in one round trip. */
  runAndRead<T>(write: Statement, read: Statement): Promise<{ affectedRows: number; rows: T[] }>;
}

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
}

export interface Database extends Queryable {
  /** A small read that may share its round trip with others asked for at the same time; outside any transaction. */
  readTogether<T>(sql: string, parameters?: readonly SqlParameter[]): Promise<T[]>;
  /** A small read like those that others ask for at the same time; outside any transaction. */
  readKeyed<K, R>(read: KeyedRead<K, R>, key: K): Promise<R[]>;
  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it returns, rolled back when it throws. On a
   * deadlock or lock wait the whole of `work` runs again (5 attempts at most, and none after `until`), so it must have no
   * effect outside.
   * @param until by `performance.now()`
   * @throws AppError UNAVAILABLE when it did not come to an end so
   */
  inTransaction<T>(work: (tx: Transaction) => Promise<T>, until?: number): Promise<T>;
  /** Told after each commit of this process that was announced. @returns to listen no more */
  onAnnounced(listener: () => void): () => void;
  /** A connection of its own for named locks; released when `work` ends. */
  withSession<T>(work: (session: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly connections: number;
  /** Seconds that a statement waits for a row lock before its transaction is tried again. */
  readonly lockWaitSeconds?: number;
}

/** Opens the pool. Connects lazily: the first statement fails when the server cannot be reached. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = openPool(options, options.connections);
  // Leaders hold theirs for as long as they lead: taken from the pool, a few of them would leave none for the work.
  const sessions = openPool(options, MAX_SESSIONS);
  const lane = createReadLane(pool);
  const listeners = new Set<() => void>();
  return {
    ...queryable(pool),
    readTogether: (sql, parameters = []) => lane.read({ sql, parameters }),
    readKeyed: (read, key) => lane.readKeyed(read, key),
    inTransaction: (work, until = Infinity) =>
      inTransaction({ pool, until, announced: () => listeners.forEach((tell) => tell()) }, work),
    onAnnounced: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    withSession: async (work) => {
      const connection = await sessions.getConnection();
      try {
        return await work(queryable(connection));
      } finally {
        // Destroyed, not returned: a named lock or a session setting must not leak to the next user.
        connection.destroy();
      }
    },
    close: async () => {
      await Promise.all([pool.end(), sessions.end()]);
    },
  };
}

function queryable(client: Pool | PoolConnection): Queryable {
  return {
    rows: async <T>(sql: string, parameters: readonly SqlParameter[] = []) => {
      const [rows] = await client.query<RowDataPacket[]>(sql, parameters as unknown[]);
      return rows as T[];
    },
    run: async (sql, parameters = []) => {
      const [result] = await client.query<ResultSetHeader>(sql, parameters as unknown[]);
      return { affectedRows: result.affectedRows, insertId: String(result.insertId) };
    },
  };
}

interface Committing {
  readonly pool: Pool;
  readonly until: number;
  readonly announced: () => void;
}

async function inTransaction<T>(committing: Committing, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(committing, work);
    } catch (error) {
      if (!mayRunAgain(error)) throw error;
      if (attempt >= MAX_ATTEMPTS || performance.now() > committing.until) {
        throw new AppError('UNAVAILABLE', 'The database is too busy for this request; send it again.', {
          retryAfter: 1,
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}

async function attemptTransaction<T>(
  { pool, announced }: Committing,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const connection = await pool.getConnection();
  let reusable = false;
  try {
    const transaction = new OpenTransaction(connection);
    try {
      const result = await work(transaction);
      await transaction.commit();
      reusable = true;
      if (transaction.announced) announced();
      return result;
    } catch (error) {
      reusable = await rolledBack(transaction);
      throw error;
    }
  } finally {
    if (reusable) connection.release();
    // A connection that failed to roll back is closed, which makes the server roll back.
    else connection.destroy();
  }
}

/** False when the connection is gone too: what failed first is what the caller must hear, not this. */
async function rolledBack(transaction: OpenTransaction): Promise<boolean> {
  try {
    await transaction.rollback();
    return true;
  } catch {
    return false;
  }
}
