import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { aHotel } from '../builders/a-hotel.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { runCommand, runJson } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let it: TestApp;
let env: Record<string, string>;

beforeAll(async () => {
  it = await anApp();
  env = {
    BELLHOP_MYSQL_URL: it.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_DATA: join(folder, 'none'),
  };
  await it.load(5, 0, 30);
});

afterAll(async () => {
  await it.close();
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('hotel', () => {
  test('onboard makes a hotel once, then finds nothing to change', async () => {
    const path = file('new.json', aHotel({ code: 'NEW1', pms: it.pms.code, otas: [it.ota.code] }));

    const tried = await runJson('hotel onboard', [path, '--dry-run'], env);
    const first = await runJson('hotel onboard', [path], env);
    const second = await runJson('hotel onboard', [path], env);

    expect(tried.document.data).toMatchObject({ code: 'NEW1', hotel_id: null, created: true, dry_run: true });
    expect(first.document).toMatchObject({
      ok: true,
      data: { code: 'NEW1', created: true, dry_run: false },
      meta: { command: 'hotel onboard' },
    });
    expect(second.document.data).toMatchObject({ created: false, changes: [] });
    expect([tried.exit, first.exit, second.exit]).toEqual([0, 0, 0]);
  });

  test('a faulty file is a usage error with the place of every fault', async () => {
    const path = file('bad.json', { ...aHotel({ code: 'BAD1' }), currency: 'XXY', stars: 5 });

    const { exit, document } = await runJson('hotel onboard', [path], env);

    expect(exit).toBe(2);
    expect(document).toMatchObject({ ok: false, error: { code: 'VALIDATION' } });
    expect(document.error.faults).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/currency' }),
        expect.objectContaining({ pointer: '/stars' }),
      ]),
    );
  });

  test('text that is not JSON, and a file that is not there', async () => {
    const broken = await runJson('hotel onboard', [file('broken.json', '{"code":')], env);
    const missing = await runJson('hotel onboard', [join(folder, 'missing.json')], env);

    expect([broken.exit, broken.document.error.code]).toEqual([2, 'MALFORMED']);
    expect([missing.exit, missing.document.error.code]).toEqual([2, 'VALIDATION']);
    expect(missing.document.error.message).toContain('ENOENT');
  });

  test('list and show, for people and as JSON', async () => {
    const list = await runCommand('hotel list', [], env);
    const shown = await runJson('hotel show', ['HV01'], env);
    const unknown = await runJson('hotel show', ['NOPE'], env);

    expect(list.stdout).toMatch(/^CODE +NAME/);
    expect(list.stdout).toMatch(/^HV01 +Hotel Vista +Porto/m);
    expect(shown.document.data).toMatchObject({
      code: 'HV01',
      pms: 'pms-1',
      rooms: [{ code: 'DBL', total_rooms: 10 }, { code: 'SGL' }],
    });
    expect(unknown.exit).toBe(5);
    expect(unknown.document.error).toMatchObject({ code: 'HOTEL_NOT_FOUND', next: 'bellhop hotel list' });
  });
});

