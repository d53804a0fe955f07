import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Subscription } from '../../src/core/events/event-bus.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { aSandbox, type TestSandbox } from '../builders/a-sandbox.js';
import { eventually } from '../harness/eventually.js';
import { runCommand, runJson } from './run-command.js';

const BELLHOP_SECRET_KEY = Buffer.alloc(32, 7).toString('base64');
const LANE = ['--hotel', 'HV01', '--channel', 'chan'];

let t: TestApp;
let subscription: Subscription;
let sandbox: TestSandbox;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_SECRET_KEY } });
  folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-test-'));
  env = {
    ...{ BELLHOP_SECRET_KEY, BELLHOP_MYSQL_URL: t.db.url, BELLHOP_REDIS_URL: inject('redisUrl') },
    ...{ BELLHOP_DATA: join(folder, 'none'), NO_COLOR: '1' },
  };
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.delivery.consumer);
  await t.load(5, 0, 20);
  sandbox = await aSandbox('open-channel');
  await t.app.partners.create({ code: 'chan', name: 'chan', kind: 'ota', connector: 'open-channel' });
  for (const [kind, our_code, their_code] of [
    ['hotel', 'HV01', 'H1'],
    ['room', 'DBL', '11'],
    ['rate', 'BAR', '22'],
  ] as const)
    await t.app.mappings.set({ partner_code: 'chan', hotel_code: 'HV01', kind, our_code, their_code });
  await t.app.delivery.endpoints.connect({
    ...{ partner: 'chan', url: sandbox.url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: null, dialect: null, pricing: null, los: null },
  });
  t.app.delivery.worker.start();
  await settled();
  const source = await runJson(
    'reconcile source',
    ['chan', '--calendar-url', `${sandbox.url}/control/calendar`],
    env,
  );
  expect(source).toMatchObject({ exit: 0, document: { data: { bookings_url: null } } });
}, 60_000);

afterAll(async () => {
  await t.app.delivery.worker.stop();
  await subscription.stop();
  await sandbox.close();
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

async function settled(): Promise<void> {
  await eventually(
    async () => {
      const lanes = await t.app.delivery.desk.list({ partner: 'chan', limit: 5 });
      return lanes.length > 0 && lanes.every(({ state }) => state === 'DONE');
    },
    { within: 15_000 },
  );
}

async function corrupt(): Promise<void> {
  await sandbox.control('PUT', 'calendar?hotel=H1', {
    cells: [
      { room_code: '11', rate_code: null, date: t.day(3), available: 9 },
      { room_code: '11', rate_code: '22', date: t.day(4), closed: true },
    ],
  });
}

test('what is equal ends with 0, what differs with 3, with a document and without', async () => {
  const equal = await runCommand('reconcile run', LANE, env);
  expect([equal.exit, (await runJson('reconcile run', LANE, env)).exit]).toEqual([0, 0]);
  expect(equal.stdout).toMatch(/nothing differs in [1-9]\d+ nights/);

  await corrupt();
  const differs = await runCommand('reconcile run', LANE, env);
  const { exit, document } = await runJson('reconcile run', LANE, env);

  expect([differs.exit, exit, document.ok]).toEqual([3, 3, true]);
  expect(document.data).toMatchObject({ total: 2, by_class: { conflicting: 2 }, source: 'reported' });
  expect(differs.stdout).toContain('2 value(s) differ');
  expect(differs.stderr).toContain('bellhop reconcile fix');
  const all = await runJson('reconcile run', ['--all', '--channel', 'chan'], env);
  expect(all).toMatchObject({ exit: 3, document: { data: { total: 2 } } });
}, 60_000);

test('what cannot be compared is named by our codes, with what to do', async () => {
  await t.app.partners.create({ code: 'other', name: 'other', kind: 'ota', connector: 'open-channel' });
  const unmapped = await runJson('reconcile run', ['--hotel', 'HV01', '--channel', 'other'], env);
  const half = await runJson('reconcile run', ['--hotel', 'HV01'], env);

  expect([unmapped.exit, unmapped.document.error]).toMatchObject([
    5,
    {
      ...{ code: 'HOTEL_NOT_FOUND', message: 'Hotel "HV01" is not mapped to other.' },
      next: 'bellhop mapping list --partner other',
    },
  ]);
  expect(half.document.error.next).toBe('bellhop reconcile run --hotel HV01 --all');
}, 60_000);

test('a run is shown as a calendar, a table, JSON and a page, whole or of one month', async () => {
  await corrupt();
  await runCommand('reconcile run', LANE, env);
  const show = (...flags: string[]) => runCommand('reconcile report', [...LANE, ...flags], env);

  const grid = await show();
  const table = await show('--format', 'table');
  const json = await show('--format', 'json');
  const page = await show('--format', 'html', '--out', join(folder, 'report.html'));
  const other = await show('--format', 'table', '--month', '2020-01');

  expect([grid, table, json, page, other].map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 0]);
  expect(grid.stdout).toContain('DBL / BAR');
  expect(grid.stdout).not.toContain('\u001b');
  expect(table.stdout).toContain('changed behind us');
  expect(JSON.parse(json.stdout)).toMatchObject({ total: 2 });
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('HV01 with chan');
  expect(other.stdout).not.toContain('changed behind us');
  expect(await show('--month', '2027-13')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('is no month') as string,
  });
  expect(await show('--format', 'html', '--out', join(folder, 'nowhere', 'report.html'))).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('cannot be written (ENOENT)') as string,
  });
}, 60_000);

