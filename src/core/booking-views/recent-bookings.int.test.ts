import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anEntry, idAt } from '../../../test/builders/an-entry.js';
import { createTestRedis, startPrivateRedis } from '../../../test/harness/redis.js';
import { createLogger } from '../platform/logger.js';
import { openRedis, settleRedis, type Redis } from '../platform/redis.js';
import type { BookingEntry, BookingViews, UserQuery } from './booking-views.js';
import { createRecentBookings, type RecentBookings } from './recent-bookings.js';

const logger = createLogger('silent');
let redis: Redis;
let flush: () => Promise<void>;
beforeAll(async () => {
  const test = await createTestRedis();
  flush = () => test.flush();
  redis = openRedis(test.url, logger);
  await settleRedis(redis, 2_000);
});
afterAll(() => redis.disconnect());

const query = (overrides: Partial<UserQuery> = {}): UserQuery => ({
  user_id: '700',
  partner_id: '11',
  status: null,
  before: null,
  limit: 20,
  ...overrides,
});

/** Views whose bookings a test changes under the cache; each read that reaches them is noted. */
class StoredViews implements BookingViews {
  readonly kind = 'cassandra';
  readonly reads: UserQuery[] = [];
  stored: BookingEntry[] = [];
  onRead: () => Promise<void> = () => Promise.resolve();

  async ofUser(asked: UserQuery) {
    this.reads.push(asked);
    const found = this.stored.filter(
      (entry) => asked.partner_id === null || entry.partner_id === asked.partner_id,
    );
    await this.onRead();
    return { entries: found.slice(0, asked.limit), more: found.length > asked.limit };
  }

  ofHotel = () => Promise.resolve({ entries: [], more: false });
  healthy = () => Promise.resolve(true);
  close = () => Promise.resolve();
}

describe('recent bookings in Redis', () => {
  let behind: StoredViews;
  let recent: RecentBookings;
  let views: BookingViews;
  beforeEach(async () => {
    await flush();
    behind = new StoredViews();
    recent = createRecentBookings({ redis, logger });
    views = recent.inFrontOf<BookingViews>({
      kind: 'cassandra',
      ofUser: (asked) => behind.ofUser(asked),
      ofHotel: () => behind.ofHotel(),
      healthy: () => behind.healthy(),
      close: () => behind.close(),
    });
  });

  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => anEntry({ booking_id: idAt('2027-01-01', count - index) }));

  test('a first page is read once, and smaller ones come of it', async () => {
    behind.stored = many(30);

    const page = await views.ofUser(query());
    const again = await views.ofUser(query());
    const smaller = await views.ofUser(query({ limit: 5 }));
    const all = await views.ofUser(query({ limit: 50 }));

    expect(again).toEqual(page);
    expect([page.entries.length, page.more]).toEqual([20, true]);
    expect([smaller.entries, smaller.more]).toEqual([behind.stored.slice(0, 5), true]);
    expect([all.entries, all.more]).toEqual([behind.stored, false]);
    expect(behind.reads).toHaveLength(1);
    expect(await redis.exists('recent_bookings:user:700')).toBe(1);
  });

  test('whoever asks for more than the newest, or for some of them, asks the store', async () => {
    behind.stored = many(60);

    await views.ofUser(query());
    await views.ofUser(query({ limit: 51 }));
    await views.ofUser(query({ before: '5' }));
    await views.ofUser(query({ status: 'CANCELLED' }));

    expect(behind.reads).toHaveLength(4);
  });

  test("a partner never gets another one's page of a user with the same number", async () => {
    const mine = anEntry({ booking_id: idAt('2027-01-01') });
    const theirs = anEntry({ booking_id: idAt('2027-01-02'), partner_id: '12' });
    behind.stored = [theirs, mine];

    for (let round = 0; round < 2; round += 1) {
      expect((await views.ofUser(query())).entries).toEqual([mine]);
      expect((await views.ofUser(query({ partner_id: '12' }))).entries).toEqual([theirs]);
      expect((await views.ofUser(query({ partner_id: null }))).entries).toEqual([theirs, mine]);
    }
    expect(behind.reads).toHaveLength(3);
  });

  test('a drop makes all pages of the user anew, and those of nobody else', async () => {
    behind.stored = many(1);
    await views.ofUser(query());
    await views.ofUser(query({ partner_id: null }));
    await views.ofUser(query({ user_id: '701' }));
    behind.stored = many(2);

    await recent.drop(['700']);

    expect((await views.ofUser(query())).entries).toHaveLength(2);
    expect((await views.ofUser(query({ partner_id: null }))).entries).toHaveLength(2);
    expect((await views.ofUser(query({ user_id: '701' }))).entries).toHaveLength(1);
  });

  test('what was read before a drop and comes after it is not kept', async () => {
    behind.stored = many(1);
    behind.onRead = async () => {
      behind.onRead = () => Promise.resolve();
      behind.stored = many(2);
      await recent.drop(['700']);
    };

    const old = await views.ofUser(query());
    const next = await views.ofUser(query());

    expect(old.entries).toHaveLength(1);
    expect(next.entries).toHaveLength(2);
  });

  test('goes by itself within a minute, however often it is filled', async () => {
    await views.ofUser(query());
    await redis.expire('recent_bookings:user:700', 9);
    await views.ofUser(query({ partner_id: '12' }));

    expect(await redis.ttl('recent_bookings:user:700')).toBeLessThan(10);
    await recent.drop(['700']);
    expect(await redis.ttl('recent_bookings:user:700')).toBeGreaterThan(50);
  });

  test('something else under its name is not taken for a page', async () => {
    behind.stored = many(1);
    await redis.hset('recent_bookings:user:700', '11', '{"entries":[{"id":1}],"more":false}');

    expect((await views.ofUser(query())).entries).toEqual(behind.stored);
  });

  test('without Redis every read goes to the store and no drop fails', async () => {
    const server = await startPrivateRedis();
    const lost = openRedis(server.url, logger);
    await settleRedis(lost, 2_000);
    const cut = createRecentBookings({ redis: lost, logger });
    const direct = cut.inFrontOf(views);
    behind.stored = many(1);
    await direct.ofUser(query());

    await server.stop(0);
    behind.stored = many(2);
    await cut.drop(['700']);

    expect((await direct.ofUser(query({ user_id: '702' }))).entries).toHaveLength(2);
    lost.disconnect();
  });
});
