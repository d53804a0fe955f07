import { AppError } from '../model/errors.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { RoomLock } from '../platform/room-lock.js';
import { changedNothing } from '../platform/sql-errors.js';
import { commitBookings, type JobOutcome } from './commit-bookings.js';
import { nightsOf, settle, type Entry } from './entry.js';

export interface GroupDeps {
  readonly database: Database;
  readonly crash: Crash;
  readonly roomLock: RoomLock;
  readonly metrics: Metrics;
  /** Takes over who found a night that is not free. */
  readonly leave: (entry: Entry) => void;
}

/** Settles every entry, now or, for those that leave the group, later. Never throws. */
export async function commitGroup(deps: GroupDeps, entries: readonly Entry[]): Promise<void> {
  deps.metrics.bookingGroup.observe(entries.length);
  // Asked for beside the nights' row locks: neither is waited for, and who has not both leaves.
  const hold = deps.roomLock.holdFree(entries.map(({ job }) => nightsOf(job)));
  let outcomes: readonly JobOutcome[];
  try {
    outcomes = await commitBookings(
      deps,
      entries.map(({ prepared }) => prepared),
      { wait: false, allowed: hold.taken },
    );
  } catch (error) {
    // Frees the nights first: the halves want them again.
    hold.release();
    return commitFailed(deps, entries, error);
  }
  hold.release();
  entries.forEach((entry, index) => {
    const outcome = outcomes[index] ?? { kind: 'locked' };
    if (outcome.kind === 'locked') deps.leave(entry);
    else settle(entry, outcome);
  });
}

/**
 * Tries a group that failed again in halves. Not where its COMMIT got no answer: perhaps all of them are booked, and
 * doing any again would book it twice where it has no key.
 */
async function commitFailed(deps: GroupDeps, entries: readonly Entry[], error: unknown): Promise<void> {
  const [first] = entries;
  if (!changedNothing(error)) entries.forEach(({ reject }) => reject(error));
  else if (entries.length > 1) {
    const half = Math.ceil(entries.length / 2);
    deps.metrics.bookingHalves.inc();
    await commitGroup(deps, entries.slice(0, half));
    await commitGroup(deps, entries.slice(half));
    // Out of the lane, an AppError is "too busy": there it may wait.
  } else if (first !== undefined && error instanceof AppError) deps.leave(first);
  else first?.reject(error);
}
