import { createArchive, createReports, type Archive, type Reports } from './archive/archive.js';
import { createApplyAri, type ApplyAri } from './ari/apply-ari-update.js';
import { createQuoteStay, type QuoteStay } from './ari/quote-stay.js';
import { createReadAri, type ReadAri } from './ari/read-ari.js';
import { createBookingCache } from './bookings/booking-cache.js';
import { createListHotelBookings, type ListHotelBookings } from './booking-views/list-hotel-bookings.js';
import { createListUserBookings, type ListUserBookings } from './booking-views/list-user-bookings.js';
import { openBookingViews, type OpenedViews } from './booking-views/open-booking-views.js';
import { createRebuildViews, type RebuildViews } from './booking-views/rebuild-views.js';
import { createCancelBooking, type CancelBooking } from './bookings/cancel-booking.js';
import { createCreateBooking, type CreateBooking } from './bookings/create-booking.js';
import { createDecideRevisions, type DecideRevisions } from './bookings/decide-revisions.js';
import { createGetBooking, type GetBooking } from './bookings/get-booking.js';
import { createHandOutRevisions, type HandOutRevisions } from './bookings/hand-out-revisions.js';
import { createListBookings, type ListBookings } from './bookings/list-bookings.js';
import type { Config } from './config.js';
import { createDeadLetters, type DeadLetters } from './events/dead-letters.js';
import type { Consumer, EventBus } from './events/event-bus.js';
import { createEventLog, type EventLog } from './events/event-log.js';
import { openBus } from './events/open-bus.js';
import type { Outlet } from './events/outlet.js';
import { createRelay, type Relay } from './events/relay.js';
import { createRetryDeadLetter, type RetryDeadLetter } from './events/retry-dead-letter.js';
import { createHealth, type Health } from './health.js';
import { createOpenCatalogue, type OpenCatalogue } from './hotels/catalogue.js';
import { createHotels, type Hotels } from './hotels/hotels.js';
import { createOnboardHotel, type OnboardHotel } from './hotels/onboard-hotel.js';
import { announceHotel } from './hotels/announce-hotel.js';
import { createHousekeeping, type Housekeeping } from './housekeeping.js';
import { createJournal, type Journal } from './messages/journal.js';
import { systemClock, type Clock } from './model/clock.js';
import type { Connector } from './model/connector.js';
import { createAuthenticate, type Authenticate } from './partners/authenticate.js';
import { createKeys, type Keys } from './partners/keys.js';
import { createMappings, type Mappings } from './partners/mappings.js';
import { createPartners, type Partners } from './partners/partners.js';
import { createCrash } from './platform/crash-points.js';
import { openDatabase, type Database } from './platform/database.js';
import type { Logger } from './platform/logger.js';
import { requireMigrated } from './platform/migrate.js';
import { createMetrics, type Metrics } from './platform/metrics.js';
import { openRedis, settleRedis, type Redis } from './platform/redis.js';
import { createRoomLock, withoutRoomLock, type RoomLock } from './platform/room-lock.js';
import { createIds, type NextId } from './platform/snowflake.js';

import { createSearch, openSearchIndex, type Search } from './search/search.js';
import type { SearchIndex } from './search/search-index.js';

/** Everything Bellhop can do, wired once; the gateway and the CLI only call it. */
export interface App {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly database: Database;
  readonly redis: Redis;
  readonly nextId: NextId;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly partners: Partners;
  readonly keys: Keys;
  readonly authenticate: Authenticate;
  readonly mappings: Mappings;
  readonly onboardHotel: OnboardHotel;
  readonly hotels: Hotels;
  readonly openCatalogue: OpenCatalogue;
  readonly applyAri: ApplyAri;
  readonly readAri: ReadAri;
  readonly quoteStay: QuoteStay;
  readonly createBooking: CreateBooking;
  readonly getBooking: GetBooking;
  readonly cancelBooking: CancelBooking;
  readonly listBookings: ListBookings;
  readonly listUserBookings: ListUserBookings;
  readonly listHotelBookings: ListHotelBookings;
  readonly rebuildViews: RebuildViews;
  readonly handOutRevisions: HandOutRevisions;
  readonly decideRevisions: DecideRevisions;
  readonly journal: Journal;
  readonly relay: Relay;
  readonly eventLog: EventLog;
  readonly bus: EventBus;
  /** Everybody who works on events, by name. The role `projector` subscribes them; `dlq retry` finds them here. */
  readonly consumers: ReadonlyMap<string, Consumer>;
  readonly deadLetters: DeadLetters;
  readonly retryDeadLetter: RetryDeadLetter;
  readonly searchIndex: SearchIndex;
  readonly searchHotels: Search['searchHotels'];
  readonly rebuildSearch: Search['rebuildSearch'];
  readonly housekeeping: Housekeeping;
  readonly archive: Archive;
  readonly reports: Reports;
  readonly health: () => Promise<Health>;
  close(): Promise<void>;
}

export interface AppOptions {
  readonly config: Config;
  readonly connectors: readonly Connector[];
  readonly logger: Logger;
  /** Also collect the process's own figures (memory, event loop); true in a gateway. */
  readonly runtimeMetrics: boolean;
  readonly clock?: Clock;
}

