import { formatAmount } from '../model/money.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { AnswerKey } from '../payments/payment-origin.js';
import type { Payment } from '../payments/payment.js';
import type { Transaction } from '../platform/database.js';
import type { BookingAnswer, Refusal } from './booking-answer.js';
import { viewBooking, type BookingRecord } from './booking-record.js';
import { PAYING, readPayingAnswer } from './paying-answer.js';

export interface Outcome {
  readonly record: BookingRecord;
  /** Settled. */
  readonly payment: Payment;
  readonly catalogue: Catalogue;
}

/** What a request hears of a booking whose payment is settled. */
export function outcomeAnswer({ record, payment, catalogue }: Outcome, request_id: string): BookingAnswer {
  const refusal = refusalOf(record, payment);
  if (refusal === null) {
    return { replayed: false, kind: 'confirmed', body: JSON.stringify(viewBooking(record, catalogue)) };
  }
  const details = { booking_id: record.booking_id, payment_id: payment.payment_id };
  return { replayed: false, kind: 'refused', body: { ...refusal, faults: [], details, request_id } };
}

function refusalOf(
  { booking_id, status, total_price, currency }: BookingRecord,
  payment: Payment,
): Pick<Refusal, 'code' | 'message'> | null {
  if (payment.status === 'FAILED') {
    const code = payment.failure_code ?? 'declined';
    return {
      code: 'PAYMENT_DECLINED',
      message: `The payment of ${total_price} ${currency} was declined (${code}); booking ${booking_id} failed, its rooms are free again. Book anew with another card.`,
    };
  }
  if (status === 'CONFIRMED') return null;
  const amount = formatAmount(payment.amount, payment.currency);
  const back = `the payment of ${amount} ${payment.currency} goes back in full`;
  return status === 'CANCELLED'
    ? { code: 'CONFLICT', message: `Booking ${booking_id} was cancelled while it was being paid; ${back}.` }
    : {
        code: 'HOLD_EXPIRED',
        message: `The payment came when the hold of booking ${booking_id} was over and its rooms were sold; ${back}.`,
      };
}

/** HTTP statuses that the stored answers of the two operations have. */
const DONE: Readonly<Record<string, number>> = { 'booking.create': 201, 'booking.confirm': 200 };
const REFUSED = 409;

/**
 * Replaces the row of a key that waits for this payment by the final answer; from then on every copy of the request is
 * answered with it, byte for byte. A row that has its answer is left as it is.
 */
export async function completeAnswer(
  tx: Transaction,
  { key, ...outcome }: Outcome & { readonly key: AnswerKey },
): Promise<void> {
  const where = 'partner_id = ? AND operation = ? AND idempotency_key = ? AND status = ?';
  const parameters = [key.partner_id, key.operation, key.key, PAYING];
  const [row] = await tx.rows<{ answer: string }>(
    `SELECT answer FROM idempotency_keys WHERE ${where} FOR UPDATE`,
    parameters,
  );
  if (row === undefined) return;
  const answer = outcomeAnswer(outcome, readPayingAnswer(row.answer).request_id);
  const [status, text] =
    answer.kind === 'refused'
      ? [REFUSED, JSON.stringify(answer.body)]
      : [DONE[key.operation] ?? 200, answer.body];
  await tx.later(`UPDATE idempotency_keys SET status = ?, answer = ? WHERE ${where}`, [
    status,
    text,
    ...parameters,
  ]);
}
