import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import { inject } from 'vitest';
import { openDatabase, type Database } from '../../src/core/platform/database.js';
import { migrate } from '../../src/core/platform/migrate.js';
import './global-setup.js';

export interface TestDatabase {
  readonly name: string;
  /** For another process (a gateway, the CLI) on the same database. */
  readonly url: string;
  readonly database: Database;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Connections of the pool; default 10. */
  readonly connections?: number;
  /** false leaves it without tables; default true. */
  readonly migrated?: boolean;
}

/** A fresh database of its own, with all migrations applied: one for each test file, dropped in afterAll. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject('mysqlUrl');
  const name = `bellhop_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const database = openDatabase({ url, connections: options.connections ?? 10 });
  const drop = async (): Promise<void> => {
    await database.close();
    await asAdmin(server, `DROP DATABASE IF EXISTS ${name}`);
  };
  try {
    if (options.migrated ?? true) await migrate(database);
  } catch (error) {
    await drop();
    throw error;
  }
  return { name, url, database, drop };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
