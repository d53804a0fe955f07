import type { Quote } from '../ari/quote-stay.js';
import { writeOutbox } from '../events/outbox.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { formatAmount } from '../model/money.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { storeConfirmation, type BookingAnswer, type Intent } from './booking-answer.js';
import type { BookingCache } from './booking-cache.js';
import { bookingEvent } from './booking-events.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import type { BookingRequest } from './booking-request.js';
import { sumUnits, takeNights } from './take-nights.js';
import { insertAudit, insertBooking, insertRevision } from './write-booking.js';

export interface CommitDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly cache: BookingCache;
  readonly idempotencyHours: number;
}

interface Commit {
  readonly request: BookingRequest;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
  readonly quote: Quote;
}

/** @throws AppError SOLD_OUT; a duplicate-key error when a copy of the request was faster. */
export async function commitBooking(deps: CommitDeps, commit: Commit): Promise<BookingAnswer> {
  const { catalogue } = commit;
  const record = newRecord(deps, commit);
  const body = JSON.stringify(viewBooking(record, catalogue));
  await deps.database.inTransaction((tx) => writeAll(tx, deps, { ...commit, record, body }));
  deps.cache.put(record);
  return { replayed: false, kind: 'confirmed', body };
}

/**
 * Law 1 and law 6 in one place: the guard, and the events under its row locks. The guard comes after the rows that it
 * may still undo, so that nights which everybody wants are locked for the shortest time.
 */
async function writeAll(
  tx: Transaction,
  deps: CommitDeps,
  { request, intent, catalogue, quote, record, body }: Commit & { record: BookingRecord; body: string },
): Promise<void> {
  const { hotel } = catalogue;
  const { context } = intent;
  const { lines, dates } = quote;
  const guest = request.guest ?? null;
  const { booking_id, revision } = record;
  await insertBooking(tx, { record, hotel, lines, guest, body_hash: context.body_hash }, deps.nextId);
  await insertRevision(tx, hotel, { revision_id: deps.nextId(), booking_id, revision });
  await insertAudit(tx, {
    booking_id,
    event_type: 'CONFIRMED',
    actor: context.partner.code,
    revision,
    detail: { request_id: context.request_id, total_price: record.total_price },
  });
  const rooms = sumUnits(lines.map((line) => ({ room_id: line.room.room_id, quantity: line.quantity })));
  const events = await takeNights(tx, hotel, { rooms, dates });
  await writeOutbox(tx, [bookingEvent('BookingConfirmed', record), ...events], context.request_id);
  await storeConfirmation(tx, deps, { intent, body });
}

function newRecord(
  { nextId, clock }: CommitDeps,
  { request, intent, catalogue, quote }: Commit,
): BookingRecord {
  const { hotel } = catalogue;
  const now = clock.now().toISOString();
  return {
    booking_id: nextId(),
    partner_id: intent.context.partner.partner_id,
    partner_reference: request.partner_reference ?? null,
    user_id: request.user_id ?? null,
    hotel_id: hotel.hotel_id,
    status: 'CONFIRMED',
    check_in_date: request.checkin_date,
    check_out_date: request.checkout_date,
    guests: quote.lines.reduce((sum, line) => sum + line.quantity * line.guests, 0),
    total_price: formatAmount(quote.total, hotel.currency),
    currency: hotel.currency,
    revision: 1,
    created_at: now,
    updated_at: now,
    rooms: quote.lines.map((line) => ({
      room_id: line.room.room_id,
      rate_plan_id: line.ratePlan.rate_plan_id,
      quantity: line.quantity,
      guests: line.guests,
      nights: line.nights.map(({ date, price }) => ({ date, price: formatAmount(price, hotel.currency) })),
    })),
  };
}
