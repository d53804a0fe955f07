import type { Config } from '../../core/config.js';
import { migrationStatus } from '../../core/platform/migrate.js';
import type { Database, Queryable } from '../../core/platform/database.js';
import { expectedSchema } from './expected-schema.js';
import { INVARIANTS } from '../../core/bookings/verify-inventory.js';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** One line for each thing found, at most 20. */
  readonly findings: readonly string[];
}

const SHOWN = 20;

/**
 * Compares a database with what this version of Bellhop expects: migrations, tables and columns, and the arithmetic of
 * the inventory. Where events go to Kafka, what is proven by the log of events is left out. Changes nothing; each invariant is one SELECT, so that it holds of one moment also while bookings go on.
 */
export async function verifyDatabase(
  database: Database,
  { kafkaBrokers }: Pick<Config, 'kafkaBrokers'>,
): Promise<Check[]> {
  const status = await migrationStatus(database);
  const odd = status
    .filter((entry) => entry.state !== 'applied')
    .map((entry) => `${entry.name}: ${entry.state}`);
  const migrations = toCheck('migrations', odd);
  const schema = toCheck('tables and columns', await missingColumns(database));
  if (!schema.ok) return [migrations, schema];
  const checks = [migrations, schema];
  for (const invariant of INVARIANTS) {
    if (kafkaBrokers !== null && invariant.readsEventLog === true) continue;
    const rows = await database.rows<{ finding: string }>(`${invariant.sql} LIMIT ${SHOWN}`);
    checks.push(
      toCheck(
        invariant.name,
        rows.map((row) => row.finding),
      ),
    );
  }
  return checks;
}

async function missingColumns(database: Queryable): Promise<string[]> {
  const rows = await database.rows<{ table_name: string; column_name: string }>(
    `SELECT TABLE_NAME AS table_name, COLUMN_NAME AS column_name FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE()`,
  );
  const present = new Set(rows.map((row) => `${row.table_name}.${row.column_name}`));
  const expected = await expectedSchema();
  return [...expected].flatMap(([table, columns]) =>
    [...columns]
      .map((column) => `${table}.${column}`)
      .filter((column) => !present.has(column))
      .map((column) => `${column} is missing`),
  );
}

function toCheck(name: string, findings: readonly string[]): Check {
  return { name, ok: findings.length === 0, findings: findings.slice(0, SHOWN) };
}
