import type { ApplyAri } from '../ari/apply-ari-update.js';
import type { ReadAri } from '../ari/read-ari.js';
import type { Config } from '../config.js';
import type { Delivery } from '../delivery/open-delivery.js';
import { createSendRequest } from '../delivery/send-request.js';
import type { EventBus } from '../events/event-bus.js';
import { pause } from '../events/pause.js';
import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import type { ReadJournal } from '../messages/read-journal.js';
import type { Clock } from '../model/clock.js';
import type { Connector } from '../model/connector.js';
import type { Partners } from '../partners/partners.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { createCompareBookings } from './compare-bookings.js';
import { createComparePms } from './compare-pms.js';
import { createFixReconcile, type FixReconcile } from './fix-reconcile.js';
import { dueLanes, type DueLane } from './lane-notes.js';
import { listDifferences, type ListedDifference } from './list-differences.js';
import { createReadStatus, type ReadStatus } from './partner-status.js';
import { createPartnerCopies, type PartnerCopies } from './partner-copies.js';
import { createRunReconcile, type RunReconcile } from './run-reconcile.js';
import { createFindRun, type FindRun } from './find-run.js';
import { createWatchReconcile, type WatchReconcile } from './watch-reconcile.js';
import type { Difference } from './difference.js';

export interface Reconcile {
  readonly copies: PartnerCopies;
  readonly run: RunReconcile;
  readonly fix: FixReconcile;
  readonly find: FindRun;
  readonly status: ReadStatus;
  readonly watch: WatchReconcile;
  /** Every hotel with each of its partners that can be compared. */
  lanes(): Promise<DueLane[]>;
  /** Differences for people, in our codes. */
  list(hotelCode: string, differences: readonly Difference[]): Promise<ListedDifference[]>;
}

export interface ReconcileDeps {
  readonly config: Pick<Config, 'deliveryAllow' | 'deliveryTimeoutMs' | 'reconcileHours'>;
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly partners: Partners;
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  readonly applyAri: ApplyAri;
  readonly journal: ReadJournal;
  readonly bus: Pick<EventBus, 'lag'>;
  readonly delivery: Pick<Delivery, 'endpoints' | 'consumer' | 'worker'>;
}

/** A calendar of a large hotel; answers of a contract are short. */
const MOST_CALENDAR_BYTES = 60_000_000;
const MOST_LANES = 100_000;
const QUIET_MS = 5_000;
const POLL_MS = 100;

/** Compares what partners have with what they are to have, and repairs only what differs. Nothing runs yet. */
export function openReconcile(deps: ReconcileDeps): Reconcile {
  const { config, delivery, openCatalogue } = deps;
  const copies = createPartnerCopies({
    ...deps,
    send: createSendRequest(config.deliveryAllow, MOST_CALENDAR_BYTES),
    allowed: config.deliveryAllow,
    timeoutMs: config.deliveryTimeoutMs,
  });
  const run = createRunReconcile({
    ...deps,
    copies,
    endpoints: delivery.endpoints,
    comparePms: createComparePms(deps),
    compareBookings: createCompareBookings({ ...deps, copies }),
    quiet: () => quiet(deps),
  });
  return {
    copies,
    run,
    fix: createFixReconcile({
      ...{ ...deps, run, endpoints: delivery.endpoints },
      wake: () => delivery.worker.wake(),
    }),
    find: createFindRun(deps),
    status: createReadStatus(deps),
    watch: createWatchReconcile({ ...deps, compare: run, everyHours: config.reconcileHours }),
    lanes: () => dueLanes(deps.database, toSqlTime(new Date(deps.clock.now().getTime() + 1_000)), MOST_LANES),
    list: async (hotelCode, differences) =>
      listDifferences(await openCatalogue(OPERATOR_VIEW, hotelCode), differences),
  };
}

/** Until every committed change has been noted by delivery; on a system that never rests, for some seconds. */
async function quiet({ database, bus, delivery }: ReconcileDeps): Promise<void> {
  const patience = new AbortController();
  for (const until = performance.now() + QUIET_MS; performance.now() < until;) {
    const [waiting] = await database.rows('SELECT 1 FROM outbox LIMIT 1');
    if (waiting === undefined && (await bus.lag(delivery.consumer)).waiting === 0) return;
    await pause(POLL_MS, patience.signal);
  }
}
