import { reasonOf } from '../events/reason-of.js';
import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { BookingCache } from './booking-cache.js';
import { failBooking } from './fail-booking.js';
import {
  countHolds,
  isOver,
  lockBooking,
  readDueHolds,
  readOverdueOn,
  type DueHold,
  type WantedNights,
} from './holds.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly openCatalogue: OpenCatalogue;
  readonly cache: BookingCache;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly crash: Crash;
}

/** Holds that one sweep ends: more of them wait for the next, a few seconds later. */
const MOST_SWEPT = 500;
/** A booking that needs room waits for these; they are the ones that were over first. */
const MOST_RECLAIMED = 50;

/** Ends every hold whose time is over. @returns how many this call ended. */
export type ExpireHolds = () => Promise<number>;

/** What the scheduler does every few seconds; in several processes at once each hold is ended by one of them. */
export function createExpireHolds(deps: Deps): ExpireHolds {
  return async () => {
    const due = await readDueHolds(deps.database, deps.clock.now(), MOST_SWEPT);
    let ended = 0;
    for (const hold of due) {
      try {
        // Who has a booking locked is deciding about it: a confirmation is not waited for here.
        if ((await expireOne(deps, hold, { wait: false })) === 'ended') ended += 1;
      } catch (error) {
        // The others must not wait for one that cannot be ended now; it is due again at the next sweep.
        deps.logger.warn({ event: 'hold.not_ended', booking_id: hold.booking_id, reason: reasonOf(error) });
      }
    }
    deps.metrics.holdsActive.set(await countHolds(deps.database));
    return ended;
  };
}

/**
 * Ends the holds that are over on some nights, for a booking that found these sold out.
 * @returns how many of them are no more, whoever ended them; after 0 trying again is of no use.
 */
export type ReclaimHolds = (nights: WantedNights) => Promise<number>;

export function createReclaimHolds(deps: Deps): ReclaimHolds {
  return async (nights) => {
    const limits = { now: deps.clock.now(), limit: MOST_RECLAIMED };
    let gone = 0;
    for (const hold of await readOverdueOn(deps.database, nights, limits)) {
      if ((await expireOne(deps, hold, { wait: true })) !== 'kept') gone += 1;
    }
    return gone;
  };
}

/** Each hold in a transaction of its own. `gone`: somebody else has ended it, or it became a booking. */
async function expireOne(
  { database, clock, openCatalogue, cache, metrics, crash }: Deps,
  { booking_id, hotel_id }: DueHold,
  locking: { readonly wait: boolean },
): Promise<'ended' | 'gone' | 'kept'> {
  const { hotel } = await openCatalogue(OPERATOR_VIEW, hotel_id);
  const outcome = await database.inTransaction(async (tx) => {
    const before = await lockBooking(tx, booking_id, locking);
    const now = clock.now();
    if (before === null) return 'kept';
    if (before.status !== 'PENDING') return 'gone';
    if (!isOver(before, now)) return 'kept';
    const cause = { actor: 'bellhop', request_id: null };
    const record = await failBooking(tx, { before, hotel, cause, now }, 'expired');
    crash('expire.before_commit');
    return record;
  });
  if (typeof outcome === 'string') return outcome;
  crash('expire.committed');
  cache.put(outcome);
  metrics.holdsEnded.inc({ outcome: 'expired' });
  return 'ended';
}
