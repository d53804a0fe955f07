import { z } from 'zod';
import { AppError } from '../model/errors.js';
import { PaymentUnknown, type ChargeOutcome, type RefundOutcome } from './payment-provider.js';
import type { StripeAnswer } from './stripe-client.js';

const fault = z.object({
  type: z.string().optional(),
  code: z.string().nullish(),
  decline_code: z.string().nullish(),
});

export const stripeIntent = z.object({
  id: z.string().min(1),
  status: z.string(),
  metadata: z.record(z.string(), z.string()).default({}),
  last_payment_error: fault.nullish(),
});
export type StripeIntent = z.output<typeof stripeIntent>;

export const stripeRefund = z.object({
  id: z.string().min(1),
  status: z.string().nullish(),
  failure_reason: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).default({}),
});
export type StripeRefund = z.output<typeof stripeRefund>;

const errorBody = z.object({ error: fault.extend({ payment_intent: stripeIntent.optional() }) });
export type StripeFault = z.output<typeof errorBody>['error'];

/** Reads a 200. @throws PaymentUnknown for anything that is not what the contract promises. */
export function readGood<T>(schema: z.ZodType<T>, { status, body }: StripeAnswer): T {
  const parsed = schema.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  throw new PaymentUnknown(`Stripe's answer (${status}) is not the one that its contract promises.`);
}

export function readFault({ body }: StripeAnswer): StripeFault {
  const parsed = errorBody.safeParse(body);
  return parsed.success ? parsed.data.error : {};
}

/** The key has been used with other parameters: its first use stands, this one did nothing. */
export function isOtherUseOfKey(answer: StripeAnswer): boolean {
  return answer.status === 400 && readFault(answer).type === 'idempotency_error';
}

/**
 * What an intent says of its charge. We confirm an intent once, when it is made: one that has an error will not be
 * tried again, and one that waits for nobody knows what is still being worked on.
 */
export function outcomeOfIntent(intent: StripeIntent): ChargeOutcome {
  const { id, status, last_payment_error: error } = intent;
  if (status === 'succeeded') return { kind: 'succeeded', transaction_id: id };
  if (status === 'canceled') return declined('cancelled');
  if (status === 'requires_payment_method' && (error ?? null) !== null)
    return declined(error?.decline_code ?? error?.code ?? 'declined');
  return { kind: 'pending', transaction_id: id };
}

/**
 * What the answer to a new charge says. 4xx means that nothing was taken; all but those that speak of the request
 * itself leave it open.
 * @throws PaymentUnknown; AppError CONFIG when Stripe does not take our key.
 */
export function outcomeOfCharge(answer: StripeAnswer): ChargeOutcome {
  if (answer.status === 200) return outcomeOfIntent(readGood(stripeIntent, answer));
  const error = readFault(answer);
  refuseOurFault(answer, error);
  if (error.payment_intent !== undefined) {
    const outcome = outcomeOfIntent(error.payment_intent);
    if (outcome.kind !== 'pending') return outcome;
  }
  return declined(error.decline_code ?? error.code ?? 'declined');
}

export function outcomeOfRefund({ id, status, failure_reason }: StripeRefund): RefundOutcome {
  if (status === 'succeeded') return { kind: 'done', provider_refund_id: id };
  if (status === 'failed' || status === 'canceled')
    return { kind: 'refused', code: failure_reason ?? status };
  return { kind: 'pending', provider_refund_id: id };
}

/** What the answer to a new refund says; as outcomeOfCharge. */
export function outcomeOfNewRefund(answer: StripeAnswer): RefundOutcome {
  if (answer.status === 200) return outcomeOfRefund(readGood(stripeRefund, answer));
  const error = readFault(answer);
  refuseOurFault(answer, error);
  return { kind: 'refused', code: error.code ?? error.type ?? 'refused' };
}

/** Throws unless Stripe has judged the request: then it was refused, and nothing was done. */
export function refuseOurFault({ status }: StripeAnswer, { type, code }: StripeFault): void {
  if (status === 401 || status === 403) {
    throw new AppError('CONFIG', 'Stripe does not accept BELLHOP_STRIPE_KEY for this.', {
      next: 'bellhop config explain',
    });
  }
  const judged = type === 'card_error' || type === 'invalid_request_error';
  // A rate limit or a conflict with a copy of the request that is still being worked on may wear the same type.
  if (judged && (status === 400 || status === 402 || status === 404) && code !== 'lock_timeout') return;
  throw new PaymentUnknown(`Stripe answered ${status} (${type ?? 'no type'}).`);
}

function declined(code: string): ChargeOutcome {
  return { kind: 'declined', code, message: `The card was not charged (${code}).` };
}
