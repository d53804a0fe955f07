import type { Config } from '../../core/config.js';
import { migrationStatus } from '../../core/platform/migrate.js';
import type { Database, Queryable } from '../../core/platform/database.js';
import { expectedSchema } from './expected-schema.js';
import { findDrift, INVARIANTS } from '../../core/bookings/verify-inventory.js';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** One line for each thing found, at most 20. */
  readonly findings: readonly string[];
}

const SHOWN = 20;

/**
 * Compares a database with what this version of Bellhop expects: migrations, tables and columns, and the arithmetic of
 * the inventory. Where events go to Kafka, what is proven by the log of events is left out. Changes nothing, and bookings may go on
 * meanwhile (findDrift). @param onHotels hears how many hotels are done, and of how many
 */
export async function verifyDatabase(
  database: Database,
  { kafkaBrokers }: Pick<Config, 'kafkaBrokers'>,
  onHotels?: (done: number, total: number) => void,
): Promise<Check[]> {
  const status = await migrationStatus(database);
  const odd = status
    .filter((entry) => entry.state !== 'applied')
    .map((entry) => `${entry.name}: ${entry.state}`);
  const migrations = toCheck('migrations', odd);
  const schema = toCheck('tables and columns', await missingColumns(database));
  if (!schema.ok) return [migrations, schema];
  const withoutEventLog = kafkaBrokers !== null;
  const drift = await findDrift(database, { hotel_id: null, from: null, withoutEventLog }, onHotels);
  const invariants = INVARIANTS.filter(
    ({ readsEventLog }) => !(withoutEventLog && readsEventLog === true),
  ).map((invariant) =>
    toCheck(
      invariant.name,
      drift.filter((one) => one.invariant === invariant).map((one) => one.finding),
    ),
  );
  return [migrations, schema, ...invariants];
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
