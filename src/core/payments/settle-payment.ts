import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Payment } from './payment.js';
import type { ChargeOutcome } from './payment-provider.js';
import { readPayment } from './read-payments.js';

export interface Settlement {
  readonly outcome: ChargeOutcome;
  readonly now: Date;
}

export interface Settled {
  /** As it is afterwards. */
  readonly payment: Payment;
  /** False when the outcome said nothing new. */
  readonly changed: boolean;
}

/**
 * Notes what the provider said of a charge, under the payment's row lock. A decline after the money was taken changes
 * nothing; money that was taken after a decline is believed, for then it has to go back or be used. The card's token is
 * erased with the first final word.
 * @throws AppError NOT_FOUND when there is no such payment.
 */
export async function settlePayment(
  tx: Transaction,
  paymentId: Id,
  { outcome, now }: Settlement,
): Promise<Settled> {
  const payment = await readPayment(tx, paymentId, 'FOR UPDATE');
  if (payment === null) throw new AppError('NOT_FOUND', `There is no payment ${paymentId}.`);
  switch (outcome.kind) {
    case 'succeeded':
      return complete(tx, payment, { transactionId: outcome.transaction_id, now });
    case 'declined':
      return decline(tx, payment, { code: outcome.code, now });
    case 'pending':
      return noteTransaction(tx, payment, { transactionId: outcome.transaction_id, now });
  }
}

interface Said {
  readonly transactionId: string;
  readonly now: Date;
}

async function complete(tx: Transaction, payment: Payment, { transactionId, now }: Said): Promise<Settled> {
  if (payment.status !== 'PENDING' && payment.status !== 'FAILED') {
    // Two transactions for one charge: the provider's idempotency failed, and only a person can give one back.
    if (payment.transaction_id !== transactionId) await callAttention(tx, payment, now);
    return { payment, changed: false };
  }
  await tx.run(
    `UPDATE payments SET status = 'COMPLETED', transaction_id = ?, failure_code = NULL, card_token = NULL,
       next_at = NULL, attention = 0, updated_at = ? WHERE payment_id = ?`,
    [transactionId, toSqlTime(now), payment.payment_id],
  );
  return {
    payment: {
      ...payment,
      status: 'COMPLETED',
      transaction_id: transactionId,
      failure_code: null,
      next_at: null,
      attention: false,
    },
    changed: true,
  };
}

async function callAttention(tx: Transaction, { payment_id }: Payment, now: Date): Promise<void> {
  await tx.run('UPDATE payments SET attention = 1, updated_at = ? WHERE payment_id = ?', [
    toSqlTime(now),
    payment_id,
  ]);
}

async function decline(
  tx: Transaction,
  payment: Payment,
  { code, now }: { code: string; now: Date },
): Promise<Settled> {
  if (payment.status !== 'PENDING') return { payment, changed: false };
  const failureCode = code.replace(/[^\w.-]/g, '_').slice(0, 64);
  await tx.run(
    `UPDATE payments SET status = 'FAILED', failure_code = ?, card_token = NULL, next_at = NULL, attention = 0,
       updated_at = ? WHERE payment_id = ?`,
    [failureCode, toSqlTime(now), payment.payment_id],
  );
  return {
    payment: { ...payment, status: 'FAILED', failure_code: failureCode, next_at: null, attention: false },
    changed: true,
  };
}

async function noteTransaction(
  tx: Transaction,
  payment: Payment,
  { transactionId, now }: { transactionId: string | null; now: Date },
): Promise<Settled> {
  const news = transactionId !== null && payment.transaction_id === null && payment.status === 'PENDING';
  if (!news) return { payment, changed: false };
  await tx.run('UPDATE payments SET transaction_id = ?, updated_at = ? WHERE payment_id = ?', [
    transactionId,
    toSqlTime(now),
    payment.payment_id,
  ]);
  return { payment: { ...payment, transaction_id: transactionId }, changed: true };
}
