import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../core/model/errors.js';
import type { Redis } from '../core/platform/redis.js';

const WINDOW_SECONDS = 60;

export interface PropertyBudget {
  /** Takes one call from the minute of a property. @throws AppError RATE_LIMITED with the seconds to wait. */
  take(property: string): Promise<void>;
}

/**
 * Calls a minute for one property, as a contract promises them: counted in Redis, so that several gateways keep one
 * count; while Redis does not answer each process counts for itself, which refuses nobody wrongly.
 */
export function createPropertyBudget(
  redis: Redis,
  { name, callsPerMinute }: { readonly name: string; readonly callsPerMinute: number },
): PropertyBudget {
  const budget = { keyPrefix: `bellhop:budget:${name}`, points: callsPerMinute, duration: WINDOW_SECONDS };
  const limiter = new RateLimiterRedis({
    ...budget,
    storeClient: redis,
    insuranceLimiter: new RateLimiterMemory(budget),
  });
  return {
    take: async (property) => {
      try {
        await limiter.consume(property);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new AppError(
          'RATE_LIMITED',
          `More than ${callsPerMinute} such calls in a minute for this property; put more changes into each.`,
          {
            retryAfter: Math.max(1, Math.ceil(error.msBeforeNext / 1_000)),
            details: { limit: callsPerMinute, window_seconds: WINDOW_SECONDS },
          },
        );
      }
    },
  };
}
