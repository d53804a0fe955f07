import { OPERATOR_VIEW, type Catalogue, type OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { PaymentOrigin } from '../payments/payment-origin.js';
import { readPaymentOrigin } from '../payments/payment-origin.js';
import type { ChargeOutcome } from '../payments/payment-provider.js';
import type { Payment } from '../payments/payment.js';
import { readPayment } from '../payments/read-payments.js';
import { leftToRefund, requestRefund } from '../payments/request-refund.js';
import { settlePayment } from '../payments/settle-payment.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database, Transaction } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import type { BookingCache } from './booking-cache.js';
import type { BookingRecord } from './booking-record.js';
import { confirmHold, type Cause, type Change } from './confirm-hold.js';
import { failBooking } from './fail-booking.js';
import { lockBooking } from './holds.js';
import { completeAnswer } from './outcome-answer.js';
import { reviveBooking } from './revive-booking.js';
import { insertAudit } from './write-booking.js';

export interface SettleDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly cache: BookingCache;
  readonly metrics: Metrics;
  readonly crash: Crash;
}

/** What is known of a payment; null: nothing new, only that it may have been settled by somebody else. */
export interface PaymentNews {
  readonly payment_id: Id;
  readonly outcome: ChargeOutcome | null;
  readonly cause: Cause;
}

export interface SettledBooking {
  readonly record: BookingRecord;
  readonly payment: Payment;
}

export type SettleBooking = (news: PaymentNews) => Promise<SettledBooking>;

/**
 * The second half of the saga: one transaction notes what the provider said, confirms or ends the booking, asks for the
 * refund where there is one, and stores the answer of the request that paid. It may come from the request itself, a
 * copy of it, the webhook or the sweep of any process, as often as it likes: only the first has an effect.
 * @throws AppError NOT_FOUND no such payment; ROOM_BUSY when the hotel was set up anew meanwhile: settled by the next.
 */
export function createSettleBooking(deps: SettleDeps): SettleBooking {
  const { database, openCatalogue, cache, crash, metrics } = deps;
  return async (news) => {
    const origin = await readPaymentOrigin(database, news.payment_id);
    if (origin === null) throw new AppError('NOT_FOUND', `There is no payment ${news.payment_id}.`);
    const catalogue = await openAsAnswered(database, openCatalogue, origin);
    const settled = await database.inTransaction((tx) => settle(tx, deps, { news, origin, catalogue }));
    const { before, record, payment, effect } = settled;
    if (effect === 'confirmed') crash('confirm.committed');
    else if (effect !== null) crash('compensate.committed');
    if (record.revision !== before.revision) cache.put(record);
    if (effect !== null) metrics.paidBookings.inc({ outcome: effect });
    return { record, payment };
  };
}

/** The hotel as whoever is answered sees it. Opened before the transaction, which must not wait for a second connection. */
async function openAsAnswered(
  database: Database,
  openCatalogue: OpenCatalogue,
  { booking_id, answers }: PaymentOrigin,
): Promise<Catalogue> {
  const [row] = await database.rows<{ hotel_id: Id; kind: 'pms' | 'ota' | 'operator' | null }>(
    `SELECT b.hotel_id, p.kind FROM bookings b LEFT JOIN partners p ON p.partner_id = ? WHERE b.booking_id = ?`,
    [answers?.partner_id ?? null, booking_id],
  );
  if (row === undefined) throw new AppError('BOOKING_NOT_FOUND', `There is no booking ${booking_id}.`);
  const viewer =
    answers === null || row.kind === null
      ? OPERATOR_VIEW
      : { partner_id: answers.partner_id, kind: row.kind };
  return openCatalogue(viewer, row.hotel_id);
}

interface Work {
  readonly news: PaymentNews;
  readonly origin: PaymentOrigin;
  readonly catalogue: Catalogue;
}

type Effect = 'confirmed' | 'declined' | 'refunded' | null;

async function settle(
  tx: Transaction,
  deps: SettleDeps,
  { news, origin, catalogue }: Work,
): Promise<SettledBooking & { before: BookingRecord; effect: Effect }> {
  const { payment_id, outcome, cause } = news;
  const now = deps.clock.now();
  const before = await lockBooking(tx, origin.booking_id);
  const earlier = await readPayment(tx, payment_id, 'FOR UPDATE');
  if (before === null || earlier === null) throw new Error(`payment ${payment_id} lost its booking`);
  const { payment, changed } =
    outcome === null
      ? { payment: earlier, changed: false }
      : await settlePayment(tx, payment_id, { outcome, now });
  deps.crash('pay.settled');
  const change = { before, hotel: catalogue.hotel, cause, now };
  const { record, effect } = await follow(tx, deps, { ...change, earlier, payment, changed });
  if (origin.answers !== null && payment.status !== 'PENDING') {
    await completeAnswer(tx, { key: origin.answers, record, payment, catalogue });
  }
  if (effect === 'confirmed') deps.crash('confirm.before_commit');
  else if (effect !== null) deps.crash('compensate.before_commit');
  return { before, record, payment, effect };
}

interface Step extends Change {
  /** As it was until now, and as it is. */
  readonly earlier: Payment;
  readonly payment: Payment;
  readonly changed: boolean;
}

/** What the booking does about its payment. The payment's row is locked, so each of these happens once. */
async function follow(
  tx: Transaction,
  deps: SettleDeps,
  step: Step,
): Promise<{ record: BookingRecord; effect: Effect }> {
  const { before, payment, earlier, changed } = step;
  if (payment.status === 'PENDING') return { record: before, effect: null };
  if (before.status === 'PENDING') {
    if (payment.status === 'FAILED') {
      return { record: await failBooking(tx, step, 'declined'), effect: 'declined' };
    }
    // Also past its time: nobody has taken the nights yet, and the guest has paid for them.
    return { record: await confirmHold(tx, deps.nextId, step), effect: 'confirmed' };
  }
  if (!changed || payment.status === 'FAILED') return { record: before, effect: null };
  // Who was told of a decline has been refused for good and may have booked again: only an open payment revives.
  if (before.status === 'FAILED' && earlier.status === 'PENDING') {
    const revived = await reviveBooking(tx, deps.nextId, step);
    if (revived !== null) return { record: revived, effect: 'confirmed' };
  }
  await giveBack(tx, deps, step);
  return { record: before, effect: 'refunded' };
}

/** All of a payment that came when the booking no longer wanted it. */
async function giveBack(
  tx: Transaction,
  { nextId }: SettleDeps,
  { before, payment, cause, now }: Step,
): Promise<void> {
  const amount = leftToRefund(payment);
  if (amount === 0) return;
  const { payment_id } = payment;
  const order = { refund_id: nextId(), payment_id, amount, reason: 'late_payment' as const, now };
  await requestRefund(tx, { ...order, idempotency_token: `late:${payment_id}` });
  await insertAudit(tx, {
    booking_id: before.booking_id,
    event_type: 'REFUND_REQUESTED',
    actor: cause.actor,
    revision: before.revision,
    detail: { reason: 'late_payment', payment_id, request_id: cause.request_id },
  });
}
