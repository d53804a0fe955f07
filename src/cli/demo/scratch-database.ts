import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';

/** A database of the demo's own on a server that is somebody's. */
export interface ScratchDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** The demo sells rooms and makes keys: on a MySQL that BELLHOP_MYSQL_URL names it leaves the database there alone. */
export async function createScratchDatabase(serverUrl: string): Promise<ScratchDatabase> {
  const name = `bellhop_demo_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
  return {
    url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString(),
    drop: () => onServer(serverUrl, `DROP DATABASE IF EXISTS ${name}`),
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
