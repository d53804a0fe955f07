import type { App } from '../../core/app.js';

/** Work that comes again and again, in one process at a time; running twice at once does no harm. */
export interface Job {
  readonly name: string;
  /** Soon after the start, so that who restarts sees the figures, but not amid it. */
  readonly firstAfterMs: number;
  readonly everyMs: number;
  /** @returns facts for a line in the debug log. @throws anything: it is tried again at its next turn. */
  run(): Promise<Readonly<Record<string, number>>>;
  /** Another process does it from now on: what was measured here must not be told any more. */
  forget(): void;
}

type Deps = Pick<App, 'housekeeping' | 'bus' | 'consumers' | 'metrics'>;

/** Every periodic job of the system. */
export function createJobs(deps: Deps): Job[] {
  return [housekeepingJob(deps), consumerLagJob(deps)];
}

function housekeepingJob({ housekeeping, metrics }: Deps): Job {
  return {
    name: 'housekeeping',
    firstAfterMs: 5_000,
    everyMs: 60_000,
    run: async () => ({ deleted: await housekeeping.run() }),
    forget: () => metrics.unacknowledged.reset(),
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
