import { Redis } from 'ioredis';
import type { Logger } from './logger.js';

export type { Redis } from 'ioredis';

/**
 * Connects in the background and never makes a caller wait for a dead Redis: commands fail at once while there is no
 * connection, and after 500 ms while there is one that does not answer. Losing Redis loses nothing.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(100 * attempt, 2_000),
  });
  let down = false;
  redis.on('error', (error: Error) => {
    // One line for an outage, not one for every attempt to reconnect.
    if (!down)
      logger.warn(
        { event: 'redis.lost', reason: error.message },
        'Redis cannot be reached; going on without',
      );
    down = true;
  });
  redis.on('ready', () => {
    if (down) logger.info({ event: 'redis.back' }, 'Redis answers again');
    down = false;
  });
  return redis;
}

/** Resolves when the first connection stands, or after `timeoutMs` without one: Redis is not needed to start. */
export async function settleRedis(redis: Redis, timeoutMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** True when Redis answers a PING. */
export async function redisAnswers(redis: Redis): Promise<boolean> {
  try {
    return (await redis.ping()) === 'PONG';
  } catch {
    // Down is an answer here: the caller reports it as "degraded".
    return false;
  }
}
