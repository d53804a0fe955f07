import { AppError } from '../model/errors.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import { busy, type RoomLock } from '../platform/room-lock.js';
import { createSharedSlots, type SharedSlots } from '../platform/slots.js';
import { commitBookings } from './commit-bookings.js';
import { nightsOf, settle, type Entry } from './entry.js';

/** Each holds a connection while it waits for row locks; the pool is for everybody, and no hotel has all of these. */
const MOST_ALONE = { most: 4, ofOne: 2 } as const;

export interface AsideDeps {
  readonly database: Database;
  readonly crash: Crash;
  readonly roomLock: RoomLock;
  readonly metrics: Metrics;
  /** Back into the line, in this order: their nights are free again, as far as this process knows. */
  readonly rejoin: (entries: readonly Entry[]) => void;
}

/**
 * Beside the line: bookings whose nights somebody else holds. One of those that want the same nights goes alone and waits
 * for them; the others wait for that one, without a lock or a connection, and then go as a group again. Were each to
 * wait for itself, a night that everybody wants would be booked one at a time from its first push on, for as long as
 * guests kept coming: each of them would find one before it.
 */
export interface Aside {
  /** How many wait for one that has gone alone. */
  readonly waiting: number;
  /** True when somebody waits alone for one of these nights. */
  blocks(entry: Entry): boolean;
  /** Takes over who found a night that is not free. */
  leave(entry: Entry): void;
}

export function createAside(deps: AsideDeps): Aside {
  const alone = new Set<Entry>();
  const inSlot = createSharedSlots(MOST_ALONE);
  const behind = new Map<Entry, NodeJS.Timeout>();
  /** When each found its nights taken first, however often it came back to the line. */
  const since = new WeakMap<Entry, number>();

  const blocks = ({ nights }: Entry): boolean =>
    [...alone].some((other) => other.nights.some((night) => nights.includes(night)));

  function wait(entry: Entry, from: number): void {
    const waited = performance.now() - from;
    const giveUp = (): void => {
      behind.delete(entry);
      entry.reject(busy());
    };
    behind.set(entry, setTimeout(giveUp, Math.max(0, deps.roomLock.waitMs - waited)));
  }

  function callBack(): Entry[] {
    const free = [...behind.keys()].filter((entry) => !blocks(entry));
    for (const entry of free) {
      clearTimeout(behind.get(entry));
      behind.delete(entry);
    }
    return free;
  }

  return {
    get waiting() {
      return behind.size;
    },
    blocks,
    leave: (entry) => {
      const from = since.get(entry) ?? performance.now();
      since.set(entry, from);
      if (blocks(entry)) return wait(entry, from);
      alone.add(entry);
      const until = from + deps.roomLock.waitMs;
      void commitAlone(deps, entry, { inSlot, until }).finally(() => {
        alone.delete(entry);
        deps.rejoin(callBack());
      });
    },
  };
}

async function commitAlone(
  deps: AsideDeps,
  entry: Entry,
  { inSlot, until }: { readonly inSlot: SharedSlots; readonly until: number },
): Promise<void> {
  deps.metrics.bookingsAlone.inc();
  const { job, prepared } = entry;
  try {
    const [outcome] = await deps.roomLock.withNights(nightsOf(job), () =>
      inSlot(job.catalogue.hotel.hotel_id, () => {
        if (performance.now() > until) throw busy();
        return commitBookings(deps, [prepared], { wait: true, until }).catch(tooLate);
      }),
    );
    if (outcome === undefined || outcome.kind === 'locked')
      throw new Error('a booking that waits for its nights cannot find them locked');
    settle(entry, outcome);
  } catch (error) {
    entry.reject(error);
  }
}

/** Who has waited for row locks as long as it may has waited for others who book, or change, these nights. */
function tooLate(error: unknown): never {
  throw error instanceof AppError && error.code === 'UNAVAILABLE' ? busy() : error;
}