test('nothing is repaired at a channel that is paused, and a sync says that it comes later', async () => {
  await corrupt();
  await t.app.delivery.endpoints.setStatus('chan', 'PAUSED');
  const fix = await runJson('reconcile fix', [...LANE, '--yes'], env);
  const sync = await runCommand('channel sync', ['chan'], env);

  expect(fix.document.error).toMatchObject({ code: 'CONFLICT', next: 'bellhop channel resume chan' });
  expect(sync.stdout).toContain('when it is resumed');
  expect(sync.stderr).toContain('bellhop channel resume chan');
  await t.app.delivery.endpoints.setStatus('chan', 'ACTIVE');
  await settled();
}, 60_000);

test('a repair is tried with 3 and carried out with 0, and nothing is left', async () => {
  await corrupt();
  const before = (await sandbox.requests()).length;
  const dry = await runCommand('reconcile fix', [...LANE, '--dry-run'], env);
  const dryJson = await runJson('reconcile fix', [...LANE, '--dry-run'], env);
  expect([dry.exit, dryJson.exit]).toEqual([3, 3]);
  expect(dryJson.document.data).toMatchObject({ values: 2, dry_run: true, after: null });
  expect(dry.stdout).toContain('Would tell 2 value(s)');
  expect((await sandbox.requests()).length).toBe(before);

  const fixed = await runJson('reconcile fix', [...LANE, '--yes'], env);
  expect(fixed).toMatchObject({ exit: 0, document: { data: { values: 2, after: { total: 0 } } } });
  const again = await runCommand('reconcile fix', [...LANE, '--yes'], env);
  expect([again.exit, again.stdout]).toEqual([0, expect.stringContaining('nothing differs') as string]);

  await corrupt();
  expect(await runCommand('reconcile fix', [...LANE, '--yes'], env)).toMatchObject({ exit: 0 });
  expect((await runCommand('reconcile run', LANE, env)).exit).toBe(0);
}, 60_000);

test('how each partner fares stands in the status, with the last comparison', async () => {
  const status = await runJson('reconcile status', ['--partner', 'chan'], env);
  expect(status).toMatchObject({ exit: 0 });
  expect(status.document.data).toMatchObject({
    status: [{ hotel: 'HV01', kind: 'ari', lag_seconds: null, cause: null, compared_with: 'reported' }],
  });
}, 60_000);