describe('partner, key and mapping', () => {
  test('a partner gets a key that works until it is revoked', async () => {
    const made = await runJson('partner create', ['ota-9', '--name', 'Nine', '--kind', 'ota'], env);
    const key = await runJson('key create', ['ota-9'], env);
    const text = String(key.document.data['key']);

    await expect(it.app.authenticate({ key: text })).resolves.toMatchObject({ code: 'ota-9' });
    const refused = await runJson('key revoke', [String(key.document.data['key_id'])], env);
    await expect(it.app.authenticate({ key: text })).resolves.toMatchObject({ code: 'ota-9' });
    const revoked = await runJson('key revoke', [String(key.document.data['key_id']), '--yes'], env);

    expect(made.document.data).toMatchObject({
      created: true,
      partner: { code: 'ota-9', connector: 'native' },
    });
    expect([refused.exit, refused.document.error.code]).toEqual([2, 'VALIDATION']);
    expect(revoked.document.data).toMatchObject({ state: 'revoked' });
    await expect(it.app.authenticate({ key: text })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('without --json the key alone goes to standard output', async () => {
    const run = await runCommand('key rotate', ['ota-1', '--grace-hours', '1'], env);

    expect(run.stdout).toMatch(/^bh_test_[0-9A-Za-z]{32}\n$/);
    expect(run.stderr).toContain('not shown again');
  });

  test('a dry run makes no key and no partner', async () => {
    await runJson('key create', ['ota-1', '--dry-run'], env);
    const before = await it.app.keys.list('ota-1');
    await runJson('key create', ['ota-1', '--dry-run'], env);
    const partner = await runJson(
      'partner create',
      ['dry', '--name', 'D', '--kind', 'pms', '--dry-run'],
      env,
    );

    expect(await it.app.keys.list('ota-1')).toEqual(before);
    expect(partner.document.data).toMatchObject({ partner: null, created: false, dry_run: true });
    expect((await it.app.partners.list()).map((entry) => entry.code)).not.toContain('dry');
  });

  test('a connector that does not exist is named with those that do', async () => {
    const args = ['ota-8', '--name', 'Eight', '--kind', 'ota', '--connector', 'telex'];

    const { exit, document } = await runJson('partner create', args, env);

    expect(exit).toBe(2);
    expect(document.error.message).toContain('ota, native');
    expect(document.error.next).toBe('bellhop adapter list');
  });

  test('a changed mapping is seen, a code in use is a conflict, a gap is found', async () => {
    const set = (theirs: string) =>
      runJson(
        'mapping set',
        ['--partner', 'ota-1', '--hotel', 'HV01', '--kind', 'room', '--ours', 'SGL', '--theirs', theirs],
        env,
      );

    const changed = await set('4711');
    const clash = await set('DBL');
    const list = await runJson('mapping list', ['--partner', 'ota-1', '--hotel', 'HV01'], env);
    const complete = await runJson('mapping verify', ['--partner', 'ota-1', '--hotel', 'HV01'], env);
    const gap = await runJson('mapping verify', ['--partner', 'ota-9', '--hotel', 'HV01'], env);

    expect(changed.document.data).toMatchObject({ changed: true });
    expect([clash.exit, clash.document.error.code]).toEqual([6, 'CONFLICT']);
    expect(list.document.data['mappings']).toEqual(
      expect.arrayContaining([expect.objectContaining({ our_code: 'SGL', their_code: '4711' })]),
    );
    expect([complete.exit, complete.document.data['complete']]).toEqual([0, true]);
    expect([gap.exit, gap.document.data['complete']]).toEqual([3, false]);
    expect(gap.document.ok).toBe(true);
  });
});

describe('ari', () => {
  const range = () => ['--hotel', 'HV01', '--from', it.day(10), '--to', it.day(12)];

  test('show lists the nights with counts, price, restrictions and version', async () => {
    const { document } = await runJson('ari show', [...range(), '--room', 'DBL'], env);

    const nights = document.data['nights'] as Record<string, unknown>[];
    expect(nights.map((night) => night['date'])).toEqual([it.day(10), it.day(11), it.day(12)]);
    expect(nights[0]).toMatchObject({
      room_code: 'DBL',
      available_rooms: 5,
      pms_rooms: 5,
      unacked_rooms: 0,
      price: '100.00',
      version: 1,
      rates: [{ rate_code: 'BAR', closed: false, min_stay_arrival: null }],
    });
  });

  test('an unknown room and an inverted range are told apart', async () => {
    const room = await runJson('ari show', [...range(), '--room', 'NOPE'], env);
    const dates = ['--hotel', 'HV01', '--from', it.day(12), '--to', it.day(10)];
    const inverted = await runJson('ari show', dates, env);
    const nonsense = await runJson(
      'ari show',
      ['--hotel', 'HV01', '--from', '2027-02-30', '--to', it.day(10)],
      env,
    );

    expect([room.exit, room.document.error.code]).toEqual([5, 'ROOM_NOT_FOUND']);
    expect([inverted.exit, inverted.document.error.code]).toEqual([2, 'VALIDATION']);
    expect([nonsense.exit, nonsense.document.error.code]).toEqual([2, 'USAGE']);
    expect(nonsense.document.error.message).toContain('2027-02-30');
  });

  test('calendar draws a row for each room', async () => {
    const { stdout } = await runCommand('ari calendar', range(), env);

    expect(stdout).toMatch(/^DBL +5▄ +5▄ +5▄$/m);
    expect(stdout).toMatch(/^SGL +\. +\. +\.$/m);
  });

  test('diff finds every field that a message would change, and nothing once it is applied', async () => {
    const updates = [
      { room_code: 'DBL', from: it.day(10), to: it.day(11), available_rooms: 4 },
      { room_code: 'DBL', rate_code: 'BAR', date: it.day(10), min_stay_arrival: 2 },
      { room_code: 'DBL', rate_code: 'BAR', date: it.day(12), closed: false },
    ];
    const path = file('delta.json', { hotel_code: 'HV01', updates });

    const before = await runJson('ari diff', [path], env);
    await it.push([
      { room_code: 'DBL', from: it.day(10), to: it.day(11), available: 4 },
      { room_code: 'DBL', rate_code: 'BAR', from: it.day(10), to: it.day(10), set: { min_stay_arrival: 2 } },
    ]);
    const after = await runJson('ari diff', [path, '--partner', 'pms-1'], env);

    const at = { room_code: 'DBL', rate_code: null };
    expect(before.exit).toBe(3);
    expect(before.document.data['differences']).toEqual([
      { ...at, date: it.day(10), field: 'available', file: 4, stored: 5 },
      { ...at, date: it.day(11), field: 'available', file: 4, stored: 5 },
      { ...at, rate_code: 'BAR', date: it.day(10), field: 'min_stay_arrival', file: 2, stored: null },
    ]);
    expect([after.exit, after.document.data['same']]).toEqual([0, true]);
  });

  test('diff of a complete set finds nights that it leaves out', async () => {
    const path = file('set.json', {
      hotel_code: 'HV01',
      complete_set: true,
      updates: [{ room_code: 'DBL', from: it.day(0), to: it.day(29), available_rooms: 5 }],
    });

    const { document } = await runJson('ari diff', [path], env);

    expect(document.data['differences']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ date: it.day(30), field: 'available', file: 0, stored: 5 }),
      ]),
    );
  });

  test('diff of a refused message and of a room that is not mapped', async () => {
    const refused = await runJson(
      'ari diff',
      [file('refused.json', { hotel_code: 'HV01', updates: [{}] })],
      env,
    );
    const unmapped = file('unmapped.json', {
      hotel_code: 'HV01',
      updates: [{ room_code: 'NOPE', date: it.day(3), available_rooms: 1 }],
    });
    const unknown = await runJson('ari diff', [unmapped], env);

    expect([refused.exit, refused.document.ok]).toEqual([2, false]);
    expect([unknown.exit, unknown.document.error.code]).toEqual([5, 'ROOM_NOT_FOUND']);
  });
});

