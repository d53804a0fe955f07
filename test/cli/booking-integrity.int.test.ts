import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReservationRevision } from '../../src/core/model/reservation.js';
import { bookingOf, type TestApp } from '../builders/an-app.js';
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

const spoil = () =>
  it.db.database.run('UPDATE room_inventory SET available_rooms = 77 WHERE date = ?', [it.day(5)]);

test('booking verify finds, shows what it would mend, mends, and is content', async () => {
  await it.app.relay.drain();
  const sound = await runJson('booking verify', [], env);
  await spoil();
  const found = await runJson('booking verify', [], env);
  const table = await runCommand('booking verify', ['--hotel', 'HV01'], env);
  const tried = await runJson('booking verify', ['--dry-run'], env);
  const mended = await runJson('booking verify', ['--fix'], env);

  expect([sound.exit, sound.document.data['ok']]).toEqual([0, true]);
  expect([found.exit, found.document.data['repairs']]).toEqual([3, []]);
  expect(found.document.data['drift']).toMatchObject([
    { invariant: 'night_arithmetic', date: it.day(5), repairable: true },
  ]);
  expect(table.exit).toBe(3);
  expect(table.stdout).toContain('LIKELY CAUSE');
  expect(table.stderr).toContain('Next: bellhop booking verify --fix');
  expect([tried.exit, tried.document.data['dry_run']]).toEqual([3, true]);
  expect(tried.document.data['repairs']).toMatchObject([
    { date: it.day(5), before: { available_rooms: 77 } },
  ]);
  expect([mended.exit, mended.document.data['ok'], mended.document.data['drift']]).toEqual([0, true, []]);
  expect((await it.night(it.day(5))).available_rooms).not.toBe(77);
});

test('booking feed lists what waits, booking list warns, and doctor names the PMS', async () => {
  const { booking_id } = bookingOf(await it.book());
  await it.db.database.run(
    'UPDATE reservation_revisions SET created_at = UTC_TIMESTAMP(3) - INTERVAL 25 MINUTE WHERE booking_id = ?',
    [booking_id],
  );
  const feed = await runJson('booking feed', ['--older-than', '20'], env);
  const table = await runCommand('booking feed', ['--partner', 'pms-1'], env);
  const listed = await runJson('booking list', [], env);
  const doctor = await runJson('doctor', [], env);

  expect(feed.document.data['revisions']).toMatchObject([{ booking_id, pms: 'pms-1', state: 'PENDING' }]);
  expect(table.stdout).toMatch(/25 min/);
  expect(listed.document.warnings.join()).toContain('1 of these bookings');
  expect(doctor.exit).toBe(3);
  expect(doctor.document.data['checks']).toContainEqual({
    check: 'reservations',
    state: 'failed',
    detail: '1 not taken for over 20 minutes, the oldest for 25, by pms-1',
    next: 'bellhop booking feed --older-than 20',
  });
  const [revision]: ReservationRevision[] = await it.app.handOutRevisions(it.pms, {
    hotel_code: null,
    limit: 100,
  });
  expect(revision?.booking_id).toBe(booking_id);
});
