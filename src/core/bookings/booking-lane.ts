import { AppError } from '../model/errors.js';
import type { BookingAnswer } from './booking-answer.js';
import { createAside, type Aside, type AsideDeps } from './aside.js';
import { commitGroup } from './commit-group.js';
import { nightsOf, type Entry } from './entry.js';
import { mostTogether } from './group-size.js';
import { prepareBooking, type BookingJob, type PrepareDeps } from './prepare-booking.js';
import { createWaitingLine, type WaitingLine } from './waiting-line.js';

/*
 * Group commit. Whatever waited while the previous transaction ran goes into the next one, decided in order of arrival;
 * a booking that meets no other waits for nobody. One line a process: divided among lanes, groups would be as many times
 * smaller. A second group goes beside the first only where it is no smaller and wants none of its nights: then one of
 * them waits for the disk while the other is worked on.
 *
 * The lane itself waits for nobody's nights: a group takes the locks that are free this moment, in Redis and in
 * MySQL. Whoever needs a night that is not free leaves the lane (aside.ts): one hotel's long push holds up nobody else. A group that fails as a whole is tried again in halves, down to who made it fail.
 */

/** More than this in the line means that answers come too late to be of use. */
const MOST_WAITING = 2_000;
const MOST_AT_ONCE = 2;

/**
 * Commits a booking, together with those that arrive meanwhile.
 * @throws AppError SOLD_OUT, ROOM_BUSY, UNAVAILABLE; Overtaken when its price is not that any more; a duplicate-key error when a copy of
 * the request was faster.
 */
export type CommitInLane = (job: BookingJob) => Promise<BookingAnswer>;

export type LaneDeps = Omit<AsideDeps, 'rejoin'> & PrepareDeps;

export function createBookingLane(deps: LaneDeps): CommitInLane {
  const join = createLane(deps);
  return (job) =>
    new Promise((resolve, reject) => {
      const { partner_id } = job.intent.context.partner;
      const nights = nightsOf(job).map(({ room_id, date }) => `${room_id} ${date}`);
      const prepared = prepareBooking(deps, job);
      join({ partner_id, job, nights, prepared, resolve, reject });
    });
}

/** @returns what puts an entry into the lane's line and sets the lane going */
function createLane(deps: LaneDeps): (entry: Entry) => void {
  const { metrics } = deps;
  const line = createWaitingLine<Entry>(MOST_WAITING);
  const running = new Set<RunningGroup>();
  let called = false;

  const aside: Aside = createAside({
    ...deps,
    rejoin: (entries) => {
      for (const entry of entries) line.add(entry)?.reject(tooMany());
      call();
    },
  });
  const group = { ...deps, leave: (entry: Entry) => aside.leave(entry) };

  function begin(): void {
    called = false;
    while (mayBegin(line, running)) {
      const entries = line.take(mostTogether(line));
      const own = { size: entries.length, nights: new Set(entries.flatMap(({ nights }) => nights)) };
      running.add(own);
      void commitGroup(group, entries).finally(() => {
        running.delete(own);
        begin();
      });
    }
    metrics.bookingsWaiting.set(line.length + aside.waiting);
  }

  function call(): void {
    metrics.bookingsWaiting.set(line.length + aside.waiting);
    if (called) return;
    called = true;
    // At the end of this turn, so that those whose price came with the same packet go together.
    setImmediate(begin);
  }

  return (entry) => {
    // Behind one that waits for its nights, it would only find them taken.
    if (!aside.blocks(entry)) line.add(entry)?.reject(tooMany());
    else if (aside.waiting < MOST_WAITING) aside.leave(entry);
    else entry.reject(tooMany());
    call();
  };
}

interface RunningGroup {
  readonly size: number;
  readonly nights: ReadonlySet<string>;
}

function mayBegin(line: WaitingLine<Entry>, running: ReadonlySet<RunningGroup>): boolean {
  if (line.length === 0 || running.size >= MOST_AT_ONCE) return false;
  return [...running].every(
    ({ size, nights }) =>
      line.length >= size && !line.some((entry) => entry.nights.some((night) => nights.has(night))),
  );
}

function tooMany(): AppError {
  const message = 'Too many bookings are waiting; nothing was booked, try again.';
  return new AppError('ROOM_BUSY', message, { retryAfter: 1 });
}
