import type { Quote } from '../ari/quote-stay.js';
import { AppError } from '../model/errors.js';
import { changedNothing, isDuplicateKey } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { RoomLock, RoomNight } from '../platform/room-lock.js';
import type { BookingAnswer } from './booking-answer.js';
import { commitBookings, type BookingJob, type CommitDeps, type JobOutcome } from './commit-bookings.js';

/*
 * Group commit. Whatever waited while the previous transaction ran goes into the next one, decided in order of arrival;
 * a booking that meets no other waits for nobody.
 *
 * The lane itself never waits for anybody else: a group takes the locks that are free this moment, in Redis and in
 * MySQL. Whoever needs a night that is not free, or was in a group that failed as a whole, leaves the lane and goes
 * alone, waiting its turn beside it. So one hotel's long push, or one bad member, holds up nobody else.
 */

/** Rows of one group stay far below any packet limit, and the nights locked together stay few. */
const MOST_TOGETHER = 64;
/** More than this in line means that answers come too late to be of use. */
const MOST_WAITING = 2_000;

interface Entry {
  readonly job: BookingJob;
  /** The price as it is now, for one who had to wait. */
  readonly quoteAgain: () => Promise<Quote>;
  readonly resolve: (answer: BookingAnswer) => void;
  readonly reject: (error: unknown) => void;
}

export interface LaneDeps extends CommitDeps {
  readonly roomLock: RoomLock;
  readonly metrics: Metrics;
}

/**
 * Commits a booking, together with those that arrive meanwhile.
 * @throws AppError SOLD_OUT, ROOM_BUSY; a duplicate-key error when a copy of the request was faster.
 */
export type CommitInLane = (job: BookingJob, quoteAgain: () => Promise<Quote>) => Promise<BookingAnswer>;

export function createBookingLane(deps: LaneDeps): CommitInLane {
  const waiting: Entry[] = [];
  let running = false;

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    try {
      while (waiting.length > 0) await commitGroup(deps, waiting.splice(0, MOST_TOGETHER));
    } finally {
      running = false;
    }
  }

  return (job, quoteAgain) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= MOST_WAITING) {
        reject(
          new AppError('ROOM_BUSY', 'Too many bookings are waiting; nothing was booked, try again.', {
            retryAfter: 1,
          }),
        );
        return;
      }
      waiting.push({ job, quoteAgain, resolve, reject });
      // At the end of this turn, so that those whose price came with the same packet go together.
      if (waiting.length === 1) setImmediate(() => void run());
    });
}

/** Settles every entry, now or, for those that go alone, later. Never throws. */
async function commitGroup(deps: LaneDeps, entries: readonly Entry[]): Promise<void> {
  deps.metrics.bookingGroup.observe(entries.length);
  const jobs = entries.map((entry) => entry.job);
  let outcomes: readonly JobOutcome[];
  // Asked for beside the nights' row locks: neither is waited for, and who has not both goes alone.
  const hold = deps.roomLock.holdIfFree(jobs.flatMap(nightsOf));
  try {
    outcomes = await commitBookings(deps, jobs, { wait: false, allowed: hold.taken });
  } catch (error) {
    if (!changedNothing(error) || (entries.length === 1 && isDuplicateKey(error))) {
      // Perhaps all of them are booked: doing any again would book it twice where it has no key.
      entries.forEach((entry) => entry.reject(error));
      return;
    }
    // Busy nights, or a member that failed the whole group: each for itself, and each hears what is its own.
    outcomes = [];
  } finally {
    hold.release();
  }
  entries.forEach((entry, index) => {
    const outcome = outcomes[index] ?? { kind: 'locked' };
    if (outcome.kind === 'locked') goAlone(deps, entry).then(entry.resolve, entry.reject);
    else settle(entry, outcome);
  });
}

function settle({ resolve, reject }: Entry, outcome: Exclude<JobOutcome, { kind: 'locked' }>): void {
  if (outcome.kind === 'confirmed') resolve(outcome.answer);
  else reject(outcome.error);
}

/** Who had to wait for the nights asks for the price again: most of those who waited find them sold, at little cost. */
async function goAlone(deps: LaneDeps, { job, quoteAgain }: Entry): Promise<BookingAnswer> {
  return deps.roomLock.withNights(nightsOf(job), async ({ waited }) => {
    const quote = waited ? await quoteAgain() : job.quote;
    const [outcome] = await commitBookings(deps, [{ ...job, quote }], { wait: true });
    if (outcome?.kind === 'confirmed') return outcome.answer;
    if (outcome?.kind === 'refused') throw outcome.error;
    throw new Error('a booking that waits for its nights cannot find them locked');
  });
}

function nightsOf({ quote }: BookingJob): RoomNight[] {
  return quote.lines.flatMap((line) => quote.dates.map((date) => ({ room_id: line.room.room_id, date })));
}
