import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { createAlerts } from '../alerts/alerts.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { createFeedNotes } from './feed-notes.js';
import { createFeeds, type Feeds } from './feeds.js';
import { createWatchFeeds } from './watch-feeds.js';

let t: TestApp;
let feeds: Feeds;
let late = 0;
const clock = { now: () => new Date(Date.now() + late) };
const minutes = (count: number) => (late = count * 60_000);

beforeAll(async () => {
  t = await anApp();
  feeds = createFeeds({ database: t.db.database, clock });
});
afterEach(async () => {
  late = 0;
  for (const table of ['feed_targets', 'feed_status', 'alerts'])
    await t.db.database.run(`DELETE FROM ${table}`);
});
afterAll(() => t.close());

const stateOf = async (kind: 'ari' | 'reservations') => (await feeds.list({ kind }))[0];

async function noted(): Promise<void> {
  await expect
    .poll(async () => (await t.db.database.rows('SELECT 1 FROM feed_status')).length, { timeout: 5_000 })
    .toBeGreaterThan(0);
}

test('a push that was applied is a success of its hotel; a refused one is an attempt, and the success before it stays', async () => {
  await t.load(3, 1, 5);
  await noted();
  expect(await stateOf('ari')).toMatchObject({
    hotel: 'HV01',
    state: 'unwatched',
    last_outcome: 'ok',
    last_cause: null,
  });

  await t.push([{ from: t.day(1), to: t.day(1), room_code: 'NOPE', available: 1 }]).catch(() => undefined);
  await expect
    .poll(async () => (await stateOf('ari'))?.last_outcome, { timeout: 5_000 })
    .toBe('ROOM_NOT_FOUND');
  const feed = await stateOf('ari');
  expect(feed?.last_success_at).not.toBeNull();
  expect(feed?.last_cause).toContain('NOPE');
});

test('a dry run, a replay and what a channel asks say nothing of a feed', async () => {
  const message = {
    from: t.day(1),
    to: t.day(1),
    room_code: 'DBL',
    unit_code: null,
    rate_code: null,
    days: null,
  };
  const ari = {
    ...{ hotel_code: 'HV01', complete_set: false, rate_absent: 'room' as const, sent_at: null },
    updates: [{ ...message, available: 2, set: {}, amounts: [], at: '/0' }],
  };
  await t.app.applyAri(t.pms, ari, { requestId: null, dryRun: true });
  await t.app.applyAri(t.pms, ari, { requestId: null, replayed: true });
  await new Promise((resolve) => setTimeout(resolve, 1_300));

  expect(await t.db.database.rows('SELECT 1 FROM feed_status')).toEqual([]);
});

test('a PMS that reads all of its hotels at once has read each of them, also where there was nothing', async () => {
  await feeds.setTarget({ partner: t.pms, hotel_id: null, kind: 'reservations', minutes: 10 });
  expect(await stateOf('reservations')).toMatchObject({ state: 'waiting', lag_seconds: null });
  await t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 10 });
  await noted();

  expect(await stateOf('reservations')).toMatchObject({
    state: 'fresh',
    freshness_minutes: 10,
    last_outcome: 'ok',
  });
  minutes(11);
  expect(await stateOf('reservations')).toMatchObject({ state: 'stale' });
});

test('the target of a hotel goes before that of its PMS; 0 leaves it unwatched; taken away, the other counts again', async () => {
  const set = (hotel_id: string | null, count: number | null) =>
    feeds.setTarget({ partner: t.pms, hotel_id, kind: 'ari', minutes: count });
  await set(null, 60);
  await set(t.hotelId, 5);
  minutes(6);
  expect(await stateOf('ari')).toMatchObject({ state: 'stale', freshness_minutes: 5 });
  await set(t.hotelId, 0);
  expect(await stateOf('ari')).toMatchObject({ state: 'unwatched', freshness_minutes: null });
  await set(t.hotelId, null);
  expect(await stateOf('ari')).toMatchObject({ state: 'waiting', freshness_minutes: 60 });
  await expect(
    feeds.setTarget({ partner: t.ota, hotel_id: null, kind: 'ari', minutes: 5 }),
  ).rejects.toMatchObject({
    code: 'VALIDATION',
  });
});

test('a feed that stops is one alert with one warning, and ends when it comes again', async () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => lines.push(line) });
  const metrics = createMetrics({ runtime: false });
  const alerts = createAlerts({ database: t.db.database, nextId: t.app.nextId, clock });
  const watch = createWatchFeeds({ feeds, alerts, metrics, logger });
  const notes = createFeedNotes({ database: t.db.database, clock, logger });
  const speak = async (outcome: string) => {
    notes.note({ partner_id: t.pms.partner_id, hotel_code: 'HV01', kind: 'ari', outcome, cause: null });
    await notes.flush();
  };
  const open = () => alerts.list({ limit: 10 });
  await feeds.setTarget({ partner: t.pms, hotel_id: null, kind: 'ari', minutes: 30 });
  await speak('ok');
  await watch.run();
  expect(await open()).toEqual([]);

  minutes(31);
  await speak('ROOM_NOT_FOUND');
  expect(await watch.run()).toMatchObject({ feeds: 1, stale: 1 });
  minutes(32);
  await watch.run();
  const [alert, ...others] = await open();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ kind: 'feed_stale', partner: 'pms-1', hotel: 'HV01', cleared_at: null });
  expect(alert?.detail).toContain('last attempt: ROOM_NOT_FOUND');
  expect(Date.parse(alert?.last_seen ?? '')).toBeGreaterThan(Date.parse(alert?.first_seen ?? ''));
  expect(lines.join('').match(/feed\.stale/g)).toHaveLength(1);
  const [stale] = (await metrics.feedsStale.get()).values;
  expect(stale).toMatchObject({ value: 1, labels: { partner: 'pms-1', kind: 'ari' } });

  await speak('ok');
  await watch.run();
  expect(await open()).toEqual([]);
  expect(await alerts.list({ all: true, limit: 10 })).toMatchObject([{ kind: 'feed_stale' }]);
  expect(lines.join('')).toContain('feed.back');
});

test('what cannot be written down now is written with what comes later', async () => {
  let away = true;
  const database = {
    ...t.db.database,
    run: (...given: Parameters<typeof t.db.database.run>) =>
      away ? Promise.reject(new Error('away')) : t.db.database.run(...given),
  };
  const notes = createFeedNotes({ database, clock, logger: createLogger('silent') });
  notes.note({ partner_id: t.pms.partner_id, hotel_code: 'HV01', kind: 'ari', outcome: 'ok', cause: null });
  await notes.flush();
  away = false;
  notes.note({
    partner_id: t.pms.partner_id,
    hotel_code: 'HV01',
    kind: 'ari',
    outcome: 'PARKED',
    cause: 'too empty',
  });
  await notes.flush();

  const feed = await stateOf('ari');
  expect(feed).toMatchObject({ last_outcome: 'PARKED', last_cause: 'too empty' });
  expect(feed?.last_success_at).not.toBeNull();
});
