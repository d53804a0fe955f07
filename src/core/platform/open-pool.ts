import mysql, { type Pool } from 'mysql2/promise';
import type { DatabaseOptions } from './database.js';

/** Every session of Bellhop reads and writes alike: UTC, READ COMMITTED, numbers and dates as text, nothing cut off silently. */
export function openPool(options: DatabaseOptions, connections: number): Pool {
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
