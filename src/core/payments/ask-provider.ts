import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { nextAttempt, wantsAttention } from './payment-back-off.js';
import { PAYMENT_COLUMNS, toPayment, type Payment, type PaymentRow } from './payment.js';
import type { ChargeOutcome, PaymentProvider, SentCharge } from './payment-provider.js';
import type { PaymentDeps } from './payments.js';
import { providerOf, tellUnknown } from './provider-calls.js';
import { readPayment } from './read-payments.js';

export type PaymentResult =
  | ChargeOutcome
  /** Still PENDING; it will be due again. */
  | { readonly kind: 'unknown' }
  /** Somebody else settled it: go on from its status. */
  | { readonly kind: 'settled'; readonly payment: Payment };

export type Question = 'charge' | 'look' | 'cancel' | 'pursue';

/**
 * Puts one question about a payment to its provider, outside of any transaction. Nothing but when it is due again is
 * noted here: what the provider says is settled by the caller.
 * @throws AppError NOT_FOUND; CONFIG when the payment's provider is not set up any more.
 */
export async function askProvider(
  deps: PaymentDeps,
  paymentId: Id,
  question: Question,
): Promise<PaymentResult> {
  const { database, metrics } = deps;
  const { payment, charge } = await readCharge(database, paymentId);
  if (payment.status !== 'PENDING') return { kind: 'settled', payment };
  const provider = providerOf(deps.providers, payment.provider);
  const call = question === 'pursue' ? (payment.called ? 'look' : 'charge') : question;
  if (call === 'charge' && !payment.called) await noteCall(database, paymentId);
  const outcome = await ask(deps, { provider, call, charge });
  metrics.payments.inc({ provider: provider.id, call, outcome: outcome.kind });
  if (outcome.kind === 'succeeded' || outcome.kind === 'declined') return outcome;
  return (await postpone(deps, payment)) ?? outcome;
}

interface Call {
  readonly provider: PaymentProvider;
  readonly call: Exclude<Question, 'pursue'>;
  readonly charge: SentCharge;
}

async function ask(
  deps: PaymentDeps,
  { provider, call, charge }: Call,
): Promise<ChargeOutcome | { readonly kind: 'unknown' }> {
  try {
    return await provider[call](charge);
  } catch (error) {
    // Whatever went wrong, the charge may have arrived: it is never taken for declined.
    tellUnknown(deps.logger, error, {
      provider: provider.id,
      call,
      payment_id: charge.payment_id,
      booking_id: charge.booking_id,
    });
    return { kind: 'unknown' };
  }
}

interface ChargeRow extends PaymentRow {
  readonly card_token: string | null;
  readonly idempotency_token: string;
}

async function readCharge(
  database: Database,
  paymentId: Id,
): Promise<{ payment: Payment; charge: SentCharge }> {
  const [row] = await database.rows<ChargeRow>(
    `SELECT ${PAYMENT_COLUMNS}, p.card_token, p.idempotency_token FROM payments p WHERE p.payment_id = ?`,
    [paymentId],
  );
  if (row === undefined) throw new AppError('NOT_FOUND', `There is no payment ${paymentId}.`);
  const { card_token, idempotency_token, ...rest } = row;
  const payment = toPayment(rest);
  return {
    payment,
    charge: {
      payment_id: payment.payment_id,
      booking_id: payment.booking_id,
      amount: payment.amount,
      currency: payment.currency,
      token: card_token ?? '',
      idempotency_token,
      description: `Booking ${payment.booking_id}`,
      transaction_id: payment.transaction_id,
      sent_at: new Date(payment.created_at),
    },
  };
}

/** Before the call, so that a process that dies in it leaves a payment that is asked about, not one that is sent anew. */
async function noteCall(database: Database, paymentId: Id): Promise<void> {
  await database.run('UPDATE payments SET called = 1 WHERE payment_id = ?', [paymentId]);
}

/** Sets when it is due again. @returns how it was settled when somebody did so meanwhile. */
async function postpone(
  { database, clock, metrics }: PaymentDeps,
  { payment_id, attempts, attention, provider }: Payment,
): Promise<{ kind: 'settled'; payment: Payment } | null> {
  const now = clock.now();
  const wanting = wantsAttention(attempts);
  const { affectedRows } = await database.run(
    `UPDATE payments SET next_at = ?, attention = ?, updated_at = ? WHERE payment_id = ? AND status = 'PENDING'`,
    [toSqlTime(nextAttempt(attempts, now, Math.random())), wanting ? 1 : 0, toSqlTime(now), payment_id],
  );
  if (affectedRows === 1) {
    if (wanting && !attention) metrics.payments.inc({ provider, call: 'look', outcome: 'attention' });
    return null;
  }
  const payment = await readPayment(database, payment_id);
  return payment === null || payment.status === 'PENDING' ? null : { kind: 'settled', payment };
}