/** How long a start waits for Redis, which it can do without. */
const REDIS_SETTLE_MS = 1_000;

/**
 * Opens the stores and builds every use case on them.
 * @throws AppError MIGRATIONS_PENDING; what the driver throws when MySQL cannot be reached: there is no Bellhop without.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, logger } = options;
  const clock = options.clock ?? systemClock;
  const metrics = createMetrics({ runtime: options.runtimeMetrics });
  const database = openDatabase({ url: config.mysqlUrl, connections: config.mysqlConnections });
  const redis = openRedis(config.redisUrl, logger);
  try {
    await requireMigrated(database);
    const nextId = await createIds(database, clock);
    await settleRedis(redis, REDIS_SETTLE_MS);
    const views = await openBookingViews({ config, database, redis, logger });
    const searchIndex = await openSearchIndex(config, database);
    const eventLog = createEventLog({ database });
    const deadLetters = createDeadLetters({ database });
    const events = await openBus({ config, database, logger, metrics, eventLog, deadLetters });
    return wire({
      ...{ options, clock, metrics, database, redis, nextId, views, searchIndex },
      ...{ eventLog, deadLetters, ...events },
    });
  } catch (error) {
    redis.disconnect();
    await database.close();
    throw error;
  }
}

interface Parts {
  readonly options: AppOptions;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly redis: Redis;
  readonly nextId: NextId;
  readonly views: OpenedViews;
  readonly searchIndex: SearchIndex;
  readonly eventLog: EventLog;
  readonly deadLetters: DeadLetters;
  readonly bus: EventBus;
  readonly outlet: Outlet;
}

function wire(parts: Parts): App {
  const { options, clock, metrics, database, redis, nextId, views, searchIndex } = parts;
  const { eventLog, deadLetters, bus, outlet } = parts;
  const { config, logger } = options;
  const openCatalogue = createOpenCatalogue({ database });
  const base = { database, clock, nextId, metrics, logger, openCatalogue };
  const quoteStay = createQuoteStay(base);
  const cache = createBookingCache({ redis, logger });
  const { idempotencyHours, holdMinutes } = config;
  const booking = { ...base, quoteStay, cache, idempotencyHours, holdMinutes, crash: createCrash(config.crashAt) };
  const zeroGuard = { share: config.zeroShare, minimum: config.zeroMinimum };
  const relay = createRelay({ ...base, outlet });
  const journal = createJournal(base);
  const { bookingViews } = views;
  const { projector, ...search } = createSearch({ database, clock, searchIndex });
  const consumers = byName([projector, ...views.consumers]);
  return {
    ...base,
    ...search,
    config,
    redis,
    quoteStay,
    relay,
    bus,
    consumers,
    deadLetters,
    retryDeadLetter: createRetryDeadLetter({ deadLetters, consumers }),
    eventLog,
    journal,
    connectors: new Map(options.connectors.map((connector) => [connector.id, connector])),
    partners: createPartners(base),
    keys: createKeys(base),
    authenticate: createAuthenticate(base),
    mappings: createMappings({ ...base, announceHotel }),
    onboardHotel: createOnboardHotel(base),
    hotels: createHotels(base),
    applyAri: createApplyAri({ ...base, zeroGuard }),
    readAri: createReadAri(base),
    createBooking: createCreateBooking({
      ...booking,
      roomLock: chooseLock({ config, redis, metrics, logger }),
    }),
    getBooking: createGetBooking(booking),
    cancelBooking: createCancelBooking(booking),
    listBookings: createListBookings(base),
    listUserBookings: createListUserBookings({ ...base, bookingViews }),
    listHotelBookings: createListHotelBookings({ ...base, bookingViews }),
    rebuildViews: createRebuildViews({ ...base, bus, views: views.projected }),
    handOutRevisions: createHandOutRevisions(base),
    decideRevisions: createDecideRevisions(base),
    archive: createArchive({ ...base, dir: config.archiveDir }),
    reports: createReports({ ...base, dir: config.archiveDir }),
    housekeeping: createHousekeeping({ ...base, journal, messageDays: config.messageDays }),
    health: createHealth({
      database,
      redis,
      metrics,
      engines: {
        ...(bus.kind === 'kafka' ? { kafka: () => bus.healthy() } : {}),
        ...(searchIndex.kind === 'elasticsearch' ? { elasticsearch: () => searchIndex.healthy() } : {}),
        ...(views.projected === null ? {} : { cassandra: () => bookingViews.healthy() }),
      },
    }),
    close: async () => {
      await relay.stop();
      await outlet.close();
      await bus.close();
      await bookingViews.close();
      await searchIndex.close();
      redis.disconnect();
      await database.close();
    },
  };
}

function chooseLock(deps: { config: Config; redis: Redis; metrics: Metrics; logger: Logger }): RoomLock {
  const { config } = deps;
  if (config.roomLock === 'off') return withoutRoomLock;
  return createRoomLock({ ...deps, waitMs: config.roomLockWaitMs, ttlMs: config.roomLockTtlMs });
}

function byName(consumers: readonly Consumer[]): ReadonlyMap<string, Consumer> {
  return new Map(consumers.map((consumer) => [consumer.name, consumer]));
}
