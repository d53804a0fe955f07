import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { aChannel, type TestChannel } from '../builders/a-channel.js';
import { aDelivery, DELIVERY_KEY, THEIRS, type TestDelivery } from '../builders/a-delivery.js';
import { eventually } from '../harness/eventually.js';
import { runCommand, runJson } from './run-command.js';

/* A channel that never answers to its closing would stay CLOSING for ever: a person gives it up, and hears what to close by hand. */

let d: TestDelivery;
let channel: TestChannel;
let env: Record<string, string>;

beforeAll(async () => {
  d = await aDelivery();
  channel = await aChannel('channex');
  env = { ...DELIVERY_KEY, BELLHOP_MYSQL_URL: d.t.db.url, BELLHOP_REDIS_URL: inject('redisUrl') };
  await d.partner('silent', 'channex');
  await d.t.load(5, 0, 20);
  await d.connect('silent', channel.url);
  d.t.app.delivery.worker.start();
  await d.settled();
}, 60_000);

afterAll(async () => {
  await d.close();
  await channel.close();
});

const LEFT_OPEN = [{ hotel_code: THEIRS.hotel, room_codes: [THEIRS.room, THEIRS.single] }];
const disconnect = (...flags: string[]) => runJson('channel disconnect', ['silent', ...flags], env);
const statusOf = async () => (await d.t.app.delivery.endpoints.list())[0]?.status;

test('one that is not being disconnected is not given up', async () => {
  expect(await disconnect('--give-up', '--yes')).toMatchObject({
    ...{ exit: 6, document: { error: { code: 'CONFLICT', next: 'bellhop channel disconnect silent' } } },
  });
  expect(await disconnect('--give-up', '--dry-run')).toMatchObject({ exit: 6 });
  expect(await statusOf()).toBe('ACTIVE');
});

test('one that does not answer to its closing is forgotten, and what may be open there is said', async () => {
  await runJson('reconcile run', ['--hotel', 'HV01', '--channel', 'silent'], env);
  const fares = async () => {
    const { document } = await runJson('reconcile status', ['--partner', 'silent'], env);
    return (document.data['status'] as { state: string; differences: unknown }[])[0];
  };
  const none = { missing: 0, stale: 0, conflicting: 0, extra: 0 };
  expect(await fares()).toMatchObject({ state: 'DONE', differences: none });
  channel.always = { status: 503 };
  const closing = await runCommand('channel disconnect', ['silent', '--yes'], env);
  expect(closing.stdout).toContain('1 hotel(s)');
  expect(closing.stderr).toContain('bellhop channel disconnect silent --give-up');
  await eventually(() => channel.received.some(({ taken }) => !taken));
  await d.idle();
  const listed = await runCommand('channel list', [], env);
  expect(listed.stderr).toContain('bellhop channel disconnect silent --give-up');

  const unsure = await disconnect('--give-up');
  expect(unsure).toMatchObject({ exit: 2, document: { error: { code: 'VALIDATION' } } });
  expect(unsure.document.error.next).toContain('--give-up --yes');
  const dry = await disconnect('--give-up', '--dry-run');
  expect(dry.document.data).toEqual({ partner: 'silent', closing: 1, left_open: LEFT_OPEN, dry_run: true });
  expect(await statusOf()).toBe('CLOSING');

  const given = await disconnect('--give-up', '--yes');
  expect(given).toMatchObject({ exit: 0 });
  expect(given.document.data).toEqual({
    ...{ partner: 'silent', closing: 0, left_open: LEFT_OPEN, dry_run: false },
  });
  expect(await statusOf()).toBeUndefined();
  expect(await fares()).toMatchObject({ state: 'DISCONNECTED', differences: null });
  expect(await disconnect('--give-up', '--yes')).toMatchObject({
    ...{ exit: 5, document: { error: { code: 'NOT_FOUND' } } },
  });
});

test('people are shown the rooms of each hotel', async () => {
  channel.always = null;
  await d.connect('silent', channel.url);
  await d.settled();
  channel.always = { status: 503 };
  await disconnect('--yes');
  const given = await runCommand('channel disconnect', ['silent', '--give-up', '--yes'], env);

  expect(given.stdout).toMatch(/HOTEL +ROOMS\n7001 +11, 12\n/);
  expect(given.stderr).toContain('close them there by hand');
});
