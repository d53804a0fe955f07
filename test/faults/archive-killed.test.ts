import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { anApp, type TestApp } from '../builders/an-app.js';
import { archiveBookings } from '../builders/archive-bookings.js';

const BELLHOP = fileURLToPath(new URL('../../bin/bellhop.js', import.meta.url));
const MONTHS = 6;
const BOOKINGS = 6_000;

let t: TestApp;
const dir = mkdtempSync(join(tmpdir(), 'bellhop-archive-killed-'));

beforeAll(async () => {
  t = await anApp();
  await archiveBookings(
    t,
    Array.from({ length: BOOKINGS }, (_, at) => ({
      created_at: `2026-0${1 + (at % MONTHS)}-${String(1 + (at % 28)).padStart(2, '0')} 10:00:00`,
    })),
  );
});
afterAll(async () => {
  await t.close();
  rmSync(dir, { recursive: true, force: true });
});

/** `bellhop archive export` as a process of its own; killed as soon as `when` holds. */
async function exportKilledWhen(when: () => boolean): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    [BELLHOP, 'archive', 'export', '--from', '2026-01-01', '--to', '2026-12-31', '--dir', dir, '--json'],
    {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        BELLHOP_MYSQL_URL: t.db.url,
        BELLHOP_REDIS_URL: inject('redisUrl'),
      },
    },
  );
  const watch = setInterval(() => {
    if (when()) child.kill('SIGKILL');
  }, 1);
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_code, by) => resolve(by));
  });
  clearInterval(watch);
  return signal;
}

function writing(month: number): boolean {
  const path = join(dir, 'bookings', `month=2026-0${month}`);
  return existsSync(path) && readdirSync(path).some((name) => name.endsWith('.tmp'));
}

test('an export that is killed again and again leaves whole months, and the last one ends it', async () => {
  const finished: number[] = [];
  for (const month of [1, 3, 5]) {
    const signal = await exportKilledWhen(() => writing(month));
    const { whole, months } = await t.app.archive.inspect({ dir });
    expect([signal, whole]).toEqual(['SIGKILL', true]);
    finished.push(months);
  }

  const report = await t.app.archive.export({ from: '2026-01-01', to: '2026-12-31', dir });
  const { rows, whole, parts } = await t.app.archive.inspect({ dir });

  expect(finished.every((months, at) => at === 0 || months >= (finished[at - 1] ?? 0))).toBe(true);
  expect(report.months.slice(0, 2).map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
  expect([rows, whole, parts.length]).toEqual([BOOKINGS, true, MONTHS]);
  const leftOvers = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tmp'),
  );
  expect(leftOvers).toEqual([]);
});
