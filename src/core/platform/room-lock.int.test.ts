import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestRedis } from '../../../test/harness/redis.js';
import { createLogger } from './logger.js';
import { createMetrics, type Metrics } from './metrics.js';
import { openRedis, settleRedis, type Redis } from './redis.js';
import { createRoomLock, lockKeys } from './room-lock.js';

let redis: Redis;
let metrics: Metrics;
beforeAll(async () => {
  const logger = createLogger('silent');
  redis = openRedis(await testRedisUrl(), logger);
  await settleRedis(redis, 5_000);
});
afterAll(() => redis.disconnect());

async function testRedisUrl(): Promise<string> {
  const given = await createTestRedis();
  return given.url;
}

function aLock(options: { waitMs?: number; ttlMs?: number } = {}) {
  metrics = createMetrics({ runtime: false });
  const lock = createRoomLock({
    redis,
    waitMs: 2_000,
    ttlMs: 2_000,
    metrics,
    logger: createLogger('silent'),
    ...options,
  });
  return (...[nights, work]: Parameters<typeof lock.withNights>) => lock.withNights(nights, work);
}

async function attempts(outcome: string): Promise<number> {
  const { values } = await metrics.lockAttempts.get();
  return values.find((value) => value.labels.outcome === outcome)?.value ?? 0;
}

const night = (date: string, room_id = '7') => ({ room_id, date });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the room lock', () => {
  test('names each night once, in order, all of a room in one cluster slot', () => {
    const nights = [night('2027-01-02'), night('2027-01-01'), night('2027-01-02')];

    expect(lockKeys(nights)).toEqual(['lock:room:{7}:2027-01-01', 'lock:room:{7}:2027-01-02']);
  });

  test('lets one at a time at overlapping nights, and counts who had to wait', async () => {
    const withLock = aLock();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (inside += 1));
      await pause(10);
      inside -= 1;
    };

    await Promise.all([
      withLock([night('2027-02-01'), night('2027-02-02')], work),
      withLock([night('2027-02-02'), night('2027-02-03')], work),
      withLock([night('2027-02-02')], work),
    ]);

    expect(most).toBe(1);
    expect(await attempts('acquired')).toBe(3);
    expect(await attempts('contended')).toBeGreaterThan(0);
  });

  test('gives up with ROOM_BUSY when the nights are not free in time, without doing the work', async () => {
    const withLock = aLock({ waitMs: 50 });
    let done = false;
    const holder = withLock([night('2027-03-01')], () => pause(400));
    await pause(20);

    const late = withLock([night('2027-03-01')], () => Promise.resolve((done = true)));

    await expect(late).rejects.toMatchObject({ code: 'ROOM_BUSY', retryAfter: 1 });
    expect(done).toBe(false);
    expect(await attempts('gave_up')).toBe(1);
    await holder;
  });

  test('goes on without them when another process has not freed them for half of the time', async () => {
    const elsewhere = aLock();
    const withLock = aLock({ waitMs: 100 });
    const inside: string[] = [];

    await elsewhere([night('2027-03-02')], async () => {
      await withLock([night('2027-03-02')], () => Promise.resolve(inside.push('mine')));
      inside.push('theirs');
    });

    expect(inside).toEqual(['mine', 'theirs']);
    expect(await attempts('contended')).toBeGreaterThan(0);
    expect(await attempts('went_on')).toBe(1);
  });

  test('frees the nights when the work throws', async () => {
    const withLock = aLock({ waitMs: 50 });
    await expect(withLock([night('2027-04-01')], () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );

    await expect(withLock([night('2027-04-01')], () => Promise.resolve('free'))).resolves.toBe('free');
  });

  test('that expired during the work hurts nobody: the work counts', async () => {
    const withLock = aLock({ ttlMs: 50 });

    await expect(withLock([night('2027-05-01')], () => pause(150).then(() => 'done'))).resolves.toBe('done');
    await expect.poll(() => attempts('expired')).toBe(1);
  });

  test('is left out while Redis is away', async () => {
    const withLock = aLock();
    redis.disconnect();

    await expect(withLock([night('2027-06-01')], () => Promise.resolve('done'))).resolves.toBe('done');
    expect(await attempts('redis_down')).toBe(1);
  });
});
