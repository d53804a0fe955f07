import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/harness/database.js';
import { createTestRedis } from '../../../test/harness/redis.js';
import { freePort } from './ports.js';
import { processIdentity } from './process-identity.js';
import { readProfile, requireProfile, type DemoPartners } from './profile.js';
import { startStack, stackStatus, stopStack, type RunningStack, type StackOptions } from './stack.js';

/** Stands in for the gateway: these tests are about who starts, outlives and ends whom. */
const GATEWAY = `
import { createServer } from 'node:http';
const ready = Date.now() + 100;
if (process.env.FAIL) { console.error('no luck today'); process.exit(3); }
createServer((request, response) => {
  response.statusCode = request.url === '/readyz' && Date.now() > ready ? 200 : 503;
  response.end(process.env.BELLHOP_MYSQL_URL);
}).listen(Number(process.env.BELLHOP_PORT), process.env.BELLHOP_HOST);
`;

let directory: string;
let dataDir: string;
let seeded: number;
const running: RunningStack[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-stack-'));
  chmodSync(directory, 0o711);
  writeFileSync(join(directory, 'gateway.mjs'), GATEWAY);
  dataDir = join(directory, 'data');
  seeded = 0;
});

afterEach(async () => {
  for (const stack of running.splice(0)) await stack.stop();
  await stopStack(dataDir);
  rmSync(directory, { recursive: true, force: true });
});

async function start(options: Partial<StackOptions> = {}): Promise<RunningStack> {
  const stack = await startStack({
    dataDir,
    port: 0,
    log: () => undefined,
    gatewayProgram: join(directory, 'gateway.mjs'),
    hooks: { migrate: makeTable, seedPartners: makePartners },
    ...options,
  });
  running.push(stack);
  return stack;
}

async function onDatabase<T>(url: string, sql: string): Promise<T[]> {
  const connection = await mysql.createConnection({ uri: url });
  try {
    const [rows] = await connection.query(sql);
    return rows as T[];
  } finally {
    await connection.end();
  }
}

async function makeTable(url: string): Promise<void> {
  await onDatabase(url, 'CREATE TABLE IF NOT EXISTS partners (name VARCHAR(20) PRIMARY KEY)');
}

async function makePartners(url: string): Promise<DemoPartners> {
  seeded += 1;
  await onDatabase(url, "INSERT INTO partners VALUES ('demo-pms'), ('demo-ota')");
  const keys = { admin: `bh_test_admin${seeded}`, pms: `bh_test_pms${seeded}`, ota: `bh_test_ota${seeded}` };
  return { keys, partners: { pms: 'demo-pms', ota: 'demo-ota' } };
}

function alive(stack: RunningStack): boolean[] {
  const { gateway, mysql: database, redis } = stack.profile.pids;
  return [gateway, database, redis].map((pid) => pid !== undefined && processIdentity(pid) !== undefined);
}

