import type { ReadAri } from '../ari/read-ari.js';
import type { DecideRevisions } from '../bookings/decide-revisions.js';
import type { HandOutRevisions } from '../bookings/hand-out-revisions.js';
import type { Config } from '../config.js';
import type { Consumer } from '../events/event-bus.js';
import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Connector } from '../model/connector.js';
import type { Journal } from '../messages/journal.js';
import type { Partners } from '../partners/partners.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { Redis } from '../platform/redis.js';
import type { NextId } from '../platform/snowflake.js';
import { createNoteAcknowledged } from './acknowledged-cells.js';
import { createNoteAttempt } from './attempts.js';
import { createBreaker } from './breaker.js';
import { createBudgets, type Budgets } from './budgets.js';
import { createClaiming } from './claim-lane.js';
import { createDeliverAri } from './deliver-ari.js';
import { createDeliverReservations } from './deliver-reservations.js';
import { DeliveryWorker } from './delivery-worker.js';
import { createEndpoints, type Endpoints } from './endpoints.js';
import { createDeliveryDesk, type DeliveryDesk } from './list-deliveries.js';
import { createJournalSent } from './journal-sent.js';
import { createMarkChanges } from './mark-changes.js';
import { createMarkReach } from './reach.js';
import { createSecretBox } from './secret-box.js';
import { createSendRequest } from './send-request.js';
import { createSettleLane } from './settle-lane.js';
import { createTellRefused, type TellRefused } from './tell-refused.js';
import { createTryEndpoint, type TryEndpoint } from './try-endpoint.js';
import { createWatchDeliveries, type WatchDeliveries } from './watch-deliveries.js';

export interface Delivery {
  readonly endpoints: Endpoints;
  readonly desk: DeliveryDesk;
  readonly tryEndpoint: TryEndpoint;
  readonly worker: DeliveryWorker;
  readonly budgets: Pick<Budgets, 'forget'>;
  readonly watch: WatchDeliveries;
  readonly tellRefused: TellRefused;
  /** Notes what changed; whoever has the role `projector` subscribes it. */
  readonly consumer: Consumer;
}

export interface DeliveryDeps {
  readonly config: Pick<
    Config,
    'secretKey' | 'deliveryAllow' | 'deliverySlots' | 'deliveryTimeoutMs' | 'deliveryLeaseMs'
  >;
  readonly database: Database;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly partners: Partners;
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  readonly handOutRevisions: HandOutRevisions;
  readonly decideRevisions: DecideRevisions;
  readonly journal: Journal;
  readonly crash: Crash;
}

/** What leaves us: rates and availability to channels, reservations to PMSs that want them pushed. Nothing runs yet. */
export function openDelivery(deps: DeliveryDeps): Delivery {
  const { config, redis } = deps;
  const endpoints = createEndpoints({
    ...deps,
    secrets: createSecretBox(config.secretKey),
    allowed: config.deliveryAllow,
  });
  const send = createSendRequest(config.deliveryAllow);
  const timeoutMs = config.deliveryTimeoutMs;
  const claiming = createClaiming({ ...deps, leaseMs: config.deliveryLeaseMs });
  const budgets = createBudgets(redis);
  const sending = {
    ...deps,
    claiming,
    breaker: createBreaker(deps),
    budgets,
    send,
    timeoutMs,
    noteAcknowledged: createNoteAcknowledged(deps),
    noteAttempt: createNoteAttempt(deps),
    journalSent: createJournalSent(deps),
    stopping: () => worker.stopping,
    asked: () => worker.asked(),
    makeWay: () => worker.makeWay(),
  };
  const worker: DeliveryWorker = new DeliveryWorker({
    claiming,
    endpoints,
    settleLane: createSettleLane(deps),
    deliver: { ari: createDeliverAri(sending), reservation: createDeliverReservations(sending) },
    logger: deps.logger,
    slots: config.deliverySlots,
  });
  return {
    endpoints,
    worker,
    budgets,
    desk: createDeliveryDesk(deps),
    tryEndpoint: createTryEndpoint({ ...deps, endpoints, send, timeoutMs }),
    watch: createWatchDeliveries({ ...deps, markReach: createMarkReach(deps) }),
    tellRefused: createTellRefused(deps),
    consumer: createMarkChanges({ ...deps, wake: (soldOut) => worker.wake(soldOut) }),
  };
}
