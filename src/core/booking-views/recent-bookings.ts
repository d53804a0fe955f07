import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Id } from '../model/ids.js';
import type { Logger } from '../platform/logger.js';
import type { Redis } from '../platform/redis.js';
import type { BookingViews, EntryPage, UserQuery } from './booking-views.js';

/** Newest bookings kept of each user: what a first page usually asks for. */
const KEPT = 50;
/** A drop that Redis missed is made good after this. */
const SECONDS = 60;
const EVERYBODY = 'all';

/** Enough to see that the page is ours; it was written by us from an EntryPage. */
const storedPage = z.strictObject({
  entries: z.array(z.looseObject({ booking_id: z.string() })),
  more: z.boolean(),
});

/** Fills a field unless the key was dropped since its mark was read; what is old stays no longer for it. */
const FILL = `
  if (redis.call('HGET', KEYS[1], 'mark') or '') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
  if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[4]) end
  return 1`;

/** Forgets all of a user and leaves a new mark, by which a reader knows that what it has read is of before. */
const DROP = `
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'mark', ARGV[1])
  return redis.call('EXPIRE', KEYS[1], ARGV[2])`;

/**
 * `recent_bookings:user:<user_id>`: first pages of a user, one field for each partner that asked and one for operators,
 * for a user's number is only its partner's. Whoever changes the views drops the users concerned.
 */
export interface RecentBookings {
  /** `views` with the first pages of users from Redis where it has them. */
  inFrontOf<V extends BookingViews>(views: V): V;
  /** Waits for Redis but never fails. */
  drop(userIds: readonly Id[]): Promise<void>;
}

export function createRecentBookings({ redis, logger }: { redis: Redis; logger: Logger }): RecentBookings {
  const keyOf = (userId: Id) => `recent_bookings:user:${userId}`;
  const skip = (error: unknown): null => {
    logger.debug({ event: 'recent_bookings.skipped', err: error }, 'Redis did not answer');
    return null;
  };

  async function read(query: UserQuery): Promise<{ mark: string; page: EntryPage | null } | null> {
    if (redis.status !== 'ready') return null;
    try {
      const [mark, text] = await redis.hmget(keyOf(query.user_id), 'mark', query.partner_id ?? EVERYBODY);
      return { mark: mark ?? '', page: parsePage(text ?? null) };
    } catch (error) {
      return skip(error);
    }
  }

  function fill(query: UserQuery, mark: string, page: EntryPage): void {
    const field = query.partner_id ?? EVERYBODY;
    redis.eval(FILL, 1, keyOf(query.user_id), mark, field, JSON.stringify(page), SECONDS).catch(skip);
  }

  async function ofUser(views: BookingViews, query: UserQuery): Promise<EntryPage> {
    if (query.before !== null || query.status !== null || query.limit > KEPT) return views.ofUser(query);
    const kept = await read(query);
    if (kept === null) return views.ofUser(query);
    if (kept.page !== null) return firstOf(kept.page, query.limit);
    const page = await views.ofUser({ ...query, limit: KEPT });
    fill(query, kept.mark, page);
    return firstOf(page, query.limit);
  }

  return {
    inFrontOf: (views) => ({ ...views, ofUser: (query: UserQuery) => ofUser(views, query) }),
    async drop(userIds) {
      if (redis.status !== 'ready') return;
      const mark = randomUUID();
      await Promise.all(
        userIds.map((userId) => redis.eval(DROP, 1, keyOf(userId), mark, SECONDS).catch(skip)),
      );
    },
  };
}

function parsePage(text: string | null): EntryPage | null {
  if (text === null) return null;
  const parsed = storedPage.safeParse(JSON.parse(text));
  return parsed.success ? (parsed.data as unknown as EntryPage) : null;
}

function firstOf({ entries, more }: EntryPage, limit: number): EntryPage {
  return { entries: entries.slice(0, limit), more: more || entries.length > limit };
}
