import pRetry from 'p-retry';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { createKeyLock, type HeldKeys } from './key-lock.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import type { Redis } from './redis.js';
import { createRedisRest } from './redis-rest.js';
import { createStayLock, type StayLocks } from './stay-lock.js';
import { createTurns, type Turn } from './turns.js';

/*
 * The lock shapes load on a night that everybody wants: who waits, waits here, not on a row lock with a database
 * connection in hand. It decides nothing. MySQL's guarded update does, so a lock that expired in the middle, a
 * Redis that is dead or was flushed, and processes that share no Redis cost time, never a room sold twice.
 * Nor does it keep anybody out for ever: Redis has no line, so a process that books these nights all the time would find
 * them free before another one does. Who has asked in vain for half of its time goes on to MySQL, whose row locks have one.
 */

/** The nights of some stays, asked for without waiting. */
export interface Hold {
  /** For each stay, false when somebody else has one of its nights: then none of them is held for it. Never rejects. */
  readonly taken: Promise<readonly boolean[]>;
  /** Gives back whatever was taken; to be called exactly once. */
  release(): void;
}

export interface RoomLock {
  /** How long a booking waits for its nights at most, in milliseconds. */
  readonly waitMs: number;
  /**
   * Runs `work` while the nights are held, or when another process has not freed them for half of `waitMs`.
   * @throws AppError ROOM_BUSY when others of this process had them for all of `waitMs`: nothing happened.
   */
  withNights<T>(nights: readonly RoomNight[], work: () => Promise<T>): Promise<T>;
  /** Begins to take the nights of those stays whose nights are free this moment, in one round trip. */
  holdFree(stays: readonly (readonly RoomNight[])[]): Hold;
}

export interface RoomNight {
  readonly room_id: Id;
  readonly date: LocalDate;
}

export interface RoomLockOptions {
  readonly redis: Redis;
  readonly waitMs: number;
  readonly ttlMs: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The lock's name for a night; the braces, a hash tag, keep all nights of a room in one slot of a Redis Cluster. */
export function lockKey({ room_id, date }: RoomNight): string {
  return `lock:room:{${room_id}}:${date}`;
}

/** Sorted and without repeats: two lines of a booking on one night must not wait for each other. */
export function lockKeys(nights: readonly RoomNight[]): string[] {
  return [...new Set(nights.map(lockKey))].sort();
}

/** No lock at all: MySQL alone decides, as it always does. */
export const withoutRoomLock: RoomLock = {
  waitMs: 2_000,
  withNights: (_nights, work) => work(),
  holdFree: (stays) => ({ taken: Promise.resolve(stays.map(() => true)), release: () => undefined }),
};

/** The answer to who has waited for nights as long as it may. */
export function busy(): AppError {
  const message = 'Others are booking these nights right now; nothing was booked, try again.';
  return new AppError('ROOM_BUSY', message, { retryAfter: 1 });
}

export function createRoomLock({ redis, waitMs, ttlMs, metrics, logger }: RoomLockOptions): RoomLock {
  const asked = { redis, rest: createRedisRest(redis), ttlMs, metrics, logger };
  const keyLock = createKeyLock(asked);
  const takeStays = createStayLock(asked);
  const { turnFor, wanted } = createTurns();

  /** Waits within this process first: of a hundred requests for one night, one asks Redis. */
  async function acquire(turn: Turn, keys: string[]): Promise<HeldKeys> {
    const timer = metrics.lockWait.startTimer();
    try {
      if (turn.mustWait) {
        metrics.lockAttempts.inc({ outcome: 'contended' });
        await before(Date.now() + waitMs, turn.come);
      }
      return await askRedis(keys);
    } catch (error) {
      if (error instanceof AppError) metrics.lockAttempts.inc({ outcome: 'gave_up' });
      throw error;
    } finally {
      timer();
    }
  }

  /** @returns none when they are another process's for too long */
  async function askRedis(keys: string[]): Promise<HeldKeys> {
    const deadline = Date.now() + waitMs / 2;
    return pRetry(
      async () => {
        const held = await keyLock.attempt(keys);
        if (held !== 'contended') return held;
        if (Date.now() < deadline) throw busy();
        metrics.lockAttempts.inc({ outcome: 'went_on' });
        return [];
      },
      { retries: 1_000, minTimeout: 4, factor: 1.6, maxTimeout: 60, randomize: true },
    );
  }

  async function before(deadline: number, come: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(busy()), Math.max(0, deadline - Date.now()));
    });
    try {
      await Promise.race([come, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    waitMs,
    async withNights(nights, work) {
      const keys = lockKeys(nights);
      const turn = turnFor(keys);
      try {
        const held = await acquire(turn, keys);
        try {
          return await work();
        } finally {
          // Sent now and not waited for: the next to ask for these nights comes behind it on the same connection.
          void keyLock.release(held);
        }
      } finally {
        turn.leave();
      }
    },
    holdFree(stays) {
      const wants = distinct(stays.map(lockKeys));
      // Who finds somebody of this process before waits behind, and asks Redis for nothing.
      const free = wants.lists.filter((keys) => !wanted(keys));
      const late = wants.lists.length - free.length;
      if (late > 0) metrics.lockAttempts.inc({ outcome: 'contended' }, late);
      const turn = turnFor([...new Set(free.flat())]);
      let held: StayLocks | null = null;
      const locks = takeStays(free).then((had) => (held = had));
      return {
        taken: locks.then(({ taken }) => {
          const mine = new Set(free.filter((_, index) => taken[index]));
          return wants.places.map((place) => mine.has(wants.lists[place] ?? []));
        }),
        release: () => {
          // Sent in this very turn: who asks for these nights next in this process must come behind it at Redis.
          if (held === null) void locks.then((had) => had.free());
          else held.free();
          turn.leave();
        },
      };
    },
  };
}

/** Each list of keys once, and for each of those given its place among them. */
function distinct(given: readonly (readonly string[])[]): {
  lists: readonly (readonly string[])[];
  places: readonly number[];
} {
  const places = new Map<string, number>();
  const lists: (readonly string[])[] = [];
  const found = given.map((keys) => {
    const id = keys.join();
    const known = places.get(id);
    if (known !== undefined) return known;
    places.set(id, lists.length);
    return lists.push(keys) - 1;
  });
  return { lists, places: found };
}
