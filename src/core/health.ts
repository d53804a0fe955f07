import type { Database } from './platform/database.js';
import type { Metrics } from './platform/metrics.js';
import { redisAnswers, type Redis } from './platform/redis.js';

/** `degraded` still serves everything: bookings are decided by MySQL alone, only the load is not shaped. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly checks: { readonly mysql: 'ok' | 'down'; readonly redis: 'ok' | 'down' };
}

const MYSQL_WAIT_MS = 2_000;

export function createHealth({
  database,
  redis,
  metrics,
}: {
  database: Database;
  redis: Redis;
  metrics: Metrics;
}) {
  return async (): Promise<Health> => {
    const [mysql, redisUp] = await Promise.all([mysqlAnswers(database), redisAnswers(redis)]);
    metrics.redisUp.set(redisUp ? 1 : 0);
    return {
      status: !mysql ? 'down' : redisUp ? 'ok' : 'degraded',
      checks: { mysql: mysql ? 'ok' : 'down', redis: redisUp ? 'ok' : 'down' },
    };
  };
}

async function mysqlAnswers(database: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), MYSQL_WAIT_MS);
  });
  try {
    return await Promise.race([database.rows('SELECT 1').then(() => true), timeout]);
  } catch {
    // Down is the answer, not a failure of the question.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
