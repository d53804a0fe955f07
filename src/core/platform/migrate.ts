import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { AppError } from '../model/errors.js';
import type { Database, Queryable } from './database.js';

const FOLDER = new URL('./migrations/', import.meta.url);
const FILE = /^(\d{4})_[a-z0-9_]+\.sql$/;
const LOCK_SECONDS = 60;

export interface MigrationStatus {
  readonly number: number;
  readonly name: string;
  readonly state: 'applied' | 'pending' | 'changed' | 'unknown';
  /** UTC, `YYYY-MM-DD HH:MM:SS`; null while pending. */
  readonly applied_at: string | null;
}

interface MigrationFile {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedRow {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly applied_at: string;
}

/**
 * Applies the pending migrations in order; several processes may call it at once (a named lock lets one work).
 * MySQL commits each DDL statement by itself, so a file that failed half-way runs again from its start: its
 * statements must bear that (`IF NOT EXISTS`), but for ALTER, which is known to be done (runOnce).
 * @returns the names applied now. @throws AppError CONFLICT when an applied file has since been edited.
 */
export async function migrate(database: Database): Promise<string[]> {
  const files = await readFiles();
  return database.withSession(async (session) => {
    const [lock] = await session.rows<{ held: number | null }>(
      "SELECT GET_LOCK(CONCAT('bellhop:migrate:', SHA1(DATABASE())), ?) AS held",
      [LOCK_SECONDS],
    );
    if (Number(lock?.held) !== 1) {
      throw new AppError('UNAVAILABLE', 'Another process is migrating this database; try again in a minute.');
    }
    await createLedger(session);
    const pending = plan(files, await readApplied(session)).filter((entry) => entry.state !== 'applied');
    refuseEdited(pending);
    const names: string[] = [];
    for (const file of files.filter((candidate) =>
      pending.some((entry) => entry.number === candidate.number),
    )) {
      await applyFile(session, file);
      names.push(file.name);
    }
    return names;
  });
}

/** Every known migration and whether this database has it. Reads only. */
export async function migrationStatus(database: Database): Promise<MigrationStatus[]> {
  return plan(await readFiles(), await readApplied(database));
}

/** @throws AppError MIGRATIONS_PENDING with the command to run, unless the schema is exactly ours. */
export async function requireMigrated(database: Database): Promise<void> {
  const status = await migrationStatus(database);
  refuseEdited(status);
  const pending = status.filter((entry) => entry.state === 'pending');
  if (pending.length === 0) return;
  throw new AppError(
    'MIGRATIONS_PENDING',
    `The database lacks ${pending.length} migration(s): ${pending.map((entry) => entry.name).join(', ')}.`,
    { next: 'bellhop db migrate' },
  );
}

function plan(files: readonly MigrationFile[], applied: readonly AppliedRow[]): MigrationStatus[] {
  const known = files.map((file): MigrationStatus => {
    const row = applied.find((candidate) => candidate.number === file.number);
    const state = row === undefined ? 'pending' : row.checksum === file.checksum ? 'applied' : 'changed';
    return { number: file.number, name: file.name, state, applied_at: row?.applied_at ?? null };
  });
  const strangers = applied
    .filter((row) => !files.some((file) => file.number === row.number))
    .map((row): MigrationStatus => ({ ...row, state: 'unknown' }));
  return [...known, ...strangers].sort((a, b) => a.number - b.number);
}

function refuseEdited(status: readonly MigrationStatus[]): void {
  const odd = status.find((entry) => entry.state === 'changed' || entry.state === 'unknown');
  if (odd === undefined) return;
  const why =
    odd.state === 'changed'
      ? 'was edited after it had been applied; restore the file and write a new migration'
      : 'is unknown to this version of Bellhop; start the newer version';
  throw new AppError('CONFLICT', `Migration ${odd.name} ${why}.`, { next: 'bellhop db status' });
}

async function readFiles(): Promise<MigrationFile[]> {
  const names = (await readdir(FOLDER)).filter((name) => FILE.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, FOLDER), 'utf8');
      return {
        number: Number(name.slice(0, 4)),
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
}

async function createLedger(session: Queryable): Promise<void> {
  await session.run(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
      number INT NOT NULL PRIMARY KEY,
      name VARCHAR(120) NOT NULL,
      checksum CHAR(64) NOT NULL,
      applied_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4`,
  );
  await session.run(
    `CREATE TABLE IF NOT EXISTS schema_migrations_begun (
      number INT NOT NULL PRIMARY KEY,
      name VARCHAR(120) NOT NULL,
      checksum CHAR(64) NOT NULL
    ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4`,
  );
}

async function readApplied(session: Queryable): Promise<AppliedRow[]> {
  const ledger = await session.rows(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'schema_migrations'",
  );
  if (ledger.length === 0) return [];
  return session.rows<AppliedRow>(
    'SELECT number, name, checksum, applied_at FROM schema_migrations ORDER BY number',
  );
}

async function applyFile(session: Queryable, file: MigrationFile): Promise<void> {
  const key = [file.number, file.name, file.checksum];
  const begun = await session.rows(
    'SELECT 1 FROM schema_migrations_begun WHERE number = ? AND checksum = ?',
    [file.number, file.checksum],
  );
  await session.run('REPLACE INTO schema_migrations_begun (number, name, checksum) VALUES (?, ?, ?)', key);
  for (const statement of statementsOf(file)) await runOnce(session, statement, begun.length > 0);
  await session.run('INSERT INTO schema_migrations (number, name, checksum) VALUES (?, ?, ?)', key);
  await session.run('DELETE FROM schema_migrations_begun WHERE number = ?', [file.number]);
}

function statementsOf({ sql }: MigrationFile): string[] {
  return sql
    .split('\n')
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** Column, key or table that is there already; key or column to drop that is not there any more. */
const DONE_ERRNO: ReadonlySet<unknown> = new Set([1060, 1061, 1050, 1091]);
/** Column that is not there: done as well where an ALTER gives it the name that is there instead. */
const NO_COLUMN_ERRNO = 1054;
const RENAMES = /^ALTER\s+TABLE\s+(\w+)[^]*?\bCHANGE\s+COLUMN\s+\w+\s+(\w+)/i;

/**
 * An ALTER is done whole or not at all, and says so when it is done a second time. That is believed of a migration that an earlier
 * run began and did not come to record, and of nothing else: elsewhere it means that two files want the same thing.
 */
async function runOnce(session: Queryable, statement: string, begunBefore: boolean): Promise<void> {
  try {
    await session.run(statement);
  } catch (error) {
    const errno = error instanceof Error && 'errno' in error ? error.errno : null;
    if (!begunBefore || !/^ALTER\s/i.test(statement)) throw error;
    const done =
      DONE_ERRNO.has(errno) || (errno === NO_COLUMN_ERRNO && (await isRenamed(session, statement)));
    if (!done) throw error;
  }
}

/** Servers look for the column that gets another name before they look at any other part of an ALTER. */
async function isRenamed(session: Queryable, statement: string): Promise<boolean> {
  const [, table, name] = RENAMES.exec(statement) ?? [];
  if (table === undefined || name === undefined) return false;
  const columns = await session.rows(
    'SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?',
    [table, name],
  );
  return columns.length > 0;
}
