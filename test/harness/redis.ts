import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { startRedis } from '../../src/cli/dev-stack/redis.js';

/** Numbered databases of the shared Redis: one for each test file, and room for those that ask for several. */
export const TEST_REDIS_DATABASES = 1024;
const COUNTER = 'bellhop:test:databases';

export interface TestRedis {
  readonly url: string;
  /** Empties it. */
  flush(): Promise<void>;
}

/** An empty numbered database of the shared Redis, which no other test file uses. */
export async function createTestRedis(): Promise<TestRedis> {
  const server = inject('redisUrl');
  // On a Redis given by BELLHOP_TEST_REDIS_URL the counter goes on over runs and wraps; 0 keeps the counter itself.
  const last = await withClient(server, async (client) => {
    const [, databases] = await client.config('GET', 'databases');
    return { taken: await client.incr(COUNTER), databases: Number(databases) };
  });
  const url = `${server.replace(/\/\d*$/, '')}/${1 + (last.taken % (last.databases - 1))}`;
  const flush = (): Promise<void> =>
    withClient(url, async (client) => {
      await client.flushdb();
    });
  await flush();
  return { url, flush };
}

/** A Redis of the test's own, to be killed, paused or filled; `stop()` removes it. */
export async function startPrivateRedis(options: { port?: number } = {}): Promise<PrivateServer> {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-redis-'));
  chmodSync(directory, 0o711);
  const server = await startRedis({ directory, ...options });
  return {
    ...server,
    stop: async (killAfterMs?: number) => {
      await server.stop(killAfterMs);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function withClient<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}
