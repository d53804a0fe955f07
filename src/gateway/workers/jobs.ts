import type { App } from '../../core/app.js';
import type { Job } from './job.js';
import { pullJob } from './pull-job.js';

type Deps = Pick<
  App,
  | 'housekeeping'
  | 'bus'
  | 'consumers'
  | 'metrics'
  | 'payments'
  | 'expireHolds'
  | 'cancelBuried'
  | 'settlePayments'
  | 'watchRevisions'
  | 'watchIntegrity'
  | 'delivery'
  | 'reconcile'
  | 'watchFeeds'
  | 'webhooks'
  | 'pullReservations'
  | 'config'
>;

/** Every periodic job of the system. */
export function createJobs(deps: Deps): Job[] {
  return [
    housekeepingJob(deps),
    reservationsJob(deps),
    integrityJob(deps),
    consumerLagJob(deps),
    refundsJob(deps),
    holdsJob(deps),
    cancelledFirstJob(deps),
    paymentsJob(deps),
    deliveriesJob(deps),
    reconcileJob(deps),
    feedsJob(deps),
    webhooksJob(deps),
    ...(deps.config.pullSeconds === 0 ? [] : [pullJob(deps)]),
  ];
}

function housekeepingJob({ housekeeping }: Deps): Job {
  return {
    name: 'housekeeping',
    firstAfterMs: 5_000,
    everyMs: 60_000,
    run: async () => ({ deleted: await housekeeping.run() }),
    forget: () => undefined,
  };
}

/** Often enough that a PMS that fell silent is told of within half a minute of its time. */
function reservationsJob({ watchRevisions }: Deps): Job {
  return {
    name: 'reservations',
    firstAfterMs: 2_000,
    everyMs: 15_000,
    run: async () => ({ waiting: await watchRevisions.run() }),
    forget: () => watchRevisions.forget(),
  };
}

/** In short turns, for the other jobs wait meanwhile; a pass over everything takes as many as it needs. */
function integrityJob({ watchIntegrity }: Deps): Job {
  return {
    name: 'integrity',
    firstAfterMs: 10_000,
    everyMs: 5_000,
    run: () => watchIntegrity.run(),
    forget: () => watchIntegrity.forget(),
  };
}

/** Refunds whose time has come, from whatever process asked for them; and how much money wants a person. */
function refundsJob({ payments, metrics }: Deps): Job {
  return {
    name: 'refunds',
    firstAfterMs: 3_000,
    everyMs: 5_000,
    run: async () => {
      const sent = await payments.workDueRefunds(20);
      metrics.paymentsAttention.set(await payments.countAttention());
      return { sent };
    },
    forget: () => metrics.paymentsAttention.reset(),
  };
}

/** Holds whose time is over; a booking that needs their rooms does not wait for this. */
function holdsJob({ expireHolds, metrics }: Deps): Job {
  return {
    name: 'holds',
    firstAfterMs: 1_000,
    everyMs: 3_000,
    run: async () => ({ ended: await expireHolds() }),
    forget: () => metrics.holdsActive.reset(),
  };
}

/** Reservations whose cancellation was kept while they were on their way. */
function cancelledFirstJob({ cancelBuried }: Deps): Job {
  return {
    name: 'cancelled_first',
    firstAfterMs: 2_500,
    everyMs: 5_000,
    run: async () => ({ cancelled: await cancelBuried() }),
    forget: () => undefined,
  };
}

/** Payments that whoever began them has left open. */
function paymentsJob({ settlePayments }: Deps): Job {
  return {
    name: 'payments',
    firstAfterMs: 1_500,
    everyMs: 3_000,
    run: async () => ({ settled: await settlePayments() }),
    forget: () => undefined,
  };
}

function deliveriesJob({ delivery: { watch } }: Deps): Job {
  return {
    name: 'deliveries',
    firstAfterMs: 2_000,
    everyMs: 10_000,
    run: () => watch.run(),
    forget: () => watch.forget(),
  };
}

function webhooksJob({ webhooks: { watch, prune, tellAlarms } }: Deps): Job {
  return {
    name: 'webhooks',
    firstAfterMs: 2_500,
    everyMs: 15_000,
    run: async () => ({ ...(await watch.run()), deleted: await prune(), alarms: await tellAlarms() }),
    forget: () => watch.forget(),
  };
}

/** Feeds are given minutes, so that half of one is soon enough to say that they are late. */
function feedsJob({ watchFeeds }: Deps): Job {
  return {
    name: 'feeds',
    firstAfterMs: 4_000,
    everyMs: 20_000,
    run: () => watchFeeds.run(),
    forget: () => watchFeeds.forget(),
  };
}

/** In short turns, for the other jobs wait meanwhile. */
function reconcileJob({ reconcile: { watch } }: Deps): Job {
  return {
    name: 'reconcile',
    firstAfterMs: 30_000,
    everyMs: 10_000,
    run: () => watch.run(),
    forget: () => watch.forget(),
  };
}

/** Measured here and not by the consumers: one that does not run at all is the one to be told of. */
function consumerLagJob({ bus, consumers, metrics }: Deps): Job {
  return {
    name: 'consumer_lag',
    firstAfterMs: 2_000,
    everyMs: 15_000,
    run: async () => {
      let events = 0;
      for (const consumer of consumers.values()) {
        const { waiting } = await bus.lag(consumer);
        metrics.consumerLag.set({ consumer: consumer.name }, waiting);
        events += waiting;
      }
      return { events };
    },
    forget: () => metrics.consumerLag.reset(),
  };
}
