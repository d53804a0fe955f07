import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import { launchServer, type PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { redisProgram } from '../../src/cli/dev-stack/programs.js';
import { giveTo, serverAccount } from '../../src/cli/dev-stack/server-account.js';

const PASSWORD = 'cluster-test';
const SLOTS = 16_384;

/**
 * A Redis in cluster mode: one node that has all slots. It keeps a cluster's rule that the keys of one command lie in
 * one slot, which is what a single server would not tell us. `stop()` removes it.
 */
export async function startRedisCluster(): Promise<PrivateServer> {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-cluster-'));
  chmodSync(directory, 0o711);
  const data = join(directory, 'data');
  mkdirSync(data, { mode: 0o700 });
  const program = redisProgram();
  const account = serverAccount([data, program.redisServer]);
  giveTo(data, account);
  const port = await freePort();
  const server = await launchServer({
    name: 'Redis Cluster',
    command: program.redisServer,
    args: ['-'],
    input: settings(port, await freePort()),
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      LC_ALL: 'C',
      ...(program.libraryPath === null ? {} : { LD_LIBRARY_PATH: program.libraryPath }),
    },
    cwd: data,
    url: `redis+cluster://:${PASSWORD}@127.0.0.1:${port}`,
    port,
    pidFile: join(directory, 'redis.json'),
    logFile: join(directory, 'redis.log'),
    readyWithinMs: 15_000,
    account,
    probe: () => takeAllSlots(port),
  });
  return {
    ...server,
    stop: async (killAfterMs?: number) => {
      await server.stop(killAfterMs);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function settings(port: number, busPort: number): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${PASSWORD}`,
    'cluster-enabled yes',
    `cluster-port ${busPort}`,
    'cluster-announce-ip 127.0.0.1',
    'daemonize no',
    'save ""',
    'appendonly no',
    '',
  ].join('\n');
}

/** Rejects until the node answers and its cluster is whole. */
async function takeAllSlots(port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1', {
    password: PASSWORD,
    lazyConnect: true,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const info = String(await client.cluster('INFO'));
    if (info.includes('cluster_slots_assigned:0'))
      await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', `${SLOTS - 1}`);
    if (!info.includes('cluster_state:ok')) throw new Error('the cluster is not whole yet');
  } finally {
    client.disconnect();
  }
}
