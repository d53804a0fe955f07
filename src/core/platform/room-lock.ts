import pRetry, { AbortError } from 'p-retry';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { createKeyLock, type HeldKeys } from './key-lock.js';
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
  withNights: (_nights, work) => work({ waited: false }),
  holdIfFree: () => ({ taken: Promise.resolve(true), release: () => undefined }),
};

export function createRoomLock({ redis, waitMs, ttlMs, metrics, logger }: RoomLockOptions): RoomLock {
  const keyLock = createKeyLock({ redis, ttlMs, metrics, logger });
  const turnFor = createTurns();

  /** Waits within this process first: of a hundred requests for one night, one asks Redis. */
  async function acquire(turn: Turn, keys: string[]): Promise<{ held: HeldKeys; waited: boolean }> {
    const deadline = Date.now() + waitMs;
    const timer = metrics.lockWait.startTimer();
    try {
      if (turn.mustWait) {
        metrics.lockAttempts.inc({ outcome: 'contended' });
        await before(deadline, turn.come);
      }
      return await pRetry(
        async (tries) => {
          const held = await keyLock.attempt(keys);
          if (held !== 'contended') return { held, waited: turn.mustWait || tries > 1 };
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

  return {
    async withNights(nights, work) {
      const keys = lockKeys(nights);
      const turn = turnFor(keys);
      try {
        const { held, waited } = await acquire(turn, keys);
        try {
          return await work({ waited });
        } finally {
          // Sent now and not waited for: the next to ask for these nights comes behind it on the same connection.
          void keyLock.release(held);
        }
      } finally {
        turn.leave();
      }
    },
    holdIfFree(nights) {
      const keys = lockKeys(nights);
      const turn = turnFor(keys);
      if (turn.mustWait) metrics.lockAttempts.inc({ outcome: 'contended' });
      const held = turn.mustWait ? Promise.resolve('contended' as const) : keyLock.attempt(keys);
      return {
        taken: held.then((outcome) => outcome !== 'contended'),
        release: () => {
          void held.then((outcome) => {
            if (outcome !== 'contended') void keyLock.release(outcome);
            turn.leave();
          });
        },
      };
    },
  };
}
