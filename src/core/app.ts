import { createArchive, createReports, type Archive, type Reports } from './archive/archive.js';
import { createApplyAri } from './ari/apply-ari-update.js';
import { openQuotes } from './ari/open-quotes.js';
import type { QuoteStay } from './ari/quote-stay.js';
import { createReadAri, type ReadAri } from './ari/read-ari.js';
import { createResendWanted, type ResendWanted } from './ari/resend-wanted.js';
import { createBookingCache } from './bookings/booking-cache.js';
import { createChanges, type Changes } from './bookings/changes.js';
import { createDecideRevisions, type DecideRevisions } from './bookings/decide-revisions.js';
import { createHandOutRevisions } from './bookings/hand-out-revisions.js';
import { openViewDesk, type ViewDesk } from './booking-views/open-view-desk.js';
import { openBookingDesk, type BookingDesk } from './bookings/open-booking-desk.js';
import { createReceiveReservations, type ReceiveReservations } from './bookings/receive-reservations.js';
import { createSaga, type Saga } from './bookings/saga.js';
import type { Config } from './config.js';
import type { DeadLetters } from './events/dead-letters.js';
import type { Consumer, EventBus } from './events/event-bus.js';
import type { EventLog } from './events/event-log.js';
import { createRelay, type Relay } from './events/relay.js';
import { createRetryDeadLetter, type RetryDeadLetter } from './events/retry-dead-letter.js';
import { createHealth, type Health } from './health.js';
import { createOpenCatalogue, type OpenCatalogue } from './hotels/catalogue.js';
import { openHotelDesk, type HotelDesk } from './hotels/open-hotel-desk.js';
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
import {
  chooseLock,
  closeStores,
  enginesOf,
  openStores,
  type AppOptions,
  type Stores,
} from './open-stores.js';
import type { PaymentWebhooks } from './payments/payment-webhooks.js';
import type { Payments } from './payments/payments.js';
import { openPartners, type PartnerDesk } from './partners/open-partners.js';
import type { Database } from './platform/database.js';
import type { Logger } from './platform/logger.js';
import type { Metrics } from './platform/metrics.js';
import type { Redis } from './platform/redis.js';
import type { NextId } from './platform/snowflake.js';
import { openReconcile, type Reconcile } from './reconcile/open-reconcile.js';
import { createSearch, type Search } from './search/search.js';
import type { SearchIndex } from './search/search-index.js';

/** Everything Bellhop can do, wired once; the gateway and the CLI only call it. */
export interface App
  extends Saga, Changes, BookingDesk, PartnerDesk, HotelDesk, ViewDesk, Omit<FeedDesk, 'feedNotes'> {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly database: Database;
  readonly redis: Redis;
  readonly nextId: NextId;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  readonly quoteStay: QuoteStay;
  readonly resendWanted: ResendWanted;
  readonly decideRevisions: DecideRevisions;
  /** What channels have booked, changed and cancelled under their own numbers. */
  readonly receiveReservations: ReceiveReservations;
  /** What channels keep until it is fetched. */
  readonly pullReservations: PullReservations;
  readonly payments: Payments;
  readonly paymentWebhooks: PaymentWebhooks;
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
  const quotes = openQuotes(base);
  const cache = createBookingCache({ redis, logger });
  const { idempotencyHours, holdMinutes, priceTolerancePercent, messageDays, messageBodyDays } = config;
  const booking = {
    ...base,
    ...quotes,
    cache,
    idempotencyHours,
    priceTolerancePercent,
    holdMinutes,
    crash,
    payments: opened.payments,
  };
  const saga = createSaga({ ...booking, roomLock: chooseLock({ config, redis, metrics, logger }) });
  const zeroGuard = {
    ...{ share: config.zeroShare, minimum: config.zeroMinimum },
    ...{ priceShare: config.priceJumpShare, priceTimes: config.priceJumpTimes },
  };
  const relay = createRelay({ ...base, outlet });
  const journal = createJournal(base);
  const changes = createChanges({ ...booking, reclaimHolds: saga.reclaimHolds });
  const { projector, ...search } = createSearch({ database, clock, searchIndex });
  const connectors = new Map(options.connectors.map((connector) => [connector.id, connector]));
  const partnerDesk = openPartners({ ...base, announceHotel });
  const { partners } = partnerDesk;
  const readAri = createReadAri(base);
  const handOutRevisions = createHandOutRevisions(base);
  const decideRevisions = createDecideRevisions(base);
  const applyAri = createApplyAri({ ...base, zeroGuard });
  const { feedNotes, ...feedDesk } = openFeeds({ ...base, applyAri, handOutRevisions });
  const delivery = openDelivery({
    ...{ ...base, config, redis, connectors, partners, readAri, handOutRevisions, decideRevisions, crash },
    journal,
  });
  const receiveReservations = createReceiveReservations({ ...base, ...changes, ...delivery });
  const webhooks = openWebhooks({ ...base, config, connectors, bus });
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
    quoteStay: quotes.quoteStay,
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
    ...partnerDesk,
    ...openHotelDesk(base),
    delivery,
    reconcile,
    webhooks,
    readAri,
    resendWanted: createResendWanted(base),
    ...changes,
    ...openBookingDesk(booking),
    ...openViewDesk({ ...base, bus, views }),
    receiveReservations,
    pullReservations: createPullReservations({
      ...{ ...base, connectors, partners, journal, receiveReservations, endpoints: delivery.endpoints },
      send: createSendRequest(config.deliveryAllow),
      timeoutMs: config.deliveryTimeoutMs,
    }),
    ...feedDesk,
    decideRevisions,
    archive: createArchive({ ...base, dir: config.archiveDir }),
    reports: createReports({ ...base, dir: config.archiveDir }),
    housekeeping: createHousekeeping({ ...base, journal, messageDays, messageBodyDays }),
    health: createHealth({ database, redis, metrics, engines: enginesOf(parts) }),
    close: async () => {
      await feedNotes.flush();
      await relay.stop();
      await closeStores(parts);
    },
  };
}

function byName(consumers: readonly Consumer[]): ReadonlyMap<string, Consumer> {
  return new Map(consumers.map((consumer) => [consumer.name, consumer]));
}
