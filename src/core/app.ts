import { createArchive, createReports, type Archive, type Reports } from './archive/archive.js';
import { createApplyAri } from './ari/apply-ari-update.js';
import { createQuoteStay, type QuoteStay } from './ari/quote-stay.js';
import { createReadAri, type ReadAri } from './ari/read-ari.js';
import { createResendWanted, type ResendWanted } from './ari/resend-wanted.js';
import { createBookingCache } from './bookings/booking-cache.js';
import { createListHotelBookings, type ListHotelBookings } from './booking-views/list-hotel-bookings.js';
import { createListUserBookings, type ListUserBookings } from './booking-views/list-user-bookings.js';
import { createRebuildViews, type RebuildViews } from './booking-views/rebuild-views.js';
import { createChanges, type Changes } from './bookings/changes.js';
import { createDecideRevisions, type DecideRevisions } from './bookings/decide-revisions.js';
import { createGetBooking, type GetBooking } from './bookings/get-booking.js';
import { createHandOutRevisions } from './bookings/hand-out-revisions.js';
import { createIntegrity, type Integrity } from './bookings/integrity.js';
import { createListBookings, type ListBookings } from './bookings/list-bookings.js';
import { createListLiveReservations, type ListLiveReservations } from './bookings/list-live-reservations.js';
import { createNameHandedOut, type NameHandedOut } from './bookings/name-handed-out.js';
import { createPriceTolerances, type PriceTolerances } from './bookings/price-tolerances.js';
import { createReadRevision, type ReadRevision } from './bookings/read-revision.js';
import { createReceiveReservations, type ReceiveReservations } from './bookings/receive-reservations.js';
import { createListUnacknowledged, type ListUnacknowledged } from './bookings/list-unacknowledged.js';
import { createWatchIntegrity, type WatchIntegrity } from './bookings/watch-integrity.js';
import { createWatchRevisions, type WatchRevisions } from './bookings/watch-revisions.js';
import { createSaga, type Saga } from './bookings/saga.js';
import type { Config } from './config.js';
import type { DeadLetters } from './events/dead-letters.js';
import type { Consumer, EventBus } from './events/event-bus.js';
import type { EventLog } from './events/event-log.js';
import { createRelay, type Relay } from './events/relay.js';
import { createRetryDeadLetter, type RetryDeadLetter } from './events/retry-dead-letter.js';
import { createHealth, type Health } from './health.js';
import { createOpenCatalogue, type OpenCatalogue } from './hotels/catalogue.js';
import { createHotels, type Hotels } from './hotels/hotels.js';
import { createListRoomRates, type ListRoomRates } from './hotels/list-room-rates.js';
import { createOnboardHotel, type OnboardHotel } from './hotels/onboard-hotel.js';
import { openFeeds, type FeedDesk } from './feeds/open-feeds.js';
import { openDelivery, type Delivery } from './delivery/open-delivery.js';
import { createPullReservations, type PullReservations } from './delivery/pull-reservations.js';
import { createSendRequest } from './delivery/send-request.js';
import { openWebhooks, type Webhooks } from './delivery/webhooks/open-webhooks.js';
import { announceHotel } from './hotels/announce-hotel.js';
import { createHousekeeping, type Housekeeping } from './housekeeping.js';
import { createJournal, type Journal } from './messages/journal.js';
import type { Clock } from './model/clock.js';
import type { Connector } from './model/connector.js';
import { chooseLock, openStores, type AppOptions, type Stores } from './open-stores.js';
import type { PaymentWebhooks } from './payments/payment-webhooks.js';
import type { Payments } from './payments/payments.js';
import { createAuthenticate, type Authenticate } from './partners/authenticate.js';
import { createKeys, type Keys } from './partners/keys.js';
import { createMappings, type Mappings } from './partners/mappings.js';
import { createPartners, type Partners } from './partners/partners.js';
import type { Database } from './platform/database.js';
import type { Logger } from './platform/logger.js';
import type { Metrics } from './platform/metrics.js';
import type { Redis } from './platform/redis.js';
import type { NextId } from './platform/snowflake.js';
import { openReconcile, type Reconcile } from './reconcile/open-reconcile.js';
import { createSearch, type Search } from './search/search.js';
import type { SearchIndex } from './search/search-index.js';

/** Everything Bellhop can do, wired once; the gateway and the CLI only call it. */
export interface App extends Saga, Changes, Omit<FeedDesk, 'feedNotes'> {
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
  readonly readAri: ReadAri;
  readonly quoteStay: QuoteStay;
  readonly resendWanted: ResendWanted;
  readonly getBooking: GetBooking;
  readonly listBookings: ListBookings;
  readonly listUserBookings: ListUserBookings;
  readonly listHotelBookings: ListHotelBookings;
  readonly rebuildViews: RebuildViews;
  readonly decideRevisions: DecideRevisions;
  /** The revisions that a PMS means by the numbers of their bookings. */
  readonly nameHandedOut: NameHandedOut;
  readonly readRevision: ReadRevision;
  /** What channels have booked, changed and cancelled under their own numbers. */
  readonly receiveReservations: ReceiveReservations;
  /** What channels keep until it is fetched. */
  readonly pullReservations: PullReservations;
  readonly listRoomRates: ListRoomRates;
  readonly listLiveReservations: ListLiveReservations;
  readonly listUnacknowledged: ListUnacknowledged;
  readonly watchRevisions: WatchRevisions;
  readonly integrity: Integrity;
  readonly watchIntegrity: WatchIntegrity;
  readonly payments: Payments;
  readonly paymentWebhooks: PaymentWebhooks;
  readonly priceTolerances: PriceTolerances;
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
  readonly delivery: Delivery;
  readonly reconcile: Reconcile;
  readonly webhooks: Webhooks;
  readonly housekeeping: Housekeeping;
  readonly archive: Archive;
  readonly reports: Reports;
  readonly health: () => Promise<Health>;
  close(): Promise<void>;
}

