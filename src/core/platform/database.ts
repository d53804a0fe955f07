import mysql, {
  type Pool,
  type PoolConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { AppError } from '../model/errors.js';
import { OpenTransaction } from './open-transaction.js';
import { createReadLane, type KeyedRead } from './read-lane.js';
import type { SqlText } from './sql-text.js';

/** Deadlock, lock wait, NOWAIT failure and changed snapshot: the transaction changed nothing and may run again. */
const RETRYABLE_ERRNO: ReadonlySet<number> = new Set([1213, 1205, 3572, 1020]);
const DUPLICATE_ERRNO = 1062;
const OUT_OF_RANGE_ERRNO = 1690;
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
  /** Two reads in one round trip. */
  readBoth<A, B>(first: Statement, second: Statement): Promise<[A[], B[]]>;
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
   * deadlock or lock wait the whole of `work` runs again (5 attempts at most), so it must have no effect outside.
   */
  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
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

export function isDuplicateKey(error: unknown): boolean {
  return errnoOf(error) === DUPLICATE_ERRNO;
}

/** What `laterExactly` fails with. */
export function isOtherCount(error: unknown): boolean {
  return errnoOf(error) === OUT_OF_RANGE_ERRNO;
}

/** The server gave up on the connection itself; what it was doing may have been done. */
const CONNECTION_ENDED_ERRNO: ReadonlySet<number> = new Set([1053, 1927]);

/**
 * True when the transaction that failed so certainly changed nothing: the server said no, or we did. Otherwise it may
 * have been committed and only the answer lost, and who does the work again may do it twice.
 */
export function changedNothing(error: unknown): boolean {
  if (error instanceof AppError) return true;
  const answered = error instanceof Error && 'sqlState' in error && typeof error.sqlState === 'string';
  return answered && !CONNECTION_ENDED_ERRNO.has(errnoOf(error) ?? 0);
}

function errnoOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errno' in error)) return undefined;
  return typeof error.errno === 'number' ? error.errno : undefined;
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
    inTransaction: (work) =>
      inTransaction({ pool, announced: () => listeners.forEach((tell) => tell()) }, work),
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

function openPool(options: DatabaseOptions, connections: number): Pool {
  const pool = mysql.createPool({
    uri: options.url,
    connectionLimit: connections,
    maxIdle: connections,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_520_ci',
    connectTimeout: 5_000,
    enableKeepAlive: true,
    // Dates and decimals come as text, and what is not asked for is not guessed.
    jsonStrings: true,
    // For `later`. Values reach a statement only through the driver's escaping, so none can add a second one.
    multipleStatements: true,
    // A stack captured for every statement, for the few that fail, costs a twentieth of a booking.
    trace: false,
  });
  prepareSessions(pool, options.lockWaitSeconds ?? 5);
  return pool;
}

function prepareSessions(pool: Pool, lockWaitSeconds: number): void {
  pool.on('connection', (connection) => {
    // Queued first on the new connection, so every later statement runs under these settings.
    void connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    void connection.query(
      `SET SESSION sql_mode = 'TRADITIONAL,NO_ENGINE_SUBSTITUTION', SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}, SESSION time_zone = '+00:00'`,
    );
  });
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
  readonly announced: () => void;
}

async function inTransaction<T>(committing: Committing, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(committing, work);
    } catch (error) {
      if (!RETRYABLE_ERRNO.has(errnoOf(error) ?? 0)) throw error;
      if (attempt >= MAX_ATTEMPTS) {
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
