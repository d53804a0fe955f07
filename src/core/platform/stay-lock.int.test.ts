import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestRedis, startPrivateRedis } from '../../../test/harness/redis.js';
import { createLogger } from './logger.js';
import { createMetrics, type Metrics } from './metrics.js';
import { openRedis, settleRedis, type Redis } from './redis.js';
import { createRoomLock, lockKeys, type RoomLock } from './room-lock.js';

let redis: Redis;
let metrics: Metrics;
let mine: RoomLock;
let theirs: RoomLock;
beforeAll(async () => {
  redis = openRedis((await createTestRedis()).url, createLogger('silent'));
  await settleRedis(redis, 5_000);
});
afterAll(() => redis.disconnect());

/** Two processes: what one holds the other finds only in Redis. */
beforeEach(() => {
  theirs = aLock();
  mine = aLock();
});

function aLock(of = redis): RoomLock {
  metrics = createMetrics({ runtime: false });
  return createRoomLock({ redis: of, waitMs: 200, ttlMs: 2_000, metrics, logger: createLogger('silent') });
}

const stay = (...dates: string[]) => dates.map((date) => ({ room_id: '7', date: `2027-${date}` }));
const isHeld = (...dates: string[]) => redis.exists(...lockKeys(stay(...dates)));

async function attempts(outcome: string): Promise<number> {
  const { values } = await metrics.lockAttempts.get();
  return values.find((value) => value.labels.outcome === outcome)?.value ?? 0;
}

describe('the nights of a group', () => {
  test('are taken for those whose nights are free, and for no other', async () => {
    await theirs.withNights(stay('01-02'), async () => {
      const hold = mine.holdFree([
        stay('01-01'),
        stay('01-01', '01-02', '01-03'),
        stay('01-03', '01-04'),
        stay('01-04', '01-05'),
        stay('01-01'),
      ]);

      expect(await hold.taken).toEqual([true, false, true, true, true]);
      expect(await attempts('contended')).toBe(1);
      hold.release();
    });
    await expect.poll(() => isHeld('01-01', '01-02', '01-03', '01-04', '01-05')).toBe(0);
  });

  test('keep others out until they are given back', async () => {
    const hold = mine.holdFree([stay('02-01', '02-02'), stay('02-02', '02-03')]);
    expect(await hold.taken).toEqual([true, true]);

    expect(await theirs.holdFree([stay('02-01')]).taken).toEqual([false]);
    hold.release();
    await expect(theirs.withNights(stay('02-03'), () => Promise.resolve('free'))).resolves.toBe('free');
  });

  test('wait behind those of the same process without asking Redis', async () => {
    let leave: () => void = () => undefined;
    const inside = mine.withNights(stay('03-01'), () => new Promise<void>((resolve) => (leave = resolve)));
    await expect.poll(() => isHeld('03-01')).toBe(1);
    await redis.del(...lockKeys(stay('03-01')));

    const hold = mine.holdFree([stay('03-01'), stay('03-02')]);

    expect(await hold.taken).toEqual([false, true]);
    hold.release();
    leave();
    await inside;
  });

  test('that expired are counted, and were nobody else’s to free', async () => {
    const hold = mine.holdFree([stay('04-01')]);
    await hold.taken;
    await redis.set(lockKeys(stay('04-01'))[0] ?? '', 'another');
    hold.release();

    await expect.poll(() => attempts('expired')).toBe(1);
    expect(await redis.get(lockKeys(stay('04-01'))[0] ?? '')).toBe('another');
  });
});

/** Connected, and without an answer for longer than is waited for one. */
async function aPausedRedis(): Promise<{ asked: Redis; other: Redis; end: () => Promise<void> }> {
  const server = await startPrivateRedis();
  const [asked, other] = [
    openRedis(server.url, createLogger('silent')),
    openRedis(server.url, createLogger('silent')),
  ];
  await Promise.all([settleRedis(asked, 5_000), settleRedis(other, 5_000)]);
  await other.call('CLIENT', 'PAUSE', '900', 'ALL');
  return {
    ...{ asked, other },
    end: async () => {
      asked.disconnect();
      other.disconnect();
      await server.stop();
    },
  };
}

test('nights that Redis takes after nobody waits for its answer any more are given back', async () => {
  const { asked: slow, other, end } = await aPausedRedis();
  const hold = aLock(slow).holdFree([stay('04-01')]);

  // Nobody is kept from booking by a Redis that does not answer.
  expect(await hold.taken).toEqual([true]);
  hold.release();
  await expect.poll(() => other.ping().catch(() => 'away')).toBe('PONG');
  await expect.poll(() => slow.exists(...lockKeys(stay('04-01'))), { timeout: 500 }).toBe(0);
  expect(await attempts('redis_down')).toBe(1);
  expect(await attempts('expired')).toBe(0);
  await end();
});

test('a Redis that did not answer is left alone for a while, and nobody is kept from booking', async () => {
  const { asked: silent, other, end } = await aPausedRedis();
  const lock = aLock(silent);
  const first = lock.holdFree([stay('05-01')]);
  expect(await first.taken).toEqual([true]);

  expect(await lock.holdFree([stay('05-02')]).taken).toEqual([true]);
  await expect(lock.withNights(stay('05-03'), () => Promise.resolve('done'))).resolves.toBe('done');

  expect(await attempts('redis_down')).toBe(3);
  await expect.poll(() => other.ping().catch(() => 'away')).toBe('PONG');
  // Only the first has asked it for anything.
  expect(await other.exists(...lockKeys(stay('05-02')))).toBe(0);
  expect(await other.info('commandstats')).toMatch(/cmdstat_eval:calls=1,/);
  await expect
    .poll(async () => (await lock.holdFree([stay('05-04')]).taken) && attempts('acquired'), {
      timeout: 5_000,
    })
    .toBe(1);
  first.release();
  await end();
});