describe('the private stack', () => {
  test('writes a private profile whose facts hold', async () => {
    const stack = await start();

    const profile = requireProfile(dataDir);

    expect(profile).toEqual(stack.profile);
    expect(statSync(join(dataDir, 'profile.json')).mode & 0o777).toBe(0o600);
    expect((await fetch(`${profile.gateway}/readyz`)).status).toBe(200);
    expect(await (await fetch(profile.gateway)).text()).toBe(profile.mysql);
    expect(await onDatabase(profile.mysql, 'SELECT COUNT(*) AS n FROM partners')).toEqual([{ n: 2 }]);
    expect(stackStatus(dataDir)).toMatchObject({ state: 'up', gateway: profile.gateway });
  });

  test('stops in order within 10 s and takes its profile along', async () => {
    const stack = await start();
    const begin = Date.now();

    await stack.stop();
    await stack.ended;

    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(alive(stack)).toEqual([false, false, false]);
    expect(readProfile(dataDir)).toBeUndefined();
    expect(() => requireProfile(dataDir)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
    expect(stackStatus(dataDir).state).toBe('down');
  });

  test('keeps data, keys and partners over a restart', async () => {
    const first = await start();
    await first.stop();

    const second = await start();

    expect(second.profile.keys).toEqual(first.profile.keys);
    expect(second.profile.partners).toEqual(first.profile.partners);
    expect(seeded).toBe(1);
    expect(await onDatabase(second.profile.mysql, 'SELECT COUNT(*) AS n FROM partners')).toEqual([{ n: 2 }]);
  });

  test('refuses a second start on living data and leaves the first alone', async () => {
    const first = await start();

    await expect(start()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`process ${first.profile.pids.gateway}, port`) as string,
    });

    expect(alive(first)).toEqual([true, true, true]);
    expect(requireProfile(dataDir)).toEqual(first.profile);
  });

  test('ends what is left of a stack whose gateway was killed, and starts anew', async () => {
    const first = await start();
    process.kill(first.profile.pids.gateway, 'SIGKILL');
    await first.gatewayEnded;
    expect(stackStatus(dataDir).state).toBe('partial');

    const second = await start();
    await first.ended;
    await first.stop();

    expect(alive(first)).toEqual([false, false, false]);
    expect(alive(second)).toEqual([true, true, true]);
    expect(second.profile.keys).toEqual(first.profile.keys);
    expect(requireProfile(dataDir)).toEqual(second.profile);
  });

  test('is stopped from elsewhere by its pid files', async () => {
    const stack = await start({ detach: true });

    expect(await stopStack(dataDir)).toEqual(['gateway', 'redis', 'mysql']);

    expect(alive(stack)).toEqual([false, false, false]);
    expect(await stopStack(dataDir)).toEqual([]);
  });

  test('says which directory cannot hold its data', async () => {
    writeFileSync(dataDir, 'a file');

    await expect(start()).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(`${dataDir} cannot hold the data`) as string,
    });

    rmSync(dataDir);
  });

  test('says which port is taken before it starts anything', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));

    await expect(start({ port })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is already taken`) as string,
    });

    expect(existsSync(join(dataDir, 'mysql'))).toBe(false);
    other.close();
  });

  test('ends the servers again and shows the log when the gateway does not start', async () => {
    await expect(start({ env: { ...process.env, FAIL: '1' } })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/it ended with exit code 3[\s\S]*no luck today/) as string,
    });

    expect(stackStatus(dataDir).servers.map((server) => server.state)).toEqual([
      'stopped',
      'stopped',
      'stopped',
    ]);
    const second = await start();
    expect(second.profile.keys.pms).toBe('bh_test_pms1');
  });

  test('uses servers that are given and never ends them', async () => {
    const [database, redis] = await Promise.all([createTestDatabase({ migrated: false }), createTestRedis()]);
    const env = { ...process.env, BELLHOP_MYSQL_URL: database.url, BELLHOP_REDIS_URL: redis.url };
    const stack = await start({ env });
    expect(Object.keys(stack.profile.pids)).toEqual(['gateway']);
    expect(stackStatus(dataDir)).toMatchObject({ state: 'up' });

    await stack.stop();

    expect(existsSync(join(dataDir, 'mysql'))).toBe(false);
    expect(await database.database.rows('SELECT COUNT(*) AS n FROM partners')).toEqual([{ n: '2' }]);
    await database.drop();
  });

  test('lets only one of two starts at the same time through', async () => {
    const results = await Promise.allSettled([start(), start()]);

    expect(results).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({
        code: 'CONFLICT',
        message: expect.stringContaining('just now') as string,
      }) as Error,
    });
    expect(running.map(alive)).toEqual([[true, true, true]]);
  });

  test('has no secret in its logs', async () => {
    const stack = await start();
    const secrets = [new URL(stack.profile.mysql).password, new URL(stack.profile.redis).password];
    await stack.stop();

    const logs = ['gateway', 'redis', 'mysql'].map((name) =>
      readFileSync(join(dataDir, 'logs', `${name}.log`), 'utf8'),
    );

    for (const secret of secrets) for (const log of logs) expect(log).not.toContain(secret);
  });
});
