import { createHash } from 'node:crypto';
import { writeOutbox } from '../events/outbox.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { isId, type Id } from '../model/ids.js';
import { nightsOf } from '../model/local-date.js';
import { isDuplicateKey, type Database, type Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import type { BookingCache } from './booking-cache.js';
import { bookingEvent } from './booking-events.js';
import { loadBookings, viewBooking, type BookingRecord } from './booking-record.js';
import type { BookingContext } from './booking-answer.js';
import { bookingNotFound } from './get-booking.js';
import { recallAnswer, rememberAnswers, type IdempotencyScope } from './idempotency.js';
import { giveBackNights, lockNights, sumUnits } from './take-nights.js';
import { dropLots, insertAudit, insertCancellation } from './write-booking.js';

export interface CancelAnswer {
  readonly replayed: boolean;
  /** The booking as JSON text, status CANCELLED. */
  readonly body: string;
}

export type CancelBooking = (bookingId: string, context: BookingContext) => Promise<CancelAnswer>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly cache: BookingCache;
  readonly metrics: Metrics;
  readonly idempotencyHours: number;
}

/**
 * Cancels a booking of this partner. Cancelling twice gives the same answer and gives nothing back twice.
 * Nights come back at once where the PMS was never told of the booking (or has no say); otherwise they come back when
 * the PMS acknowledges the cancellation (DESIGN, inventory arithmetic).
 * @throws AppError BOOKING_NOT_FOUND also for another partner's booking; IDEMPOTENCY_MISMATCH.
 */
export function createCancelBooking(deps: Deps): CancelBooking {
  return async (bookingId, context) => {
    const scope = toScope(bookingId, context);
    const known = await recall(deps, scope);
    if (known !== null) return known;
    // Opened before the transaction: in it, a second connection would be waited for with the first in hand.
    const catalogue = await openOwn(deps, bookingId, context);
    try {
      const { record, body } = await deps.database.inTransaction((tx) =>
        cancel(tx, deps, { bookingId, catalogue, context, scope }),
      );
      deps.cache.put(record);
      deps.metrics.bookings.inc({ outcome: 'CANCELLED' });
      return { replayed: false, body };
    } catch (error) {
      const copy = isDuplicateKey(error) ? await recall(deps, scope) : null;
      if (copy === null) throw error;
      return copy;
    }
  };
}

function toScope(
  bookingId: string,
  { partner, idempotency_key, body_hash }: BookingContext,
): IdempotencyScope | null {
  if (idempotency_key === null) return null;
  // The booking stands in the path, not in the body: it is part of what the key was used for.
  const intent = createHash('sha256').update(`${bookingId} ${body_hash}`).digest('hex');
  return {
    partner_id: partner.partner_id,
    operation: 'booking.cancel',
    key: idempotency_key,
    body_hash: intent,
  };
}

async function recall(
  { database, clock }: Deps,
  scope: IdempotencyScope | null,
): Promise<CancelAnswer | null> {
  if (scope === null) return null;
  const stored = await recallAnswer(database, scope, clock.now());
  return stored === null ? null : { replayed: true, body: stored.answer };
}

/** The hotel of a booking that this partner may cancel. */
async function openOwn(
  { database, openCatalogue }: Deps,
  bookingId: string,
  { partner }: BookingContext,
): Promise<Catalogue> {
  if (!isId(bookingId)) throw bookingNotFound(bookingId);
  const owner = partner.kind === 'operator' ? null : partner.partner_id;
  const [booking] = await database.rows<{ hotel_id: Id }>(
    'SELECT hotel_id FROM bookings WHERE booking_id = ? AND (? IS NULL OR partner_id = ?)',
    [bookingId, owner, owner],
  );
  if (booking === undefined) throw bookingNotFound(bookingId);
  return openCatalogue(partner, booking.hotel_id);
}

interface Request {
  readonly bookingId: Id;
  readonly catalogue: Catalogue;
  readonly context: BookingContext;
  readonly scope: IdempotencyScope | null;
}

async function cancel(
  tx: Transaction,
  deps: Deps,
  request: Request,
): Promise<{ record: BookingRecord; body: string }> {
  const { bookingId, catalogue, context, scope } = request;
  await tx.rows('SELECT booking_id FROM bookings WHERE booking_id = ? FOR UPDATE', [bookingId]);
  const [before] = await loadBookings(tx, [bookingId]);
  if (before === undefined) throw bookingNotFound(bookingId);
  const record =
    before.status === 'CANCELLED' ? before : await markCancelled(tx, deps, { before, catalogue, context });
  const body = JSON.stringify(viewBooking(record, catalogue));
  if (scope !== null) {
    const expires = new Date(deps.clock.now().getTime() + deps.idempotencyHours * 3_600_000);
    await rememberAnswers(tx, [{ scope, status: 200, answer: body, expires }]);
  }
  return { record, body };
}

async function markCancelled(
  tx: Transaction,
  { clock, nextId }: Deps,
  { before, catalogue, context }: { before: BookingRecord; catalogue: Catalogue; context: BookingContext },
): Promise<BookingRecord> {
  const { hotel } = catalogue;
  const now = clock.now();
  const record: BookingRecord = {
    ...before,
    status: 'CANCELLED',
    revision: before.revision + 1,
    updated_at: now.toISOString(),
  };
  const { booking_id, revision } = record;
  await tx.later(
    "UPDATE bookings SET status = 'CANCELLED', revision = ?, updated_at = ? WHERE booking_id = ?",
    [revision, toSqlTime(now), booking_id],
  );
  const withdrawn = await withdrawUntold(tx, booking_id);
  const nights = {
    rooms: sumUnits(before.rooms),
    dates: nightsOf(before.check_in_date, before.check_out_date),
  };
  await lockNights(tx, hotel, nights);
  const told =
    !withdrawn && (await insertCancellation(tx, hotel, { revision_id: nextId(), booking_id, revision }));
  await insertAudit(tx, {
    booking_id,
    event_type: 'CANCELLED',
    actor: context.partner.code,
    revision,
    detail: { request_id: context.request_id, pms_told: told },
  });
  const waits = told && hotel.inventory_mode === 'pms';
  await dropLots(tx, { booking_id, revision, returned: !waits });
  const events = waits ? [] : await giveBackNights(tx, hotel, nights);
  await writeOutbox(tx, [bookingEvent('BookingCancelled', record), ...events], context.request_id);
  return record;
}

/** True when the PMS was never handed the booking and now never will be. */
async function withdrawUntold(tx: Transaction, bookingId: Id): Promise<boolean> {
  const { affectedRows } = await tx.run(
    `UPDATE reservation_revisions SET state = 'WITHDRAWN', decided_at = UTC_TIMESTAMP(3)
     WHERE booking_id = ? AND action = 'new' AND state = 'PENDING'`,
    [bookingId],
  );
  return affectedRows > 0;
}