describe('booking and event', () => {
  test('list filters and pages, show names every night', async () => {
    const ids: string[] = [];
    for (const offset of [20, 22, 24]) {
      const booked = await it.book({ checkin_date: it.day(offset), checkout_date: it.day(offset + 2) });
      if (booked.kind === 'confirmed')
        ids.push((JSON.parse(booked.body) as { booking_id: string }).booking_id);
    }
    await it.cancel(ids[2] ?? '');

    const page = await runJson('booking list', ['--limit', '2'], env);
    const rest = await runJson(
      'booking list',
      ['--limit', '2', '--before', String(page.document.data['next_before'])],
      env,
    );
    const cancelled = await runJson('booking list', ['--status', 'CANCELLED', '--partner', 'ota-1'], env);
    const arrivals = await runJson('booking list', ['--hotel', 'HV01', '--limit', '2'], env);
    const cursor = String(arrivals.document.data['next_cursor']);
    const later = await runJson('booking list', ['--hotel', 'HV01', '--cursor', cursor], env);
    const shown = await runJson('booking show', [ids[0] ?? ''], env);
    const unknown = await runJson('booking show', ['42'], env);

    const listed = (run: typeof page) =>
      (run.document.data['bookings'] as { booking_id: string }[]).map((booking) => booking.booking_id);
    expect(listed(page)).toEqual([ids[2], ids[1]]);
    expect(listed(rest)).toEqual([ids[0]]);
    expect(rest.document.data['next_before']).toBeNull();
    expect(listed(cancelled)).toEqual([ids[2]]);
    expect([listed(arrivals), listed(later)]).toEqual([[ids[0], ids[1]], [ids[2]]]);
    expect(later.document.data).toMatchObject({ next_before: null, next_cursor: null });
    expect(shown.document.data).toMatchObject({
      status: 'CONFIRMED',
      total_price: '200.00',
      hotel_code: 'HV01',
    });
    expect([unknown.exit, unknown.document.error.code]).toEqual([5, 'BOOKING_NOT_FOUND']);
  });

  test('event tail writes JSON Lines and a consumer goes on where it stopped', async () => {
    await it.app.relay.drain();
    const lines = (run: { stdout: string }) =>
      run.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { event_id: string; type: string; topic: string });

    const all = lines(await runCommand('event tail', [], env));
    const confirmed = lines(
      await runCommand('event tail', ['--type', 'BookingConfirmed', '--hotel', 'HV01'], env),
    );
    const first = lines(await runCommand('event tail', ['--consumer', 'warehouse', '--limit', '2'], env));
    const second = lines(await runCommand('event tail', ['--consumer', 'warehouse'], env));
    const third = lines(await runCommand('event tail', ['--consumer', 'warehouse'], env));
    const bookings = lines(await runCommand('booking tail', ['--from', '0', '--json'], env));

    expect(all.length).toBeGreaterThan(5);
    expect(confirmed).toHaveLength(3);
    expect([...first, ...second]).toEqual(all);
    expect(third).toEqual([]);
    expect(bookings.map((event) => event.type)).toEqual([
      'BookingConfirmed',
      'BookingConfirmed',
      'BookingConfirmed',
      'BookingCancelled',
    ]);
  });

  test('list of a user or hotel says what does not go together', async () => {
    await it.book({ user_id: '700', checkin_date: it.day(28), checkout_date: it.day(29) });

    const ofUser = await runJson('booking list', ['--user', '700', '--partner', 'ota-1'], env);
    const others = await runJson('booking list', ['--user', '700', '--partner', 'pms-1'], env);
    const long = ['--hotel', 'HV01', '--from', '2027-01-01', '--to', '2029-01-01'];
    const refused = [await runJson('booking list', long, env)];
    refused.push(await runJson('booking list', ['--hotel', 'HV01', '--user', '700'], env));
    refused.push(await runJson('booking list', ['--from', '2027-01-01'], env));
    refused.push(await runJson('booking list', ['--cursor', 'x'], env));
    refused.push(await runJson('booking list', ['--user', '700', '--cursor', 'x'], env));
    const rebuild = await runJson('view rebuild', [], env);

    expect(ofUser.document.data['bookings']).toMatchObject([{ user_id: '700', hotel_code: 'HV01' }]);
    expect(others.document.data['bookings']).toEqual([]);
    expect(refused.map(({ exit }) => exit)).toEqual([2, 2, 2, 2, 2]);
    expect([rebuild.exit, rebuild.document.error.code]).toEqual([2, 'VALIDATION']);
  });
});

describe('db', () => {
  test('verify passes, and names the night that somebody changed by hand', async () => {
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
