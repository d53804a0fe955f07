import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { anApp, type TestApp } from '../builders/an-app.js';
import { runCommand, runJson } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-test-'));
let t: TestApp;
let env: Record<string, string>;

beforeAll(async () => {
  t = await anApp();
  env = {
    BELLHOP_MYSQL_URL: t.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_DATA: join(folder, 'none'),
  };
  await t.load(5, 0, 30);
});
afterAll(async () => {
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('search', () => {
  test('an index that nobody filled finds nothing; rebuild fills it', async () => {
    const before = await runJson('search', ['vista'], env);
    const rebuilt = await runJson('search rebuild', [], env);
    const after = await runJson('search', ['vista'], env);

    expect(before.document.data['hotels']).toEqual([]);
    expect(rebuilt.document.data).toMatchObject({ hotels: 1, documents: 1, resumed: false });
    expect(after.document.data['hotels']).toMatchObject([{ hotel_code: 'HV01', price_per_night: '100.00' }]);
    expect([before.exit, rebuilt.exit, after.exit]).toEqual([0, 0, 0]);
  });

  test('for people, with a stay', async () => {
    const stay = ['--check-in', t.day(10), '--check-out', t.day(12)];
    const run = await runCommand('search', ['--city', 'porto', ...stay, '--rooms', '2'], env);

    expect(run.exit).toBe(0);
    expect(run.stdout).toMatch(/HV01 .*Hotel Vista .*100\.00 .*EUR .*DBL .*5/);
  });

  test('half a stay and a stay that ends before it begins are usage errors', async () => {
    const half = await runJson('search', ['--check-in', t.day(3)], env);
    const turned = await runJson('search', ['--check-in', t.day(3), '--check-out', t.day(2)], env);

    expect([half.exit, half.document.error.code]).toEqual([2, 'VALIDATION']);
    expect([turned.exit, turned.document.error.code]).toEqual([2, 'VALIDATION']);
  });
});