test('a repair that nobody has brought to the channel is none, and says so', async () => {
  await corrupt();
  await t.app.delivery.worker.stop();
  const stopped = await runCommand('reconcile fix', [...LANE, '--yes', '--wait', '1'], env);
  t.app.delivery.worker.start();

  expect(stopped.exit).toBe(3);
  expect(stopped.stdout).toContain('2 value(s) are to be told');
  expect(stopped.stderr).toContain('The delivery has not ended');
}, 60_000);

test('of a repair that the channel refuses it is told what was taken', async () => {
  await settled();
  await corrupt();
  await sandbox.control('PUT', 'faults', { partial: 1 });
  const fixed = await runCommand('reconcile fix', [...LANE, '--yes'], env);
  await sandbox.control('PUT', 'faults', { partial: 0 });

  expect(fixed.exit).toBe(3);
  expect(fixed.stdout).toContain('Told 2 value(s): none taken, 2 refused. HV01 with chan: 2 value(s) differ');
  expect(fixed.stderr).toContain('Next: bellhop delivery list --partner chan --hotel HV01 --state PARKED\n');

  const mended = await runJson('reconcile fix', [...LANE, '--yes'], env);
  expect(mended).toMatchObject({ exit: 0, document: { data: { refused: 0, after: { total: 0 } } } });
}, 60_000);

test('what a PMS has said is applied here, not told to it', async () => {
  const { partner_id } = await t.app.partners.get('pms-1');
  const night = { room_code: 'DBL', from: t.day(15), to: t.day(15), available_rooms: 4 };
  const id = await t.app.journal.receive({
    ...{ partner_id, connector: 'native', kind: 'AriPush', hotel_code: 'HV01', request_id: 'said' },
    ...{
      content_type: 'application/json',
      body: Buffer.from(JSON.stringify({ hotel_code: 'HV01', updates: [night] })),
    },
  });
  await t.app.journal.answer(id, { outcome: 'APPLIED', body: '{}' });
  const lane = ['--hotel', 'HV01', '--pms', 'pms-1'];
  const dry = await runCommand('reconcile fix', [...lane, '--dry-run'], env);
  const asked = await runJson('reconcile fix', lane, env);
  const fixed = await runCommand('reconcile fix', [...lane, '--yes'], env);

  expect(dry.stdout).toContain('Would apply 1 value(s) here.');
  expect(asked.document.error.message).toContain('Apply here 1 value(s) of HV01 that pms-1 has said?');
  expect(fixed.stdout).toContain('Applied 1 value(s) here. HV01 with pms-1: nothing differs');
}, 60_000);

test('a booking that differs is named by the repair, which cannot mend it, and is no success', async () => {
  await settled();
  const stay = { check_in: t.day(5), check_out: t.day(7), status: 'booked', our_number: null };
  const list = createServer((_request, response) =>
    response.end(JSON.stringify({ bookings: [{ ...stay, hotel_code: 'H1', reference: 'LOST-1' }] })),
  ).listen(0, '127.0.0.1');
  await once(list, 'listening');
  const bookings = `http://127.0.0.1:${(list.address() as AddressInfo).port}/bookings`;
  const calendar = `${sandbox.url}/control/calendar`;
  await runJson('reconcile source', ['chan', '--calendar-url', calendar, '--bookings-url', bookings], env);
  const ran = await runCommand('reconcile run', LANE, env);
  const dry = await runCommand('reconcile fix', [...LANE, '--dry-run'], env);
  await corrupt();
  const fixed = await runCommand('reconcile fix', [...LANE, '--yes'], env);
  list.close();

  expect([ran.exit, dry.exit, fixed.exit]).toEqual([3, 3, 3]);
  expect(ran.stdout).toContain('1 booking(s) differ, 0 of ours held against their list');
  expect(ran.stderr).toContain('bellhop message list --hotel HV01 --partner chan');
  expect(ran.stderr).not.toContain('reconcile fix');
  expect(dry.stdout).toContain('LOST-1');
  expect(fixed.stdout).toContain('Told 2 value(s)');
  expect(fixed.stdout).toContain('1 booking(s) differ, which no repair of values changes');
}, 60_000);
