import type { Quote } from '../ari/quote-stay.js';
import { AppError } from '../model/errors.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import { changedNothing } from '../platform/sql-errors.js';
import type { Metrics } from '../platform/metrics.js';
import type { RoomLock, RoomNight } from '../platform/room-lock.js';
import { createSlots } from '../platform/slots.js';
import type { BookingAnswer } from './booking-answer.js';
import { commitBookings, type JobOutcome } from './commit-bookings.js';
import { mostTogether } from './group-size.js';
import {
  prepareBooking,
  type BookingJob,
  type PrepareDeps,
  type PreparedBooking,
} from './prepare-booking.js';
import { createWaitingLine, type WaitingLine } from './waiting-line.js';

/*
 * Group commit. Whatever waited while the previous transaction ran goes into the next one, decided in order of arrival;
 * a booking that meets no other waits for nobody. One line a process: divided among lanes, groups would be as many times
 * smaller. A second group goes beside the first only where it is no smaller and wants none of its nights: then one of
 * them waits for the disk while the other is worked on.
 *
 * The lane itself never waits for anybody else: a group takes the locks that are free this moment, in Redis and in
 * MySQL. Whoever needs a night that is not free leaves the lane and goes alone, waiting its turn beside it: one hotel's
 * long push holds up nobody else. A group that fails as a whole is tried again in halves, down to who made it fail.
 */

/** More than this in the line means that answers come too late to be of use. */
const MOST_WAITING = 2_000;
const MOST_AT_ONCE = 2;
/** Each holds a connection while it waits for row locks; the pool is for everybody. */
const MOST_ALONE = 4;

interface Entry {
  readonly partner_id: string;
  readonly job: BookingJob;
  /** The names of the nights it needs. */
  readonly nights: readonly string[];
  readonly prepared: PreparedBooking;
  /** The price as it is now, for one who had to wait. */
  readonly quoteAgain: () => Promise<Quote>;
  readonly resolve: (answer: BookingAnswer) => void;
  readonly reject: (error: unknown) => void;
}

export interface LaneDeps extends PrepareDeps {
  readonly database: Database;
  readonly crash: Crash;
  readonly roomLock: RoomLock;
  readonly metrics: Metrics;
}

interface Lane extends LaneDeps {
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  readonly line: WaitingLine<Entry>;
}

/**
 * Commits a booking, together with those that arrive meanwhile.
 * @throws AppError SOLD_OUT, ROOM_BUSY; a duplicate-key error when a copy of the request was faster.
 */
export type CommitInLane = (job: BookingJob, quoteAgain: () => Promise<Quote>) => Promise<BookingAnswer>;

export function createBookingLane(deps: LaneDeps): CommitInLane {
  const join = createLane({
    ...deps,
    alone: createSlots(MOST_ALONE),
    line: createWaitingLine<Entry>(MOST_WAITING),
  });
  return (job, quoteAgain) =>
    new Promise((resolve, reject) => {
      const { partner_id } = job.intent.context.partner;
      const nights = nightsOf(job).map(({ room_id, date }) => `${room_id} ${date}`);
      join({ partner_id, job, nights, prepared: prepareBooking(deps, job), quoteAgain, resolve, reject });
    });
}

/** @returns what puts an entry into the lane's line and sets the lane going */
function createLane(lane: Lane): (entry: Entry) => void {
  const { line, metrics } = lane;
  const running = new Set<RunningGroup>();
  let called = false;

  function begin(): void {
    called = false;
    while (mayBegin(line, running)) {
      const group = line.take(mostTogether(line));
      const own = { size: group.length, nights: new Set(group.flatMap(({ nights }) => nights)) };
      running.add(own);
      void commitGroup(lane, group).finally(() => {
        running.delete(own);
        begin();
      });
    }
    metrics.bookingsWaiting.set(line.length);
  }

  return (entry) => {
    line.add(entry)?.reject(tooMany());
    metrics.bookingsWaiting.set(line.length);
    if (called) return;
    called = true;
    // At the end of this turn, so that those whose price came with the same packet go together.
    setImmediate(begin);
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

/** Settles every entry, now or, for those that go alone, later. Never throws. */
async function commitGroup(lane: Lane, entries: readonly Entry[]): Promise<void> {
  lane.metrics.bookingGroup.observe(entries.length);
  // Asked for beside the nights' row locks: neither is waited for, and who has not both goes alone.
  const hold = lane.roomLock.holdFree(entries.map(({ job }) => nightsOf(job)));
  let outcomes: readonly JobOutcome[];
  try {
    outcomes = await commitBookings(
      lane,
      entries.map(({ prepared }) => prepared),
      { wait: false, allowed: hold.taken },
    );
  } catch (error) {
    // Frees the nights first: the halves want them again.
    hold.release();
    return commitFailed(lane, entries, error);
  }
  hold.release();
  entries.forEach((entry, index) => {
    const outcome = outcomes[index] ?? { kind: 'locked' };
    if (outcome.kind === 'locked') void commitAlone(lane, entry);
    else settle(entry, outcome);
  });
}

/**
 * Tries a group that failed again in halves. Not where its COMMIT got no answer: perhaps all of them are booked, and
 * doing any again would book it twice where it has no key.
 */
async function commitFailed(lane: Lane, entries: readonly Entry[], error: unknown): Promise<void> {
  const [first] = entries;
  if (!changedNothing(error)) entries.forEach(({ reject }) => reject(error));
  else if (entries.length > 1) {
    const half = Math.ceil(entries.length / 2);
    lane.metrics.bookingHalves.inc();
    await commitGroup(lane, entries.slice(0, half));
    await commitGroup(lane, entries.slice(half));
    // Out of the lane, an AppError is "too busy": there it may wait.
  } else if (first !== undefined && error instanceof AppError) void commitAlone(lane, first);
  else first?.reject(error);
}

function settle({ resolve, reject }: Entry, outcome: Exclude<JobOutcome, { kind: 'locked' }>): void {
  if (outcome.kind === 'confirmed') resolve(outcome.answer);
  else reject(outcome.error);
}

/** Who had to wait for the nights asks for the price again: most of those who waited find them sold, at little cost. */
async function commitAlone(lane: Lane, { job, prepared, quoteAgain, resolve, reject }: Entry): Promise<void> {
  lane.metrics.bookingsAlone.inc();
  try {
    const answer = await lane.roomLock.withNights(nightsOf(job), async ({ waited }) => {
      const booking = waited ? prepareBooking(lane, { ...job, quote: await quoteAgain() }) : prepared;
      const [outcome] = await lane.alone(() => commitBookings(lane, [booking], { wait: true }));
      if (outcome?.kind === 'confirmed') return outcome.answer;
      if (outcome?.kind === 'refused') throw outcome.error;
      throw new Error('a booking that waits for its nights cannot find them locked');
    });
    resolve(answer);
  } catch (error) {
    reject(error);
  }
}

function nightsOf({ quote }: BookingJob): RoomNight[] {
  return quote.lines.flatMap((line) => quote.dates.map((date) => ({ room_id: line.room.room_id, date })));
}
