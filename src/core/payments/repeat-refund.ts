import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { parseAmount } from '../model/money.js';
import type { Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Payment } from './payment.js';
import { readPayment } from './read-payments.js';
import { requestRefund } from './request-refund.js';
import { readRefund, type RefundRow } from './settle-refund.js';

/**
 * Asks once more for a refund that the provider refused, under a token of its own, for the refused one's is answered
 * by its refusal for ever. The refused one keeps its cause, so that this still refunds once, and wants nobody any more.
 * @throws AppError as checkRefused, and CONFLICT when less than that is left to refund.
 */
export async function repeatRefund(
  tx: Transaction,
  refundId: Id,
  { newId, now }: { readonly newId: Id; readonly now: Date },
): Promise<Id> {
  const { payment, refund } = await checkRefused(tx, refundId);
  await requestRefund(tx, {
    refund_id: newId,
    payment_id: payment.payment_id,
    amount: parseAmount(refund.amount, payment.currency),
    reason: 'operator',
    idempotency_token: `again:${refundId}:${newId}`,
    now,
  });
  await tx.run('UPDATE payment_refunds SET attention = 0, updated_at = ? WHERE refund_id = ?', [
    toSqlTime(now),
    refundId,
  ]);
  return newId;
}

/**
 * Locks the payment of a refund that may be asked for once more.
 * @throws AppError NOT_FOUND; CONFLICT when it was not refused, or was asked for again before.
 */
export async function checkRefused(
  tx: Transaction,
  refundId: Id,
): Promise<{ payment: Payment; refund: RefundRow }> {
  const paymentId = (await readRefund(tx, refundId))?.payment_id;
  const payment = paymentId === undefined ? null : await readPayment(tx, paymentId, 'FOR UPDATE');
  const refund = await readRefund(tx, refundId);
  if (refund === null || payment === null) {
    throw new AppError('NOT_FOUND', `There is no refund ${refundId}.`, { next: 'bellhop payment list' });
  }
  if (refund.state === 'FAILED' && refund.attention) return { payment, refund };
  const what = refund.state === 'FAILED' ? 'was asked for again before' : `is ${refund.state}`;
  throw new AppError('CONFLICT', `Refund ${refundId} ${what}.`, { next: 'bellhop payment list' });
}
