import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Dialect } from '../model/dialect.js';
import type { Redis } from '../platform/redis.js';

const WINDOW_SECONDS = 60;

export interface Budgets {
  /** Takes one request of a kind from a property's minute. @returns seconds to wait for one; 0: taken. */
  take(dialect: Dialect, property: string): Promise<number>;
}

/**
 * Requests a minute that a contract allows for one property: counted in Redis, so that all processes keep one count; while it does
 * not answer each counts for itself, and the channel's own 429 has the last word.
 */
export function createBudgets(redis: Redis): Budgets {
  const limiters = new Map<number, RateLimiterRedis>();
  function limiterOf(points: number): RateLimiterRedis {
    const known = limiters.get(points);
    if (known !== undefined) return known;
    const budget = { keyPrefix: `bellhop:delivery:${points}`, points, duration: WINDOW_SECONDS };
    const limiter = new RateLimiterRedis({
      ...budget,
      storeClient: redis,
      insuranceLimiter: new RateLimiterMemory(budget),
    });
    limiters.set(points, limiter);
    return limiter;
  }
  return {
    take: async ({ limits }, property) => {
      if (limits.requests_per_minute === undefined) return 0;
      try {
        await limiterOf(limits.requests_per_minute).consume(property);
        return 0;
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        return Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
      }
    },
  };
}
