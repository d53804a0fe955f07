import { randomUUID } from 'node:crypto';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { formatAmount, type MinorUnits } from '../model/money.js';
import type { SqlValue, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { AnswerKey } from './payment-origin.js';

/** For so long only the process that made a payment goes on with it; then any other may. */
const OWN_MS = 30_000;

export interface NewPayment {
  readonly payment_id: Id;
  readonly booking_id: Id;
  readonly provider: string;
  /** More than zero. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** The provider's token for the card. */
  readonly token: string;
  /** The Idempotency-Key under which the outcome is the answer. */
  readonly answers?: AnswerKey | null;
}

/**
 * Notes payments that are to be taken, each with the idempotency token of its charge, in one statement that travels
 * with the next one. The charge itself is sent after the commit: `charge(payment_id)`.
 */
export async function insertPayments(
  tx: Transaction,
  payments: readonly NewPayment[],
  now: Date,
): Promise<void> {
  if (payments.length === 0) return;
  const at = toSqlTime(now);
  const due = toSqlTime(new Date(now.getTime() + OWN_MS));
  await tx.later(
    `INSERT INTO payments (payment_id, booking_id, provider, payment_method, amount, currency, status, card_token,
       idempotency_token, next_at, answer_partner_id, answer_operation, answer_key, created_at, updated_at) VALUES ?`,
    [
      payments.map((payment): SqlValue[] => {
        if (payment.amount <= 0)
          throw new AppError('VALIDATION', 'There is nothing to pay; leave the payment out of the request.');
        const amount = formatAmount(payment.amount, payment.currency);
        return [
          payment.payment_id,
          payment.booking_id,
          payment.provider,
          'card',
          amount,
          payment.currency,
          'PENDING',
          payment.token,
          randomUUID(),
          due,
          payment.answers?.partner_id ?? null,
          payment.answers?.operation ?? null,
          payment.answers?.key ?? null,
          at,
          at,
        ];
      }),
    ],
  );
}
