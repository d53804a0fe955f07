import type { Database } from './platform/database.js';
import type { Metrics } from './platform/metrics.js';
import { redisAnswers, type Redis } from './platform/redis.js';

/** What may be away while Bellhop still takes pushes and bookings; an engine that is not configured has no check. */
export type Engine = 'kafka' | 'elasticsearch' | 'cassandra';

/**
 * `degraded` still takes every push and booking, which MySQL alone decides. Without Redis the load is not shaped;
 * without an engine what is read from it waits, and catches up.
 */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly checks: { readonly mysql: Check; readonly redis: Check } & { readonly [E in Engine]?: Check };
}

type Check = 'ok' | 'down';

/** Whether each answers; another one is a line here and in the schema of /readyz. */
export type EngineChecks = { readonly [E in Engine]?: () => Promise<boolean> };

/** What has not answered by then is as good as away; whoever probes us waits little longer. */
const WAIT_MS = 1_200;

export function createHealth({
  database,
  redis,
  metrics,
  engines,
}: {
  database: Database;
  redis: Redis;
  metrics: Metrics;
  engines: EngineChecks;
}) {
  return async (): Promise<Health> => {
    const [mysql, redisUp, ...others] = await Promise.all([
      inTime(() => database.rows('SELECT 1').then(() => true)),
      redisAnswers(redis),
      ...Object.entries(engines).map(async ([name, answers]) => {
        const up = await inTime(answers);
        metrics.engineUp.set({ engine: name }, up ? 1 : 0);
        return [name, toCheck(up)] as const;
      }),
    ]);
    const allUp = redisUp && others.every(([, check]) => check === 'ok');
    metrics.redisUp.set(redisUp ? 1 : 0);
    return {
      status: !mysql ? 'down' : allUp ? 'ok' : 'degraded',
      checks: { mysql: toCheck(mysql), redis: toCheck(redisUp), ...Object.fromEntries(others) },
    };
  };
}

function toCheck(answers: boolean): Check {
  return answers ? 'ok' : 'down';
}

async function inTime(answers: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), WAIT_MS);
  });
  try {
    return await Promise.race([answers(), timeout]);
  } catch {
    // Down is the answer, not a failure of the question.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
