import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRedisCluster } from '../../../test/harness/redis-cluster.js';
import { createLogger } from './logger.js';
import { createMetrics, type Metrics } from './metrics.js';
import { isCluster, openRedis, redisAnswers, settleRedis, type Redis } from './redis.js';
import { createRoomLock, lockKeys } from './room-lock.js';

let server: Awaited<ReturnType<typeof startRedisCluster>>;
let redis: Redis;
let metrics: Metrics;

beforeAll(async () => {
  server = await startRedisCluster();
  redis = openRedis(server.url, createLogger('silent'));
  await settleRedis(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const logger = createLogger('silent');
const stay = (room_id: string, ...dates: string[]) => dates.map((date) => ({ room_id, date }));

function aLock(options: { waitMs?: number } = {}) {
  metrics = createMetrics({ runtime: false });
  return createRoomLock({ redis, waitMs: 2_000, ttlMs: 2_000, metrics, logger, ...options });
}

async function outcomes(): Promise<Record<string, number>> {
  const { values } = await metrics.lockAttempts.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.outcome), value]));
}

/** What the lock holds this moment. */
const held = () => redis.exists('lock:room:{7}:2027-01-01');

test('is known for a cluster and answers', async () => {
  expect(isCluster(redis)).toBe(true);
  expect(await redisAnswers(redis)).toBe(true);
});

test('refuses a command over two slots, while all nights of a room lie in one', async () => {
  const oneRoom = lockKeys(stay('7', '2027-01-01', '2027-01-02', '2027-12-31'));
  const twoRooms = lockKeys([...stay('7', '2027-01-01'), ...stay('8', '2027-01-01')]);

  await expect(redis.exists(...oneRoom)).resolves.toBe(0);
  await expect(redis.exists(...twoRooms)).rejects.toThrow('CROSSSLOT');
});

test('holds all nights of a stay in one room', async () => {
  const lock = aLock();
  const nights = stay('7', '2027-01-01', '2027-01-02', '2027-01-03');

  const during = await lock.withNights(nights, () => redis.exists(...lockKeys(nights)));

  expect(during).toBe(3);
  expect(await outcomes()).toEqual({ acquired: 1 });
  await expect.poll(held).toBe(0);
});

test('holds the nights of a stay over several room types, and frees them', async () => {
  const lock = aLock();
  const nights = [...stay('7', '2027-01-01', '2027-01-02'), ...stay('8', '2027-01-01', '2027-01-02')];

  const during = await lock.withNights(nights, async () => [
    await redis.exists(...lockKeys(stay('7', '2027-01-01', '2027-01-02'))),
    await redis.exists(...lockKeys(stay('8', '2027-01-01', '2027-01-02'))),
  ]);

  expect(during).toEqual([2, 2]);
  expect(await outcomes()).toEqual({ acquired: 1 });
  await expect.poll(() => redis.exists('lock:room:{8}:2027-01-01')).toBe(0);
});

test('that has one room and not the other holds neither', async () => {
  const [mine, other] = [aLock({ waitMs: 60 }), aLock()];
  const both = [...stay('7', '2027-01-01'), ...stay('8', '2027-01-01')];

  await other.withNights(stay('8', '2027-01-01'), async () => {
    await mine.withNights(both, async () => {
      await expect.poll(held).toBe(0);
    });
    expect(await mine.holdFree([both]).taken).toEqual([false]);
  });
});

test('is left out while the cluster is away', async () => {
  const lock = aLock();
  redis.disconnect();

  await expect(lock.withNights(stay('7', '2027-06-01'), () => Promise.resolve('done'))).resolves.toBe('done');
  expect(await outcomes()).toEqual({ redis_down: 1 });
});
