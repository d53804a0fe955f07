import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { startMariaDb } from '../../src/cli/dev-stack/mariadb.js';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { startRedis } from '../../src/cli/dev-stack/redis.js';

export interface BenchStores {
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/** A MariaDB that flushes every commit, as a real one must, and a Redis; both private, both gone afterwards. */
export async function startBenchStores(): Promise<BenchStores> {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-bench-'));
  // mkdtemp closes it to others, but as root the servers run as a user without rights.
  chmodSync(directory, 0o711);
  const started: PrivateServer[] = [];
  const stop = async (): Promise<void> => {
    for (const server of started) await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const mysql = await startMariaDb({ directory, durable: true });
    started.push(mysql);
    await enlarge(mysql.url);
    const redis = await startRedis({ directory });
    started.push(redis);
    return { mysqlUrl: mysql.url, redisUrl: redis.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The sizes that LIMITS.md 2 was measured with. At the server's own 96 MB of redo log some thousand bookings a second make
 * it write pages all the time, which then is what is measured, on both sides.
 */
async function enlarge(url: string): Promise<void> {
  const connection = await createConnection({ uri: url });
  try {
    await connection.query(
      'SET GLOBAL innodb_buffer_pool_size = 1073741824, innodb_log_file_size = 1073741824',
    );
  } finally {
    await connection.end();
  }
}
