import type { Id } from '../model/ids.js';
import { formatAmount, parseAmount } from '../model/money.js';
import type { Queryable, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Payment } from './payment.js';
import type { RefundOutcome } from './payment-provider.js';
import { readPayment } from './read-payments.js';

export type RefundState = 'PENDING' | 'DONE' | 'FAILED';

export interface RefundRow {
  readonly refund_id: Id;
  readonly payment_id: Id;
  /** Decimal text in the payment's currency. */
  readonly amount: string;
  readonly state: RefundState;
  readonly idempotency_token: string;
  readonly provider_refund_id: string | null;
  readonly failure_code: string | null;
  readonly attempts: number;
  readonly attention: boolean;
  /** DATETIME text. */
  readonly created_at: string;
}

export async function readRefund(queryable: Queryable, refundId: Id): Promise<RefundRow | null> {
  const [row] = await queryable.rows<Omit<RefundRow, 'attention'> & { attention: number }>(
    `SELECT refund_id, payment_id, amount, state, idempotency_token, provider_refund_id, failure_code, attempts,
       attention, created_at
     FROM payment_refunds WHERE refund_id = ?`,
    [refundId],
  );
  return row === undefined ? null : { ...row, attention: row.attention === 1 };
}

/**
 * Notes what the provider said of a refund, under the row lock of its payment. A refund that was done and then came
 * back (the card's bank did not take it) is FAILED and wants a person, as one that was refused.
 * @returns false when it said nothing new, or there is no such refund.
 */
export async function settleRefund(
  tx: Transaction,
  refundId: Id,
  { outcome, now }: { readonly outcome: RefundOutcome; readonly now: Date },
): Promise<boolean> {
  const paymentId = (await readRefund(tx, refundId))?.payment_id;
  if (paymentId === undefined) return false;
  const payment = await readPayment(tx, paymentId, 'FOR UPDATE');
  // Read again: only under the payment's lock does nobody else change it.
  const refund = await readRefund(tx, refundId);
  if (payment === null || refund === null || refund.state === 'FAILED') return false;
  switch (outcome.kind) {
    case 'done':
      if (refund.state === 'DONE') return false;
      await updateRefund(tx, refund, { state: 'DONE', providerRefundId: outcome.provider_refund_id, now });
      await countRefunded(tx, payment, now);
      return true;
    case 'refused':
      await updateRefund(tx, refund, { state: 'FAILED', code: outcome.code, now });
      await countRefunded(tx, payment, now);
      return true;
    case 'pending':
      if (refund.state === 'DONE' || refund.provider_refund_id !== null) return false;
      await tx.run('UPDATE payment_refunds SET provider_refund_id = ?, updated_at = ? WHERE refund_id = ?', [
        outcome.provider_refund_id,
        toSqlTime(now),
        refundId,
      ]);
      return true;
  }
}

interface Change {
  readonly state: 'DONE' | 'FAILED';
  readonly providerRefundId?: string;
  readonly code?: string;
  readonly now: Date;
}

async function updateRefund(tx: Transaction, refund: RefundRow, change: Change): Promise<void> {
  await tx.run(
    `UPDATE payment_refunds SET state = ?, provider_refund_id = COALESCE(?, provider_refund_id), failure_code = ?,
       next_at = NULL, attention = ?, updated_at = ? WHERE refund_id = ?`,
    [
      change.state,
      change.providerRefundId ?? null,
      change.code?.replace(/[^\w.-]/g, '_').slice(0, 64) ?? null,
      change.state === 'FAILED' ? 1 : 0,
      toSqlTime(change.now),
      refund.refund_id,
    ],
  );
}

/** Summed anew, so that it cannot drift from the refunds. */
async function countRefunded(tx: Transaction, payment: Payment, now: Date): Promise<void> {
  const { currency, amount } = payment;
  const [sum] = await tx.rows<{ refunded: string }>(
    "SELECT COALESCE(SUM(amount), 0) AS refunded FROM payment_refunds WHERE payment_id = ? AND state = 'DONE'",
    [payment.payment_id],
  );
  const refunded = parseAmount(sum?.refunded ?? '0', currency);
  const status = refunded === 0 ? 'COMPLETED' : refunded < amount ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  await tx.run('UPDATE payments SET refunded_amount = ?, status = ?, updated_at = ? WHERE payment_id = ?', [
    formatAmount(refunded, currency),
    status,
    toSqlTime(now),
    payment.payment_id,
  ]);
}
