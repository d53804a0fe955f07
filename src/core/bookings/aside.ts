import { AppError } from '../model/errors.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { RoomLock } from '../platform/room-lock.js';
import { createSlots } from '../platform/slots.js';
import { commitBookings } from './commit-bookings.js';
import { nightsOf, settle, type Entry } from './entry.js';

/** Each holds a connection while it waits for row locks; the pool is for everybody. */
const MOST_ALONE = 4;
/** Whoever is behind others for longer than this is told to try again. */
const LONGEST_MS = 5_000;

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
  const slots = createSlots(MOST_ALONE);
  let behind: Entry[] = [];

  const blocks = ({ nights }: Entry): boolean =>
    [...alone].some((other) => other.nights.some((night) => nights.includes(night)));

  function leave(entry: Entry): void {
    if (blocks(entry)) {
      behind.push(entry);
      return;
    }
    alone.add(entry);
    void commitAlone(deps, slots, entry).finally(() => {
      alone.delete(entry);
      const free = behind.filter((other) => !blocks(other));
      behind = behind.filter((other) => !free.includes(other));
      deps.rejoin(free.filter(isInTime));
    });
  }

  return {
    get waiting() {
      return behind.length;
    },
    blocks,
    leave,
  };
}

function isInTime({ since, reject }: Entry): boolean {
  if (performance.now() - since < LONGEST_MS) return true;
  const message = 'Others are booking these nights right now; nothing was booked, try again.';
  reject(new AppError('ROOM_BUSY', message, { retryAfter: 1 }));
  return false;
}

async function commitAlone(
  deps: AsideDeps,
  slots: ReturnType<typeof createSlots>,
  entry: Entry,
): Promise<void> {
  deps.metrics.bookingsAlone.inc();
  try {
    const [outcome] = await deps.roomLock.withNights(nightsOf(entry.job), () =>
      slots(() => commitBookings(deps, [entry.prepared], { wait: true })),
    );
    if (outcome === undefined || outcome.kind === 'locked')
      throw new Error('a booking that waits for its nights cannot find them locked');
    settle(entry, outcome);
  } catch (error) {
    entry.reject(error);
  }
}
