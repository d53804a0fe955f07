import type { Redis } from './redis.js';

/** In milliseconds. */
const REST = 2_000;

/** Whether it is worth asking Redis: each question to one that is connected and silent costs who asks 500 ms. */
export interface RedisRest {
  readonly isWorthAsking: boolean;
  /** It gave no answer: it is left alone for two seconds. */
  failed(): void;
}

export function createRedisRest(redis: Pick<Redis, 'status'>): RedisRest {
  let until = -Infinity;
  return {
    get isWorthAsking() {
      return redis.status === 'ready' && performance.now() >= until;
    },
    failed: () => {
      until = performance.now() + REST;
    },
  };
}
