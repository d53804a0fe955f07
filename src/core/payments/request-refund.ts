import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { formatAmount, type MinorUnits } from '../model/money.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Payment } from './payment.js';
import { readPayment, readPayments } from './read-payments.js';

export type RefundReason = 'cancelled' | 'modified' | 'compensated' | 'late_payment' | 'operator';

export interface RefundOrder {
  readonly refund_id: Id;
  readonly payment_id: Id;
  /** More than zero. */
  readonly amount: MinorUnits;
  readonly reason: RefundReason;
  /** Tells what caused the refund: the same cause refunds once. */
  readonly idempotency_token: string;
  readonly now: Date;
}

export interface RequestedRefund {
  readonly refund_id: Id;
  /** False when this cause had asked for its refund before. */
  readonly created: boolean;
}

export interface BookingRefund {
  readonly booking_id: Id;
  readonly amount: MinorUnits;
  readonly reason: RefundReason;
  /** What of the booking caused it, for example `cancel:3`: the same cause refunds once. */
  readonly cause: string;
  readonly nextId: NextId;
  readonly now: Date;
}

/**
 * Notes that a part of a payment goes back; it is sent after the commit, by whoever comes first (`refund`, or the job).
 * @throws AppError CONFLICT when the payment has not been taken, or less than that is left of it.
 */
export async function requestRefund(tx: Transaction, order: RefundOrder): Promise<RequestedRefund> {
  const payment = await readPayment(tx, order.payment_id, 'FOR UPDATE');
  if (payment === null) throw new AppError('NOT_FOUND', `There is no payment ${order.payment_id}.`);
  const known = await findRefund(tx, order.idempotency_token);
  if (known !== null) return { refund_id: known, created: false };
  const left = leftToRefund(payment);
  if (order.amount <= 0 || order.amount > left) {
    const { currency } = payment;
    throw new AppError(
      'CONFLICT',
      `Of payment ${payment.payment_id} (${payment.status}) ${formatAmount(left, currency)} ${currency} can go back, not ${formatAmount(order.amount, currency)}.`,
    );
  }
  await insertRefund(tx, order, payment);
  return { refund_id: order.refund_id, created: true };
}

/**
 * Notes that so much of what was paid for a booking goes back, from its payments, the newest first. No more than is
 * left of them is asked for.
 * @returns what was asked for, now or when the same cause was told before; nothing for an amount of zero.
 */
export async function requestBookingRefund(
  tx: Transaction,
  { booking_id, amount, reason, cause, nextId, now }: BookingRefund,
): Promise<RequestedRefund[]> {
  const payments = await readPayments(tx, booking_id, 'FOR UPDATE');
  const tokenOf = (payment: Payment): string => `${cause}:${payment.payment_id}`;
  const known: RequestedRefund[] = [];
  for (const payment of payments) {
    const refundId = await findRefund(tx, tokenOf(payment));
    if (refundId !== null) known.push({ refund_id: refundId, created: false });
  }
  if (known.length > 0) return known;
  const made: RequestedRefund[] = [];
  let owed = amount;
  for (const payment of payments.toReversed()) {
    const part = Math.min(owed, leftToRefund(payment));
    if (part <= 0) continue;
    const order = {
      refund_id: nextId(),
      payment_id: payment.payment_id,
      amount: part,
      reason,
      idempotency_token: tokenOf(payment),
      now,
    };
    await insertRefund(tx, order, payment);
    made.push({ refund_id: order.refund_id, created: true });
    owed -= part;
  }
  return made;
}

/** What may still be asked back of a payment; 0 of one that was never taken. */
export function leftToRefund({ status, amount, refund_requested }: Payment): MinorUnits {
  if (status === 'PENDING' || status === 'FAILED') return 0;
  return Math.max(0, amount - refund_requested);
}

async function findRefund(tx: Transaction, token: string): Promise<Id | null> {
  const [row] = await tx.rows<{ refund_id: Id }>(
    'SELECT refund_id FROM payment_refunds WHERE idempotency_token = ?',
    [token],
  );
  return row?.refund_id ?? null;
}

async function insertRefund(tx: Transaction, order: RefundOrder, { currency }: Payment): Promise<void> {
  const at = toSqlTime(order.now);
  await tx.run(
    `INSERT INTO payment_refunds (refund_id, payment_id, amount, state, reason, idempotency_token, next_at, created_at,
       updated_at) VALUES (?, ?, ?, 'PENDING', ?, ?, ?, ?, ?)`,
    [
      order.refund_id,
      order.payment_id,
      formatAmount(order.amount, currency),
      order.reason,
      order.idempotency_token,
      at,
      at,
      at,
    ],
  );
}
