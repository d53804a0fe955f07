import type { Config } from '../../core/config.js';
import type { PullReservations } from '../../core/delivery/pull-reservations.js';
import type { Job } from './job.js';

interface Deps {
  readonly pullReservations: Pick<PullReservations, 'all'>;
  readonly config: Pick<Config, 'pullSeconds'>;
}

/** Begun and not waited for: a channel that does not answer must not hold up the other jobs. One round at a time. */
export function pullJob({ pullReservations, config }: Deps): Job {
  let underWay = false;
  let last = { fetched: 0, refused: 0, failed: 0 };
  let round = Promise.resolve();
  const pull = async (): Promise<void> => {
    const pulled = await pullReservations.all();
    const sum = (of: (one: (typeof pulled)[number]) => number): number =>
      pulled.reduce((total, one) => total + of(one), 0);
    last = {
      fetched: sum(({ fetched }) => fetched),
      refused: sum(({ refused }) => refused),
      failed: sum(({ error }) => Number(error !== null)),
    };
  };
  return {
    name: 'pull_reservations',
    firstAfterMs: 3_000,
    everyMs: config.pullSeconds * 1_000,
    run: async () => {
      if (underWay) return last;
      const before = round;
      underWay = true;
      round = pull().finally(() => (underWay = false));
      // A round that failed is told at the next turn, which has begun another by then.
      round.catch(() => undefined);
      await before;
      return last;
    },
    forget: () => undefined,
  };
}