/**
 * Opens the stores and builds every use case on them.
 * @throws AppError MIGRATIONS_PENDING; what the driver throws when MySQL cannot be reached: there is no Bellhop without.
 */
export async function createApp(options: AppOptions): Promise<App> {
  return wire(await openStores(options));
}

function wire(parts: Stores): App {
  const { options, clock, metrics, database, redis, nextId, crash, opened, views, searchIndex } = parts;
  const { eventLog, deadLetters, bus, outlet } = parts;
  const { config, logger } = options;
  const openCatalogue = createOpenCatalogue({ database });
  const base = { database, clock, nextId, metrics, logger, openCatalogue };
  const quoteStay = createQuoteStay(base);
  const cache = createBookingCache({ redis, logger });
  const { idempotencyHours, holdMinutes, priceTolerancePercent } = config;
  const booking = {
    ...base,
    quoteStay,
    cache,
    idempotencyHours,
    priceTolerancePercent,
    holdMinutes,
    crash,
    payments: opened.payments,
  };
  const saga = createSaga({ ...booking, roomLock: chooseLock({ config, redis, metrics, logger }) });
  const zeroGuard = {
    share: config.zeroShare,
    minimum: config.zeroMinimum,
    ...{ priceShare: config.priceJumpShare, priceTimes: config.priceJumpTimes },
  };
  const relay = createRelay({ ...base, outlet });
  const journal = createJournal(base);
  const { bookingViews } = views;
  const changes = createChanges({ ...booking, reclaimHolds: saga.reclaimHolds });
  const { projector, ...search } = createSearch({ database, clock, searchIndex });
  const connectors = new Map(options.connectors.map((connector) => [connector.id, connector]));
  const partners = createPartners(base);
  const readAri = createReadAri(base);
  const handOutRevisions = createHandOutRevisions(base);
  const decideRevisions = createDecideRevisions(base);
  const applyAri = createApplyAri({ ...base, zeroGuard });
  const { feedNotes, ...feedDesk } = openFeeds({ ...base, applyAri, handOutRevisions });
  const delivery = openDelivery({
    ...{ ...base, config, redis, connectors, partners, readAri, handOutRevisions, decideRevisions, crash },
    journal,
  });
  const receiveReservations = createReceiveReservations({ ...base, ...changes });
  const webhooks = openWebhooks({ ...base, config, connectors, eventLog });
  const reconcile = openReconcile({
    ...{ ...base, config, connectors, partners, readAri, applyAri, journal, bus, delivery },
  });
  const consumers = byName([projector, ...views.consumers, delivery.consumer, webhooks.consumer]);
  return {
    ...base,
    ...search,
    ...saga,
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
    payments: opened.payments,
    paymentWebhooks: opened.listen(saga.onPaymentEvent),
    connectors,
    partners,
    delivery,
    reconcile,
    webhooks,
    keys: createKeys(base),
    authenticate: createAuthenticate(base),
    mappings: createMappings({ ...base, announceHotel }),
    onboardHotel: createOnboardHotel(base),
    hotels: createHotels(base),
    readAri,
    resendWanted: createResendWanted(base),
    getBooking: createGetBooking(booking),
    ...changes,
    receiveReservations,
    pullReservations: createPullReservations({
      ...{ ...base, connectors, partners, journal, receiveReservations, endpoints: delivery.endpoints },
      send: createSendRequest(config.deliveryAllow),
      timeoutMs: config.deliveryTimeoutMs,
    }),
    listRoomRates: createListRoomRates(base),
    listBookings: createListBookings(base),
    listUserBookings: createListUserBookings({ ...base, bookingViews }),
    listHotelBookings: createListHotelBookings({ ...base, bookingViews }),
    rebuildViews: createRebuildViews({ ...base, bus, views: views.projected }),
    ...feedDesk,
    priceTolerances: createPriceTolerances(booking),
    decideRevisions,
    nameHandedOut: createNameHandedOut(base),
    readRevision: createReadRevision(base),
    listLiveReservations: createListLiveReservations(base),
    listUnacknowledged: createListUnacknowledged(base),
    watchRevisions: createWatchRevisions(base),
    integrity: createIntegrity(base),
    watchIntegrity: createWatchIntegrity(base),
    archive: createArchive({ ...base, dir: config.archiveDir }),
    reports: createReports({ ...base, dir: config.archiveDir }),
    housekeeping: createHousekeeping({ ...base, journal, ...messageKeeping(config) }),
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
      await feedNotes.flush();
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

function messageKeeping({ messageDays, messageBodyDays }: Config) {
  return { messageDays, messageBodyDays };
}

function byName(consumers: readonly Consumer[]): ReadonlyMap<string, Consumer> {
  return new Map(consumers.map((consumer) => [consumer.name, consumer]));
}
