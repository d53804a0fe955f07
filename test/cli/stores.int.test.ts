import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../builders/an-app.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { aCli, type TestCli } from './a-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: TestCli;
let it: TestApp;
let env: TestCli['env'];

beforeAll(async () => {
  cli = await aCli();
  ({ app: it, env } = cli);
});

afterAll(() => cli.close());

describe('db', () => {
  test('verify passes, and names the night that somebody changed by hand', async () => {
    await it.app.relay.drain();
    const sound = await runJson('db verify', [], env);
    const broken = `room_id = (SELECT room_id FROM rooms WHERE code = 'DBL' AND hotel_id = ${it.hotelId}) AND date = ?`;
    await it.db.database.run(`UPDATE room_inventory SET unacked_rooms = unacked_rooms + 1 WHERE ${broken}`, [
      it.day(5),
    ]);
    const found = await runJson('db verify', [], env);
    await it.db.database.run(`UPDATE room_inventory SET unacked_rooms = unacked_rooms - 1 WHERE ${broken}`, [
      it.day(5),
    ]);

    const checks = (run: typeof sound) =>
      run.document.data['checks'] as { name: string; ok: boolean; findings: string[] }[];
    expect([sound.exit, sound.document.data['ok']]).toEqual([0, true]);
    expect(found.exit).toBe(3);
    expect(
      checks(found)
        .filter((check) => !check.ok)
        .map((check) => check.name),
    ).toEqual(['available = max(0, pms - unacked)', 'unacked = units of unacknowledged bookings']);
    expect(
      checks(found)
        .flatMap((check) => check.findings)
        .join(),
    ).toContain(it.day(5));
  });

  test('units of a cancelled booking that the PMS was told of are expected until it acknowledges', async () => {
    const booked = await it.book({ checkin_date: it.day(14), checkout_date: it.day(16) });
    const { booking_id } = JSON.parse(booked.kind === 'confirmed' ? booked.body : '{}') as {
      booking_id: string;
    };
    await it.app.handOutRevisions(it.pms, { hotel_code: 'HV01', limit: 100 });
    await it.cancel(booking_id);
    await it.app.relay.drain();

    const { exit } = await runJson('db verify', [], env);

    expect(await it.night(it.day(14))).toMatchObject({ unacked_rooms: 1 });
    expect(exit).toBe(0);
  });

  test('migrate brings an empty database up; before it commands name that command', async () => {
    const empty: TestDatabase = await createTestDatabase({ migrated: false });
    try {
      const there = { ...env, BELLHOP_MYSQL_URL: empty.url };

      const pending = await runJson('hotel list', [], there);
      const verdict = await runJson('db verify', [], there);
      const tried = await runJson('db migrate', ['--dry-run'], there);
      const status = await runJson('db status', [], there);
      // Redis is not needed to migrate.
      const done = await runJson('db migrate', [], { ...there, BELLHOP_REDIS_URL: '' });
      const again = await runJson('db migrate', [], there);
      const after = await runJson('db status', [], there);

      expect([pending.exit, pending.document.error.next]).toEqual([2, 'bellhop db migrate']);
      expect(verdict.exit).toBe(3);
      expect(tried.document.data['applied']).toEqual([]);
      expect(status.exit).toBe(3);
      expect(done.document.data['applied']).toEqual(tried.document.data['pending']);
      expect(again.document.data).toEqual({ applied: [], pending: [] });
      expect([after.exit, after.document.data['up_to_date']]).toEqual([0, true]);
    } finally {
      await empty.drop();
    }
  });
});

test('settings: shown without secrets, and doctor reaches both stores', async () => {
  const shown = await runCommand('config show', ['--json'], env);
  const doctor = await runJson('doctor', [], env);

  expect(shown.stdout).not.toContain(new URL(it.db.url).password);
  const states = Object.fromEntries(
    (doctor.document.data['checks'] as { check: string; state: string }[]).map(({ check, state }) => [
      check,
      state,
    ]),
  );
  expect(states).toMatchObject({
    node: 'ok',
    programs: 'off',
    settings: 'ok',
    mysql: 'ok',
    redis: 'ok',
    events: 'ok',
    gateway: 'off',
  });
  expect(doctor.exit).toBe(0);
});

test('doctor and the rebuilds name the engines that are away', async () => {
  const away = {
    ...env,
    BELLHOP_ELASTICSEARCH_URL: 'http://127.0.0.1:1',
    BELLHOP_CASSANDRA_CONTACT_POINTS: '127.0.0.1:1',
  };
  const doctor = await runJson('doctor', [], { ...away, BELLHOP_KAFKA_BROKERS: '127.0.0.1:1' });
  const search = await runJson('search rebuild', [], away);
  const view = await runJson('view rebuild', [], away);

  const checks = doctor.document.data['checks'] as { check: string; state: string; detail: string }[];
  const failed = checks.filter(({ state }) => state === 'failed');
  expect(doctor.exit).toBe(3);
  expect(failed.map(({ check }) => check)).toEqual(['kafka', 'elasticsearch', 'cassandra']);
  for (const { detail } of failed) expect(detail).toContain('does not answer at 127.0.0.1:1');
  for (const [{ exit, document }, engine] of [
    [search, 'Elasticsearch'],
    [view, 'Cassandra'],
  ] as const) {
    expect(exit).toBe(7);
    expect(document.error?.message).toContain(`Not answering: ${engine}`);
    expect(document.error?.next).toBe('bellhop doctor');
  }
});

test('a store that does not answer is temporary', async () => {
  const { exit, document } = await runJson('hotel list', [], {
    ...env,
    BELLHOP_MYSQL_URL: 'mysql://a:b@127.0.0.1:1/c',
  });

  expect([exit, document.error.code]).toEqual([7, 'UNAVAILABLE']);
});
