import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import type { BookingContext } from './booking-answer.js';
import type { BookingCache } from './booking-cache.js';
import { loadBookings, viewBooking, type BookingRecord } from './booking-record.js';
import { answerOnce, toChangeScope, type ChangeAnswer, type Remember } from './change-answer.js';
import type { ReclaimHolds } from './expire-holds.js';
import { bookingNotFound } from './get-booking.js';
import { isOver, lockBooking } from './holds.js';
import { openOwnBooking } from './own-booking.js';
import { createQuoteRestatement, type QuoteRestatement } from './quote-restatement.js';
import type { Restatement } from './restatement.js';
import { isSameState, toState, type RestatedState } from './restated-state.js';
import { isSameGuest } from './same-guest.js';
import { writeRestatement } from './write-restatement.js';

export type ModifyBooking = (
  bookingId: string,
  restatement: Restatement,
  context: BookingContext,
) => Promise<ChangeAnswer>;

export interface ModifyDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly cache: BookingCache;
  readonly metrics: Metrics;
  readonly crash: Crash;
  readonly idempotencyHours: number;
  readonly priceTolerancePercent: number;
  readonly reclaimHolds: ReclaimHolds;
}

/** Each time somebody else changed the booking between its price and its lock; more than that is a quarrel. */
const MOST_ATTEMPTS = 5;

/**
 * Makes a booking of this partner what the restatement says, all of it or nothing: a room that it does not name is given
 * up, nights that stay are kept at their price and need no free room. What is the booking's state already changes
 * nothing: no revision, no event.
 * @throws AppError BOOKING_NOT_FOUND also for another partner's booking; NOT_MODIFIABLE for a booking that is cancelled,
 * failed or over; ROOM_NOT_FOUND, RATE_NOT_FOUND, CURRENCY_MISMATCH, HOTEL_INACTIVE, VALIDATION; ROOM_BUSY;
 * IDEMPOTENCY_MISMATCH: none of these is stored. Final refusals are answers.
 */
export function createModifyBooking(deps: ModifyDeps): ModifyBooking {
  const quote = createQuoteRestatement(deps);
  return async (bookingId, restatement, context) => {
    const catalogue = await openOwnBooking(deps, bookingId, context.partner);
    const scope = toChangeScope('booking.modify', bookingId, context);
    const answer = await answerOnce(deps, { scope, context }, async (remember) => {
      const work = { bookingId, restatement, context, catalogue, remember };
      return withReclaim(deps, { catalogue, restatement }, () => modify(deps, quote, work));
    });
    if (answer.replayed) deps.metrics.replays.inc();
    else deps.metrics.bookings.inc({ outcome: answer.kind === 'done' ? 'MODIFIED' : answer.body.code });
    return answer;
  };
}

interface Work {
  readonly bookingId: string;
  readonly restatement: Restatement;
  readonly context: BookingContext;
  readonly catalogue: Catalogue;
  readonly remember: Remember;
}

/** Where nights are sold out, holds whose time is over make room for them: they are ended, and it is tried once more. */
export async function withReclaim<T>(
  deps: Pick<ModifyDeps, 'reclaimHolds'>,
  wanted: {
    readonly catalogue: Catalogue;
    readonly restatement: Pick<Restatement, 'checkin_date' | 'checkout_date'>;
  },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'SOLD_OUT') throw error;
    const { checkin_date: from, checkout_date: to } = wanted.restatement;
    const { hotel_id } = wanted.catalogue.hotel;
    if ((await deps.reclaimHolds({ hotel_id, from, to })) === 0) throw error;
    return work();
  }
}

async function modify(
  deps: ModifyDeps,
  quote: QuoteRestatement,
  work: Work,
): Promise<{ body: string; created: boolean }> {
  const { bookingId, restatement, catalogue } = work;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const [seen] = await loadBookings(deps.database, [bookingId]);
    if (seen === undefined) throw bookingNotFound(bookingId);
    refuseState(seen, deps.clock.now());
    refuseStale(seen, restatement.revision);
    const lines = await quote(seen, restatement, catalogue);
    const state = toState(restatement, lines, seen.currency);
    const body = await commit(deps, work, { seen, state });
    if (body !== null) return { body, created: false };
  }
  throw new AppError(
    'ROOM_BUSY',
    'Others are changing this booking right now; nothing was changed, try again.',
    {
      retryAfter: 1,
    },
  );
}

/** @returns null when the booking has changed since it was priced: nothing was done. */
async function commit(
  deps: ModifyDeps,
  { context, catalogue, remember }: Work,
  { seen, state }: { readonly seen: BookingRecord; readonly state: RestatedState },
): Promise<string | null> {
  const { booking_id } = seen;
  const now = deps.clock.now();
  const done = await deps.database.inTransaction(async (tx) => {
    const before = await lockBooking(tx, booking_id);
    if (before?.revision !== seen.revision) return null;
    const same = isSameState(before, state) && (await isSameGuest(tx, booking_id, state.guest));
    const record = same
      ? before
      : (await writeRestatement(tx, deps, { before, state, catalogue, context, now })).record;
    const body = JSON.stringify(viewBooking(record, catalogue));
    await remember(tx, { body });
    if (!same) deps.crash('modify.before_commit');
    return { record, body, same };
  });
  if (done === null) return null;
  if (!done.same) deps.crash('modify.committed');
  deps.cache.put(done.record);
  return done.body;
}

/** @throws AppError NOT_MODIFIABLE */
export function refuseState(record: BookingRecord, now: Date): void {
  const { booking_id, status } = record;
  const over = isOver(record, now);
  if (!over && (status === 'CONFIRMED' || status === 'PENDING')) return;
  const why = over ? 'is a hold whose time is over' : `is ${status}`;
  throw new AppError('NOT_MODIFIABLE', `Booking ${booking_id} ${why} and cannot be modified; book anew.`, {
    details: { booking_id, status },
    next: `bellhop booking show ${booking_id}`,
  });
}

function refuseStale({ booking_id, revision }: BookingRecord, seen: number | undefined): void {
  if (seen === undefined || seen >= revision) return;
  const message = `Booking ${booking_id} is at revision ${revision}, you have seen ${seen}; read it again and restate that.`;
  throw new AppError('STALE_REVISION', message, { details: { booking_id, revision } });
}
