import type { Quote } from '../ari/quote-stay.js';
import { writeCausedEvents } from '../events/outbox.js';
import type { NewEvent } from '../events/types.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { formatAmount } from '../model/money.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { bookNights, type NightDecision } from './book-nights.js';
import { storeConfirmations, type BookingAnswer, type Intent } from './booking-answer.js';
import { bookingEvent } from './booking-events.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import type { BookingRequest } from './booking-request.js';
import { sumUnits } from './take-nights.js';
import { insertAudit, insertBookings } from './write-booking.js';

export interface CommitDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly idempotencyHours: number;
}

/** A request that has its price and now wants its nights. */
export interface BookingJob {
  readonly request: BookingRequest;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
  readonly quote: Quote;
  /** Until when the nights are held for a booking that is confirmed later; null for one that is confirmed at once. */
  readonly holdUntil: Date | null;
}

export type JobOutcome =
  { readonly kind: 'confirmed'; readonly answer: BookingAnswer } | Exclude<NightDecision, { kind: 'taken' }>;

interface Prepared extends BookingJob {
  readonly record: BookingRecord;
  readonly body: string;
}

type Won = Prepared & { readonly events: readonly NewEvent[] };

/**
 * Commits as many of these bookings as there are rooms for, in their order, in one transaction: nights, bookings, their
 * history, their events, their revisions for the PMS and their idempotency rows (laws 1, 2 and 6).
 * Whose nights somebody else has locked is told so, unless it is to wait.
 * @param turns.allowed resolves to false when, with the nights locked, nothing may be booked after all.
 * @throws AppError ROOM_BUSY when it was not allowed; a duplicate-key error when a copy of one of the requests was faster; then none of them is committed.
 */
export async function commitBookings(
  deps: CommitDeps,
  jobs: readonly BookingJob[],
  turns: { readonly wait: boolean; readonly allowed?: Promise<boolean> },
): Promise<JobOutcome[]> {
  const prepared = jobs.map((job) => prepare(deps, job));
  const needs = prepared.map(({ catalogue, quote }) => ({
    hotel: catalogue.hotel,
    rooms: sumUnits(quote.lines.map((line) => ({ room_id: line.room.room_id, quantity: line.quantity }))),
    dates: quote.dates,
  }));
  const decisions = await deps.database.inTransaction(async (tx) => {
    const made = await bookNights(tx, needs, turns);
    const won = prepared.flatMap((job, index): Won[] => {
      const decision = made[index];
      return decision?.kind === 'taken' ? [{ ...job, events: decision.events }] : [];
    });
    if (won.length > 0) await writeWon(tx, deps, won);
    return made;
  });
  return prepared.map(({ body }, index): JobOutcome => {
    const decision = decisions[index] ?? { kind: 'locked' };
    if (decision.kind !== 'taken') return decision;
    return { kind: 'confirmed', answer: { replayed: false, kind: 'confirmed', body } };
  });
}

/** Events are written under the row locks of the nights that they tell of. */
async function writeWon(tx: Transaction, deps: CommitDeps, won: readonly Won[]): Promise<void> {
  const bookings = won.map(({ request, intent, catalogue, quote, record }) => ({
    record,
    hotel: catalogue.hotel,
    lines: quote.lines,
    guest: request.guest ?? null,
    body_hash: intent.context.body_hash,
  }));
  await insertBookings(tx, bookings, deps.nextId);
  const audit = won.map(({ intent: { context }, record }) => ({
    booking_id: record.booking_id,
    event_type: record.status === 'PENDING' ? 'HELD' : 'CONFIRMED',
    actor: context.partner.code,
    revision: record.revision,
    detail: { request_id: context.request_id, total_price: record.total_price },
  }));
  await insertAudit(tx, ...audit);
  const caused = won.map(({ intent, record, events }) => ({
    events: [
      bookingEvent(record.status === 'PENDING' ? 'BookingCreated' : 'BookingConfirmed', record),
      ...events,
    ],
    requestId: intent.context.request_id,
  }));
  await writeCausedEvents(tx, caused);
  await storeConfirmations(tx, deps, won);
}

function prepare(deps: CommitDeps, job: BookingJob): Prepared {
  const record = newRecord(deps, job);
  return { ...job, record, body: JSON.stringify(viewBooking(record, job.catalogue)) };
}

function newRecord(
  { nextId, clock }: CommitDeps,
  { request, intent, catalogue, quote, holdUntil }: BookingJob,
): BookingRecord {
  const { hotel } = catalogue;
  const now = clock.now().toISOString();
  return {
    booking_id: nextId(),
    partner_id: intent.context.partner.partner_id,
    partner_reference: request.partner_reference ?? null,
    user_id: request.user_id ?? null,
    hotel_id: hotel.hotel_id,
    status: holdUntil === null ? 'CONFIRMED' : 'PENDING',
    check_in_date: request.checkin_date,
    check_out_date: request.checkout_date,
    guests: quote.lines.reduce((sum, line) => sum + line.quantity * line.guests, 0),
    total_price: formatAmount(quote.total, hotel.currency),
    currency: hotel.currency,
    expires_at: holdUntil?.toISOString() ?? null,
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
