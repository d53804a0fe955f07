import pRetry, { AbortError } from 'p-retry';
import Redlock, { ExecutionError, ResourceLockedError, type Lock } from 'redlock';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import type { Redis } from './redis.js';
import { createTurns, type Turn } from './turns.js';

/*
 * The lock shapes load on a night that everybody wants: who waits, waits here, not on a row lock with a database
 * connection in hand. It decides nothing. MySQL's guarded update does, so a lock that expired in the middle, a
 * Redis that is dead or was flushed, and processes that share no Redis cost time, never a room sold twice.
 */

/** Nights that were free, or were not; asked for without waiting. */
export interface Hold {
  /** False when somebody else has one of them: then nothing is held. Never rejects. */
  readonly taken: Promise<boolean>;
  /** Gives them back; to be called exactly once, also when they were not taken. */
  release(): void;
}

export interface RoomLock {
  /**
   * Runs `work` while the nights are held, and tells it whether it had to wait: what was read before may be old.
   * @throws AppError ROOM_BUSY when they were not had in time: nothing happened.
   */
  withNights<T>(
    nights: readonly RoomNight[],
    work: (lock: { readonly waited: boolean }) => Promise<T>,
  ): Promise<T>;
  /** Begins to take the nights, if they are free this moment. */
  holdIfFree(nights: readonly RoomNight[]): Hold;
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

/** The lock's name for a night; the braces keep all nights of a room in one slot of a Redis Cluster. */
export function lockKey({ room_id, date }: RoomNight): string {
  return `lock:room:{${room_id}}:${date}`;
}

/** Sorted and without repeats: two lines of a booking on one night must not wait for each other. */
export function lockKeys(nights: readonly RoomNight[]): string[] {
  return [...new Set(nights.map(lockKey))].sort();
}

/** No lock at all: MySQL alone decides, as it always does. */
export const withoutRoomLock: RoomLock = {
  withNights: (_nights, work) => work({ waited: false }),
  holdIfFree: () => ({ taken: Promise.resolve(true), release: () => undefined }),
};

export function createRoomLock({ redis, waitMs, ttlMs, metrics, logger }: RoomLockOptions): RoomLock {
  // Retries are ours: redlock's own are evenly spaced at 200 ms, far too long for a lock held for 5 ms.
  const redlock = new Redlock([redis], { retryCount: 0 });
  const turnFor = createTurns();
  // Each refused attempt is also emitted here; the counters below tell the same.
  redlock.on('error', () => undefined);

  /** Waits within this process first: of a hundred requests for one night, one asks Redis. */
  async function acquire(turn: Turn, keys: string[]): Promise<{ lock: Lock | null; waited: boolean }> {
    const deadline = Date.now() + waitMs;
    const timer = metrics.lockWait.startTimer();
    try {
      if (turn.mustWait) {
        metrics.lockAttempts.inc({ outcome: 'contended' });
        await before(deadline, turn.come);
      }
      return await pRetry(
        async (tries) => {
          const lock = await attempt(keys);
          if (lock !== 'contended') return { lock, waited: turn.mustWait || tries > 1 };
          throw Date.now() < deadline ? busy() : new AbortError(busy());
        },
        { retries: 1_000, minTimeout: 4, factor: 1.6, maxTimeout: 60, randomize: true },
      );
    } catch (error) {
      if (error instanceof AppError) metrics.lockAttempts.inc({ outcome: 'gave_up' });
      throw error;
    } finally {
      timer();
    }
  }

  /** The lock; null where Redis cannot be asked, which stops nobody. */
  async function attempt(keys: string[]): Promise<Lock | null | 'contended'> {
    if (redis.status !== 'ready') return skip();
    try {
      const lock = await redlock.acquire(keys, ttlMs);
      metrics.lockAttempts.inc({ outcome: 'acquired' });
      return lock;
    } catch (error) {
      if (!(await isContended(error))) return skip();
      metrics.lockAttempts.inc({ outcome: 'contended' });
      return 'contended';
    }
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

  function busy(): AppError {
    return new AppError(
      'ROOM_BUSY',
      'Others are booking these nights right now; nothing was booked, try again.',
      {
        retryAfter: 1,
      },
    );
  }

  function skip(): null {
    metrics.lockAttempts.inc({ outcome: 'redis_down' });
    return null;
  }

  async function release(lock: Lock): Promise<void> {
    try {
      await lock.release();
    } catch {
      // It expired, or Redis went away: either way it is free, and the booking stands or fell by MySQL.
      metrics.lockAttempts.inc({ outcome: 'expired' });
      logger.debug({ event: 'room_lock.expired' }, 'A room lock had expired before its release');
    }
  }

  return {
    async withNights(nights, work) {
      const keys = lockKeys(nights);
      const turn = turnFor(keys);
      try {
        const { lock, waited } = await acquire(turn, keys);
        try {
          return await work({ waited });
        } finally {
          // Sent now and not waited for: the next to ask for these nights comes behind it on the same connection.
          if (lock !== null) void release(lock);
        }
      } finally {
        turn.leave();
      }
    },
    holdIfFree(nights) {
      const keys = lockKeys(nights);
      const turn = turnFor(keys);
      if (turn.mustWait) metrics.lockAttempts.inc({ outcome: 'contended' });
      const lock = turn.mustWait ? Promise.resolve('contended' as const) : attempt(keys);
      return {
        taken: lock.then((outcome) => outcome !== 'contended'),
        release: () => {
          void lock.then((outcome) => {
            if (outcome !== null && outcome !== 'contended') void release(outcome);
            turn.leave();
          });
        },
      };
    },
  };
}

/** True when somebody else holds a night; false when Redis itself failed. */
async function isContended(error: unknown): Promise<boolean> {
  if (!(error instanceof ExecutionError)) return false;
  const stats = await Promise.all(error.attempts);
  return stats.some((attempt) =>
    [...attempt.votesAgainst.values()].some((vote) => vote instanceof ResourceLockedError),
  );
}
