import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database, Transaction } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import type { BookingCache } from './booking-cache.js';
import type { BookingContext } from './booking-answer.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import { answerOnce, toChangeScope, type ChangeAnswer, type Remember } from './change-answer.js';
import { bookingNotFound } from './get-booking.js';
import { lockBooking } from './holds.js';
import { openOwnBooking } from './own-booking.js';
import { writeCancellation } from './write-cancellation.js';

export interface CancelAnswer {
  readonly replayed: boolean;
  /** The booking as JSON text, status CANCELLED. */
  readonly body: string;
}

export type CancelBooking = (bookingId: string, context: BookingContext) => Promise<CancelAnswer>;

export interface CancelDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly cache: BookingCache;
  readonly metrics: Metrics;
  readonly crash: Crash;
  readonly idempotencyHours: number;
}

/**
 * Cancels a booking or a hold of this partner. Cancelling twice gives the same answer and gives nothing back twice.
 * Nights come back at once where the PMS was never told of them (or has no say); otherwise they come back when
 * the PMS acknowledges the cancellation (DESIGN, inventory arithmetic).
 * @throws AppError BOOKING_NOT_FOUND also for another partner's booking; CONFLICT for one that failed: it has nothing;
 * IDEMPOTENCY_MISMATCH; ROOM_BUSY.
 */
export function createCancelBooking(deps: CancelDeps): CancelBooking {
  return async (bookingId, context) => {
    const catalogue = await openOwnBooking(deps, bookingId, context.partner);
    const scope = toChangeScope('booking.cancel', bookingId, context);
    const answer = await answerOnce(deps, { scope, context }, async (remember) => {
      const body = await cancelOne(deps, { booking_id: bookingId, catalogue, context, remember });
      return { body, created: false };
    });
    return cancelAnswer(answer);
  };
}

/** @throws Error for a refusal: a cancellation has none that is stored */
export function cancelAnswer(answer: ChangeAnswer): CancelAnswer {
  if (answer.kind === 'done') return { replayed: answer.replayed, body: answer.body };
  const { code, message, faults, details } = answer.body;
  throw new AppError(code, message, { faults, details });
}

export interface CancelOne {
  readonly booking_id: Id;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  readonly remember: Remember;
  /** Under the lock of the booking, whatever became of it; may refuse. */
  readonly beside?: (tx: Transaction, before: BookingRecord) => Promise<void>;
}

/** @returns the booking, cancelled now or before, as JSON text. */
export async function cancelOne(deps: CancelDeps, work: CancelOne): Promise<string> {
  const { booking_id, catalogue, context, remember, beside } = work;
  const now = deps.clock.now();
  const { record, body, changed } = await deps.database.inTransaction(async (tx) => {
    const before = await lockBooking(tx, booking_id);
    if (before === null) throw bookingNotFound(booking_id);
    if (before.status === 'FAILED') throw failed(before);
    await beside?.(tx, before);
    const changes = before.status !== 'CANCELLED';
    const after = changes ? await writeCancellation(tx, deps, { before, catalogue, context, now }) : before;
    const text = JSON.stringify(viewBooking(after, catalogue));
    await remember(tx, { body: text });
    if (changes) deps.crash('cancel.before_commit');
    return { record: after, body: text, changed: changes };
  });
  if (changed) {
    deps.crash('cancel.committed');
    deps.metrics.bookings.inc({ outcome: 'CANCELLED' });
  }
  deps.cache.put(record);
  return body;
}

function failed({ booking_id }: BookingRecord): AppError {
  return new AppError(
    'CONFLICT',
    `Booking ${booking_id} failed: its rooms are free already, there is nothing to cancel.`,
    {
      details: { booking_id, status: 'FAILED' },
      next: `bellhop booking show ${booking_id}`,
    },
  );
}
