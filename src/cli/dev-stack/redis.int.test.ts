import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from './ports.js';
import type { PrivateServer } from './private-server.js';
import { processIdentity } from './process-identity.js';
import { redisFiles, startRedis } from './redis.js';

let directory: string;
const running: PrivateServer[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-redis-'));
  chmodSync(directory, 0o711);
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function start(port?: number): Promise<PrivateServer> {
  const server = await startRedis({ directory, ...(port === undefined ? {} : { port }) });
  running.push(server);
  return server;
}

describe('a private Redis', () => {
  test('answers to its address and to nobody without the password', async () => {
    const server = await start();
    const client = new Redis(server.url);
    const stranger = new Redis(server.port, '127.0.0.1', { enableReadyCheck: false });
    stranger.on('error', () => undefined);

    expect(await client.ping()).toBe('PONG');
    await expect(stranger.get('key')).rejects.toThrow(/NOAUTH/);

    client.disconnect();
    stranger.disconnect();
  });

  test.runIf(process.platform === 'linux')(
    'does not show its password in the list of processes',
    async () => {
      const server = await start();

      const commandLine = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(server.pid)], {
        encoding: 'utf8',
      });

      expect(commandLine).toContain('redis-server');
      expect(commandLine).not.toContain(new URL(server.url).password);
    },
  );

  test('stops on SIGTERM and forgets its pid file', async () => {
    const server = await start();

    await server.stop();

    expect(processIdentity(server.pid)).toBeUndefined();
    expect(existsSync(redisFiles(directory).pid)).toBe(false);
  });

  test('ends what a killed run left behind and takes its place', async () => {
    const leftOver = await start();

    const next = await start();

    expect(processIdentity(leftOver.pid)).toBeUndefined();
    expect(next.url).toBe(leftOver.url);
  });

  test('says which port is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));

    await expect(start(port)).rejects.toMatchObject({ code: 'CONFLICT', details: { port } });

    other.close();
  });
});
