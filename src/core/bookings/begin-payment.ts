import { parseAmount } from '../model/money.js';
import type { Id } from '../model/ids.js';
import { insertPayments } from '../payments/insert-payments.js';
import type { Payments } from '../payments/payments.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import type { Intent } from './booking-answer.js';
import type { BookingRecord } from './booking-record.js';
import { rememberAnswers } from './idempotency.js';
import { PAYING, payingAnswer } from './paying-answer.js';
import { insertAudit } from './write-booking.js';

interface Deps {
  readonly nextId: NextId;
  readonly payments: Pick<Payments, 'provider'>;
  readonly idempotencyHours: number;
}

interface Beginning {
  /** A hold, under its row lock. */
  readonly before: BookingRecord;
  readonly intent: Intent;
  /** The payment provider's token for the card. */
  readonly token: string;
  readonly now: Date;
}

/**
 * Writes the payment of a hold and, for copies of the request, what their key stands for until it is settled; the charge
 * is sent after the commit.
 * @returns the payment. @throws AppError VALIDATION when the booking costs nothing.
 */
export async function beginPayment(
  tx: Transaction,
  { nextId, payments, idempotencyHours }: Deps,
  { before, intent: { scope, context }, token, now }: Beginning,
): Promise<Id> {
  const { booking_id, currency, total_price, revision } = before;
  const payment_id = nextId();
  const payment = {
    ...{ payment_id, booking_id, currency, token, answers: scope },
    provider: payments.provider,
    amount: parseAmount(total_price, currency),
  };
  await insertPayments(tx, [payment], now);
  await insertAudit(tx, {
    booking_id,
    event_type: 'PAYMENT_STARTED',
    actor: context.partner.code,
    revision,
    detail: { payment_id, request_id: context.request_id },
  });
  if (scope !== null) {
    const answer = payingAnswer({ booking_id, payment_id, request_id: context.request_id });
    const expires = new Date(now.getTime() + idempotencyHours * 3_600_000);
    await rememberAnswers(tx, [{ scope, status: PAYING, answer, expires }]);
  }
  return payment_id;
}
