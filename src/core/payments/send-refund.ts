import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { parseAmount } from '../model/money.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import { nextAttempt, wantsAttention } from './payment-back-off.js';
import type { Payment } from './payment.js';
import type { RefundOutcome } from './payment-provider.js';
import type { PaymentDeps } from './payments.js';
import { providerOf, tellUnknown } from './provider-calls.js';
import { readPayment } from './read-payments.js';
import { readRefund, settleRefund, type RefundRow } from './settle-refund.js';

export type RefundResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown' };

/**
 * Sends a refund to the provider that took the payment, and settles it. Safe to repeat: an outcome that is not known,
 * or not yet final, is due again later.
 * @throws AppError NOT_FOUND; CONFIG when the payment's provider is not set up any more.
 */
export async function sendRefund(deps: PaymentDeps, refundId: Id): Promise<RefundResult> {
  const { database, clock, metrics } = deps;
  const refund = await readRefund(database, refundId);
  if (refund === null) throw new AppError('NOT_FOUND', `There is no refund ${refundId}.`);
  if (refund.state === 'DONE') return { kind: 'done' };
  if (refund.state === 'FAILED') return { kind: 'refused', code: refund.failure_code ?? 'refused' };
  const payment = await readPayment(database, refund.payment_id);
  if (payment === null) throw new AppError('NOT_FOUND', `There is no payment ${refund.payment_id}.`);
  deps.crash('refund.before_call');
  const outcome = await send(deps, { refund, payment });
  deps.crash('refund.called');
  metrics.payments.inc({ provider: payment.provider, call: 'refund', outcome: outcome.kind });
  if (outcome.kind !== 'unknown') {
    await database.inTransaction((tx) => settleRefund(tx, refundId, { outcome, now: clock.now() }));
  }
  if (outcome.kind === 'unknown' || outcome.kind === 'pending') await postpone(deps, refund);
  return outcome.kind === 'refused' ? outcome : { kind: outcome.kind };
}

async function send(
  { providers, logger }: PaymentDeps,
  { refund, payment }: { refund: RefundRow; payment: Payment },
): Promise<RefundOutcome | { readonly kind: 'unknown' }> {
  const provider = providerOf(providers, payment.provider);
  try {
    return await provider.refund({
      refund_id: refund.refund_id,
      transaction_id: payment.transaction_id ?? '',
      amount: parseAmount(refund.amount, payment.currency),
      currency: payment.currency,
      idempotency_token: refund.idempotency_token,
      provider_refund_id: refund.provider_refund_id,
      requested_at: fromSqlTime(refund.created_at),
    });
  } catch (error) {
    tellUnknown(logger, error, { provider: provider.id, call: 'refund', refund_id: refund.refund_id });
    return { kind: 'unknown' };
  }
}

async function postpone({ database, clock }: PaymentDeps, { refund_id, attempts }: RefundRow): Promise<void> {
  const now = clock.now();
  await database.run(
    `UPDATE payment_refunds SET next_at = ?, attention = ?, updated_at = ? WHERE refund_id = ? AND state = 'PENDING'`,
    [
      toSqlTime(nextAttempt(attempts, now, Math.random())),
      wantsAttention(attempts) ? 1 : 0,
      toSqlTime(now),
      refund_id,
    ],
  );
}
