import { z } from 'zod';
import type { Id } from '../model/ids.js';
import type { Logger } from '../platform/logger.js';
import type { Redis } from '../platform/redis.js';
import type { BookingRecord } from './booking-record.js';

const SECONDS = 3_600;

/** Enough to see that the entry is ours; it was written by us from a BookingRecord. */
const entry = z.looseObject({ booking_id: z.string(), revision: z.int(), rooms: z.array(z.unknown()) });

/**
 * `booking_cache:<booking_id>`: a booking without its guest. An entry counts only when its revision is the one that
 * MySQL has now, so a write that Redis missed can never show an old state.
 */
export interface BookingCache {
  get(bookingId: Id, revision: number): Promise<BookingRecord | null>;
  /** Never waits and never fails: the cache is a convenience. */
  put(record: BookingRecord): void;
}

export function createBookingCache({ redis, logger }: { redis: Redis; logger: Logger }): BookingCache {
  const key = (bookingId: Id) => `booking_cache:${bookingId}`;
  const skip = (error: unknown) =>
    logger.debug({ event: 'booking_cache.skipped', err: error }, 'Redis did not answer');
  return {
    async get(bookingId, revision) {
      if (redis.status !== 'ready') return null;
      try {
        const text = await redis.get(key(bookingId));
        if (text === null) return null;
        const parsed = entry.safeParse(JSON.parse(text));
        if (!parsed.success || parsed.data.revision !== revision) return null;
        return parsed.data as unknown as BookingRecord;
      } catch (error) {
        skip(error);
        return null;
      }
    },
    put(record) {
      if (redis.status !== 'ready') return;
      redis.set(key(record.booking_id), JSON.stringify(record), 'EX', SECONDS).catch(skip);
    },
  };
}
