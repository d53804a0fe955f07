import Redlock, { ExecutionError, ResourceLockedError, type Lock } from 'redlock';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { isCluster, type Redis } from './redis.js';
import type { RedisRest } from './redis-rest.js';

/** Keys that are ours until they are released or expire. None at all where Redis could not be asked, which stops nobody. */
export type HeldKeys = readonly Lock[];

export interface KeyLock {
  /** All of the keys or none of them, without waiting. Never rejects. */
  attempt(keys: readonly string[]): Promise<HeldKeys | 'contended'>;
  /** Sent at once; nobody has to wait for its end. Never rejects. */
  release(held: HeldKeys): Promise<void>;
}

export interface KeyLockOptions {
  readonly redis: Redis;
  readonly rest: RedisRest;
  readonly ttlMs: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Named locks in Redis, taken by one script; in a Redis Cluster by one for each slot that the keys lie in. */
export function createKeyLock({ redis, rest, ttlMs, metrics, logger }: KeyLockOptions): KeyLock {
  // Retries are the caller's: redlock's own are evenly spaced at 200 ms, far too long for a lock held for 5 ms.
  const redlock = new Redlock([redis], { retryCount: 0 });
  // Each refused attempt is also emitted here; the counters below tell the same.
  redlock.on('error', () => undefined);
  // A script may touch the keys of one slot only; a single server has no slots and takes all keys in one call.
  const partsOf = isCluster(redis) ? bySlot : (keys: readonly string[]) => [[...keys]];

  async function attemptPart(keys: string[]): Promise<Lock | null | 'contended'> {
    try {
      return await redlock.acquire(keys, ttlMs);
    } catch (error) {
      if (await isContended(error)) return 'contended';
      rest.failed();
      return null;
    }
  }

  async function release(held: HeldKeys): Promise<void> {
    await Promise.all(
      held.map(async (lock) => {
        try {
          await lock.release();
        } catch {
          // It expired, or Redis went away: either way it is free, and the booking stands or fell by MySQL.
          metrics.lockAttempts.inc({ outcome: 'expired' });
          logger.debug({ event: 'room_lock.expired' }, 'A room lock had expired before its release');
        }
      }),
    );
  }

  return {
    release,
    async attempt(keys) {
      if (!rest.isWorthAsking) {
        metrics.lockAttempts.inc({ outcome: 'redis_down' });
        return [];
      }
      const parts = await Promise.all(partsOf(keys).map(attemptPart));
      const held = parts.filter((part) => part !== null && part !== 'contended');
      if (parts.includes('contended')) {
        // Some slots said yes: kept, they would block those who wait for nothing but these.
        void release(held);
        metrics.lockAttempts.inc({ outcome: 'contended' });
        return 'contended';
      }
      metrics.lockAttempts.inc({ outcome: parts.includes(null) ? 'redis_down' : 'acquired' });
      return held;
    },
  };
}

/** The keys by their hash tag, the text in braces, which is all that decides their slot. */
function bySlot(keys: readonly string[]): string[][] {
  const parts = new Map<string, string[]>();
  for (const key of keys) {
    const tag = /\{([^}]+)\}/.exec(key)?.[1] ?? key;
    const part = parts.get(tag);
    if (part === undefined) parts.set(tag, [key]);
    else part.push(key);
  }
  return [...parts.values()];
}

/** True when somebody else holds a key; false when Redis itself failed. */
async function isContended(error: unknown): Promise<boolean> {
  if (!(error instanceof ExecutionError)) return false;
  const stats = await Promise.all(error.attempts);
  return stats.some((attempt) =>
    [...attempt.votesAgainst.values()].some((vote) => vote instanceof ResourceLockedError),
  );
}
