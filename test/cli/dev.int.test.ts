import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { processIdentity } from '../../src/cli/dev-stack/process-identity.js';

const BELLHOP = fileURLToPath(new URL('../../bin/bellhop.js', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'bellhop-dev-'));
chmodSync(data, 0o711);

afterAll(async () => {
  await run('dev', 'down');
  rmSync(data, { recursive: true, force: true });
});

interface Up {
  readonly gateway: string;
  readonly mysql: string;
  readonly redis: string;
  readonly keys: Readonly<Record<'admin' | 'pms' | 'ota', string>>;
  readonly partners: Readonly<Record<'pms' | 'ota', string>>;
  readonly pids: Readonly<Record<'gateway' | 'mysql' | 'redis', number>>;
}

function start(...args: string[]): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^BELLHOP_(?!CACHE)/.test(name));
  return spawn(process.execPath, [BELLHOP, ...args], {
    env: { ...Object.fromEntries(inherited), BELLHOP_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(...args: string[]): Promise<{ exit: unknown; stdout: string; stderr: string }> {
  const child = start(...args);
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
  const [exit] = (await once(child, 'close')) as unknown[];
  return { exit, ...written };
}

/** The first line of a program that goes on running. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('close', (exit) => reject(new Error(`ended with ${exit} before it was ready`)));
  });
}

test('a stack in the foreground: one line when ready, other commands find it, SIGTERM ends it cleanly', async () => {
  const child = start('dev', 'up', '--port', '0', '--json');
  const document = JSON.parse(await firstLine(child)) as { ok: boolean; data: Up };
  const { data: up } = document;

  const ready = await fetch(`${up.gateway}/readyz`);
  const partners = await run('partner', 'list', '--json');
  const asPms = await run('api', 'get', '/api/reservations/feed', '--act-as', 'pms');
  const second = await run('dev', 'up', '--port', '0', '--json');
  const logs = await run('dev', 'logs', '--server', 'gateway', '--lines', '1', '--json');
  const tail = start('event', 'tail', '--follow', '--from', '0', '--consumer', 'test');
  const tailEnded = once(tail, 'close');
  setTimeout(() => tail.kill('SIGINT'), 4_000);
  const [interrupted] = (await tailEnded) as unknown[];
  const ended = once(child, 'close');
  const killedAt = Date.now();
  child.kill('SIGTERM');
  const [exit] = (await ended) as unknown[];

  expect(document.ok).toBe(true);
  expect(ready.status).toBe(200);
  expect(up.partners).toEqual({ pms: 'demo-pms', ota: 'demo-ota' });
  for (const key of Object.values(up.keys)) expect(key).toMatch(/^bh_test_[0-9A-Za-z]{32}$/);
  expect(partners.stdout).toContain('"demo-pms"');
  expect([asPms.exit, JSON.parse(asPms.stdout)]).toEqual([0, { reservations: [] }]);
  expect([second.exit, JSON.parse(second.stdout)]).toMatchObject([
    6,
    { ok: false, error: { code: 'CONFLICT' } },
  ]);
  expect(JSON.parse(logs.stdout)).toMatchObject({
    data: { logs: [{ server: 'gateway', lines: [expect.any(String)] }] },
  });
  expect(interrupted).toBe(130);
  expect(exit).toBe(0);
  expect(Date.now() - killedAt).toBeLessThan(10_000);
  for (const pid of Object.values(up.pids)) expect(processIdentity(pid)).toBeUndefined();
});

test('a detached stack keeps data and keys of the time before, and is stopped from elsewhere', async () => {
  const before = await run('dev', 'status', '--json');
  const up = await run('dev', 'up', '--port', '0', '--detach', '--json');
  const { data: profile } = JSON.parse(up.stdout) as { data: Up };
  const again = await run(
    'api',
    'get',
    '/api/reservations/feed',
    '--act-as',
    'pms',
    '--key',
    profile.keys.pms,
  );
  const status = await run('dev', 'status', '--json');
  const down = await run('dev', 'down', '--json');
  const after = await run('hotel', 'list', '--json');

  expect(JSON.parse(before.stdout)).toMatchObject({ data: { state: 'down' } });
  expect(up.exit).toBe(0);
  expect(again.exit).toBe(0);
  expect(JSON.parse(status.stdout)).toMatchObject({ data: { state: 'up', gateway: profile.gateway } });
  expect(JSON.parse(down.stdout)).toMatchObject({ data: { stopped: ['gateway', 'redis', 'mysql'] } });
  expect([after.exit, JSON.parse(after.stdout)]).toMatchObject([7, { error: { code: 'UNAVAILABLE' } }]);
  for (const pid of Object.values(profile.pids)) expect(processIdentity(pid)).toBeUndefined();
});

test('a stack in the foreground that "dev down" stops ends with 0 and is no cause for a warning', async () => {
  const child = start('dev', 'up', '--port', '0', '--json');
  let warned = '';
  child.stderr?.on('data', (chunk: Buffer) => (warned += chunk.toString()));
  await firstLine(child);
  const ended = once(child, 'close');
  const down = await run('dev', 'down');
  const [exit] = (await ended) as unknown[];

  expect([down.exit, exit]).toEqual([0, 0]);
  expect(warned).not.toContain('The gateway has ended');
});
