import { openBookingViews, type OpenedViews } from './booking-views/open-booking-views.js';
import type { Config } from './config.js';
import { createDeadLetters, type DeadLetters } from './events/dead-letters.js';
import type { EventBus } from './events/event-bus.js';
import { createEventLog, type EventLog } from './events/event-log.js';
import { openBus } from './events/open-bus.js';
import type { Outlet } from './events/outlet.js';
import type { EngineChecks } from './health.js';
import { systemClock, type Clock } from './model/clock.js';
import type { Connector } from './model/connector.js';
import { openPayments, type OpenedPayments } from './payments/open-payments.js';
import { createCrash, type Crash } from './platform/crash-points.js';
import { openDatabase, type Database } from './platform/database.js';
import type { Logger } from './platform/logger.js';
import { requireMigrated } from './platform/migrate.js';
import { createMetrics, type Metrics } from './platform/metrics.js';
import { openRedis, settleRedis, type Redis } from './platform/redis.js';
import { createRoomLock, withoutRoomLock, type RoomLock } from './platform/room-lock.js';
import { createIds, type NextId } from './platform/snowflake.js';
import { openSearchIndex } from './search/search.js';
import type { SearchIndex } from './search/search-index.js';

export interface AppOptions {
  readonly config: Config;
  readonly connectors: readonly Connector[];
  readonly logger: Logger;
  /** Also collect the process's own figures (memory, event loop); true in a gateway. */
  readonly runtimeMetrics: boolean;
  readonly clock?: Clock;
}

/** What is opened once and closed with the process, and who rules over it. */
export interface Stores {
  readonly options: AppOptions;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly redis: Redis;
  readonly nextId: NextId;
  readonly crash: Crash;
  readonly opened: OpenedPayments;
  readonly views: OpenedViews;
  readonly searchIndex: SearchIndex;
  readonly eventLog: EventLog;
  readonly deadLetters: DeadLetters;
  readonly bus: EventBus;
  readonly outlet: Outlet;
}

/** How long a start waits for Redis, which it can do without. */
const REDIS_SETTLE_MS = 1_000;

/**
 * Opens whatever Bellhop works on, in the form that the settings say.
 * @throws AppError MIGRATIONS_PENDING; what the driver throws when MySQL cannot be reached: there is no Bellhop without.
 */
export async function openStores(options: AppOptions): Promise<Stores> {
  const { config, logger } = options;
  const clock = options.clock ?? systemClock;
  const metrics = createMetrics({ runtime: options.runtimeMetrics });
  const database = openDatabase({ url: config.mysqlUrl, connections: config.mysqlConnections });
  const redis = openRedis(config.redisUrl, logger);
  try {
    await requireMigrated(database);
    const crash = createCrash(config.crashAt);
    const opened = openPayments({ config, database, clock, logger, metrics, crash });
    const nextId = await createIds(database, clock);
    await settleRedis(redis, REDIS_SETTLE_MS);
    const views = await openBookingViews({ config, database, redis, logger });
    const searchIndex = await openSearchIndex(config, database);
    const eventLog = createEventLog({ database });
    const deadLetters = createDeadLetters({ database });
    const events = await openBus({ config, database, logger, metrics, eventLog, deadLetters });
    return {
      ...{ options, clock, metrics, database, redis, nextId, crash, opened, views, searchIndex },
      ...{ eventLog, deadLetters, ...events },
    };
  } catch (error) {
    redis.disconnect();
    await database.close();
    throw error;
  }
}

/** The lock that shapes the load on a night, or none. */
export function chooseLock(deps: {
  config: Config;
  redis: Redis;
  metrics: Metrics;
  logger: Logger;
}): RoomLock {
  const { config } = deps;
  if (config.roomLock === 'off') return withoutRoomLock;
  return createRoomLock({ ...deps, waitMs: config.roomLockWaitMs, ttlMs: config.roomLockTtlMs });
}

/** Asks each engine that is there; MySQL and Redis always are. */
export function enginesOf({ bus, searchIndex, views }: Stores): EngineChecks {
  return {
    ...(bus.kind === 'kafka' ? { kafka: () => bus.healthy() } : {}),
    ...(searchIndex.kind === 'elasticsearch' ? { elasticsearch: () => searchIndex.healthy() } : {}),
    ...(views.projected === null ? {} : { cassandra: () => views.bookingViews.healthy() }),
  };
}

/** In the order in which one may still want the next. */
export async function closeStores({
  outlet,
  bus,
  views,
  searchIndex,
  redis,
  database,
}: Stores): Promise<void> {
  await outlet.close();
  await bus.close();
  await views.bookingViews.close();
  await searchIndex.close();
  redis.disconnect();
  await database.close();
}
