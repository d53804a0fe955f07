import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../core/model/errors.js';

const WINDOW_SECONDS = 60;

/** Where a caller stands in its minute. */
export interface Budget {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the budget is whole again. */
  readonly reset: number;
}

export interface RequestBudgets {
  /** Takes one request from the caller's minute. @throws AppError RATE_LIMITED */
  take(caller: string, limit: number): Promise<Budget>;
}

/**
 * Requests a minute, counted in this process. A limit here keeps one caller's runaway loop from starving the others of
 * this process's time, so this process is the right place to count; a round trip to Redis for every request would cost
 * more than it protects, and would make the limit one more thing that fails with Redis. Several gateways allow as many
 * times the limit.
 */
export function createRequestBudgets(): RequestBudgets {
  const limiters = new Map<number, RateLimiterMemory>();
  const limiterOf = (limit: number): RateLimiterMemory => {
    let limiter = limiters.get(limit);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS, keyPrefix: String(limit) });
      limiters.set(limit, limiter);
    }
    return limiter;
  };
  return {
    take: async (caller, limit) => {
      try {
        return toBudget(await limiterOf(limit).consume(caller), limit);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const budget = toBudget(error, limit);
        throw new AppError('RATE_LIMITED', `More than ${limit} requests in a minute; send fewer, or later.`, {
          retryAfter: budget.reset,
          details: { limit, window_seconds: WINDOW_SECONDS },
        });
      }
    },
  };
}

function toBudget(result: RateLimiterRes, limit: number): Budget {
  return {
    limit,
    remaining: Math.max(0, result.remainingPoints),
    reset: Math.max(1, Math.ceil(result.msBeforeNext / 1_000)),
  };
}
