import type { Quote } from '../ari/quote-stay.js';
import { eventRow } from '../events/outbox.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import { formatAmount } from '../model/money.js';
import type { NewPayment } from '../payments/insert-payments.js';
import type { Payments } from '../payments/payments.js';
import type { NextId } from '../platform/snowflake.js';
import type { SqlRow } from '../platform/sql-text.js';
import { confirmationRow, payingRow, type AnswerDeps, type Intent } from './booking-answer.js';
import { bookingEvent } from './booking-events.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import type { BookingRequest } from './booking-request.js';
import type { IntentKeys } from './known-intents.js';
import type { NightNeeds } from './lock-cells.js';
import { sumUnits } from './take-nights.js';
import { auditRow, bookingRows, type BookingRows } from './write-booking.js';

export interface PrepareDeps extends AnswerDeps {
  readonly nextId: NextId;
  readonly clock: Clock;
  readonly payments: Pick<Payments, 'provider'>;
}

/** A request that has its price and now wants its nights. */
export interface BookingJob {
  readonly request: BookingRequest;
  readonly intent: Intent;
  readonly catalogue: Catalogue;
  readonly quote: Quote;
  /** Nobody has asked yet whether the intent is known. */
  readonly guessed: boolean;
  /** Whether the price must be that of now when it is written. */
  readonly proven: boolean;
  /** Until when the nights are held for a booking that is confirmed later; null for one that is confirmed at once. */
  readonly holdUntil: Date | null;
  /** What is to be paid before it is confirmed, under an id that stays when the booking is prepared anew. */
  readonly payment: { readonly payment_id: Id; readonly token: string } | null;
}

/** A booking as it will be written, unless its nights are gone. */
export interface PreparedBooking {
  readonly record: BookingRecord;
  readonly request_id: string;
  /** The answer, JSON text. */
  readonly body: string;
  readonly needs: NightNeeds;
  /** Where nobody has asked before whether the intent is known: by what it would be. */
  readonly intent: IntentKeys | null;
  readonly rows: BookingRows;
  readonly audit: SqlRow;
  readonly event: SqlRow;
  readonly payment: NewPayment | null;
  /** Its answer under the idempotency key; null without key. */
  readonly answer: SqlRow | null;
}

/**
 * Makes the rows of a booking, all but what the nights' locks decide. Done while the request waits in line: a group
 * that has the locks then only puts rows together, and holds them for a shorter time.
 */
export function prepareBooking(deps: PrepareDeps, job: BookingJob): PreparedBooking {
  const { request, intent, catalogue, quote } = job;
  const { context } = intent;
  const record = newRecord(deps, job);
  const held = record.status === 'PENDING';
  const body = JSON.stringify(viewBooking(record, catalogue));
  const { hotel } = catalogue;
  const booking = {
    record,
    hotel,
    lines: quote.lines,
    guest: request.guest ?? null,
    body_hash: context.body_hash,
  };
  return {
    record,
    request_id: context.request_id,
    body,
    needs: {
      hotel,
      rooms: sumUnits(quote.lines.map(({ room, quantity }) => ({ room_id: room.room_id, quantity }))),
      dates: quote.dates,
      sold_by: record.partner_id,
      rates_version: job.proven ? quote.rates_version : undefined,
    },
    intent: job.guessed ? keysOf(job, record) : null,
    rows: bookingRows(booking, deps.nextId),
    audit: auditRow({
      booking_id: record.booking_id,
      event_type: held ? 'HELD' : 'CONFIRMED',
      actor: context.partner.code,
      revision: record.revision,
      detail: { request_id: context.request_id, total_price: record.total_price },
    }),
    event: eventRow(bookingEvent(held ? 'BookingCreated' : 'BookingConfirmed', record), context.request_id),
    payment: newPayment(deps, job, record),
    answer: answerOf(deps, job, { record, body }),
  };
}

function keysOf({ intent, request }: BookingJob, record: BookingRecord): IntentKeys {
  const { partner_id, hotel_id } = record;
  const { partner_reference } = request;
  const reference = partner_reference === undefined ? null : { partner_id, hotel_id, partner_reference };
  return { scope: intent.scope, reference };
}

function answerOf(
  deps: PrepareDeps,
  { intent, payment }: BookingJob,
  { record, body }: Pick<PreparedBooking, 'record' | 'body'>,
): SqlRow | null {
  if (payment === null) return confirmationRow(deps, intent, body);
  const { request_id } = intent.context;
  return payingRow(deps, intent, {
    booking_id: record.booking_id,
    payment_id: payment.payment_id,
    request_id,
  });
}

function newPayment(
  { payments }: PrepareDeps,
  { payment, quote, intent }: BookingJob,
  { booking_id, currency }: BookingRecord,
): NewPayment | null {
  if (payment === null) return null;
  const { provider } = payments;
  return { ...payment, booking_id, provider, amount: quote.total, currency, answers: intent.scope };
}

function newRecord(
  { nextId, clock }: PrepareDeps,
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
    oversold: false,
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
