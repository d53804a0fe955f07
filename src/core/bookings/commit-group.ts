import type { Quote } from '../ari/quote-stay.js';
import { AppError } from '../model/errors.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { RoomLock, RoomNight } from '../platform/room-lock.js';
import { changedNothing } from '../platform/sql-errors.js';
import type { BookingAnswer } from './booking-answer.js';
import { commitBookings, type JobOutcome } from './commit-bookings.js';
import {
  prepareBooking,
  type BookingJob,
  type PrepareDeps,
  type PreparedBooking,
} from './prepare-booking.js';

/** A booking in line for its group. */
export interface Entry {
  readonly partner_id: string;
  readonly job: BookingJob;
  /** The names of the nights it needs. */
  readonly nights: readonly string[];
  readonly prepared: PreparedBooking;
  /** The price as it is now, for one who had to wait; null where it is guessed, and judged with the nights in hand. */
  readonly quoteAgain: (() => Promise<Quote>) | null;
  readonly resolve: (answer: BookingAnswer) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupDeps extends PrepareDeps {
  readonly database: Database;
  readonly crash: Crash;
  readonly roomLock: RoomLock;
  readonly metrics: Metrics;
  /** Lets only so many at once go alone. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What a booking was guessed by is not so any more: nothing was written, and it is to be decided anew. */
export class Overtaken extends Error {
  constructor() {
    super('the guess of a booking was overtaken');
  }
}

/** Settles every entry, now or, for those that go alone, later. Never throws. */
export async function commitGroup(deps: GroupDeps, entries: readonly Entry[]): Promise<void> {
  deps.metrics.bookingGroup.observe(entries.length);
  // Asked for beside the nights' row locks: neither is waited for, and who has not both goes alone.
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
    if (outcome.kind === 'locked') void commitAlone(deps, entry);
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
  } else if (first !== undefined && error instanceof AppError) void commitAlone(deps, first);
  else first?.reject(error);
}

function settle({ resolve, reject }: Entry, outcome: Exclude<JobOutcome, { kind: 'locked' }>): void {
  if (outcome.kind === 'confirmed') resolve(outcome.answer);
  else reject(outcome.kind === 'refused' ? outcome.error : new Overtaken());
}

/** Who had to wait for the nights asks for the price again: most of those who waited find them sold, at little cost. */
async function commitAlone(deps: GroupDeps, entry: Entry): Promise<void> {
  const { job, prepared, quoteAgain } = entry;
  deps.metrics.bookingsAlone.inc();
  try {
    const outcome = await deps.roomLock.withNights(nightsOf(job), async ({ waited }) => {
      const anew = waited && quoteAgain !== null;
      const booking = anew ? prepareBooking(deps, { ...job, quote: await quoteAgain() }) : prepared;
      return deps.alone(() => commitBookings(deps, [booking], { wait: true }));
    });
    const [only] = outcome;
    if (only === undefined || only.kind === 'locked')
      throw new Error('a booking that waits for its nights cannot find them locked');
    settle(entry, only);
  } catch (error) {
    entry.reject(error);
  }
}

export function nightsOf({ quote }: BookingJob): RoomNight[] {
  return quote.lines.flatMap((line) => quote.dates.map((date) => ({ room_id: line.room.room_id, date })));
}
