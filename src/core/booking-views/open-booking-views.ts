import type { Config } from '../config.js';
import type { Consumer } from '../events/event-bus.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Redis } from '../platform/redis.js';
import { createBookingViewsConsumer } from './booking-views-consumer.js';
import type { BookingViews, ProjectedViews } from './booking-views.js';
import { createMysqlBookingViews } from './mysql-booking-views.js';
import { createRecentBookings } from './recent-bookings.js';
import { createSchemaLock } from './schema-lock.js';

export interface OpenedViews {
  readonly bookingViews: BookingViews;
  /** The same views where they are a copy, to be written to; null in the embedded form. */
  readonly projected: ProjectedViews | null;
  /** Who keeps the copy; nobody in the embedded form. */
  readonly consumers: readonly Consumer[];
}

interface Deps {
  readonly config: Config;
  readonly database: Database;
  readonly redis: Redis;
  readonly logger: Logger;
}

/** The views that the configuration asks for. The driver of Cassandra is loaded only where it is; nothing connects yet. */
export async function openBookingViews({ config, database, redis, logger }: Deps): Promise<OpenedViews> {
  const { cassandraContactPoints: contactPoints } = config;
  if (contactPoints === null) {
    return { bookingViews: createMysqlBookingViews({ database }), projected: null, consumers: [] };
  }
  const { openCassandraBookingViews } = await import('./cassandra-booking-views.js');
  const views = openCassandraBookingViews({
    contactPoints,
    keyspace: {
      name: config.cassandraKeyspace,
      dataCenter: config.cassandraDataCenter,
      replication: config.cassandraReplication,
    },
    credentials:
      config.cassandraUsername === null
        ? null
        : { username: config.cassandraUsername, password: config.cassandraPassword ?? '' },
    serialise: createSchemaLock({ database }),
    logger,
  });
  const recent = createRecentBookings({ redis, logger });
  return {
    bookingViews: recent.inFrontOf(views),
    projected: views,
    consumers: [createBookingViewsConsumer({ views, recent })],
  };
}
