import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { AppError } from '../model/errors.js';
import { isId } from '../model/ids.js';
import type { PaymentEvent } from './payment-provider.js';
import { outcomeOfIntent, outcomeOfRefund, stripeIntent, stripeRefund } from './stripe-answers.js';
import { parseWebhook } from './parse-webhook.js';
import { verifySignature } from './webhook-signature.js';

const stripeEvent = z.object({
  id: z.string().min(1).max(128),
  type: z.string().min(1).max(200),
  data: z.object({ object: z.looseObject({ object: z.string().optional() }) }),
});

interface Webhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly secrets: readonly string[];
  readonly now: Date;
}

/**
 * An event of Stripe (docs.stripe.com/api/events), which may come twice, late or before an older one: it carries the
 * state of its object when it was made, and what is final in that stays so. Events of things that are not ours pass.
 */
export function readStripeWebhook({ headers, body, secrets, now }: Webhook): PaymentEvent {
  const header = headers['stripe-signature'];
  verifySignature({ header: typeof header === 'string' ? header : undefined, body, secrets, now });
  const parsed = stripeEvent.safeParse(parseWebhook(body));
  if (!parsed.success) throw new AppError('MALFORMED', 'The webhook is signed but is no event of Stripe.');
  const { id, type, data } = parsed.data;
  return {
    event_id: id,
    type: type.slice(0, 64),
    charge: data.object.object === 'payment_intent' ? chargeOf(data.object) : null,
    refund: data.object.object === 'refund' ? refundOf(data.object) : null,
  };
}

function chargeOf(object: unknown): PaymentEvent['charge'] {
  const intent = stripeIntent.safeParse(object);
  const paymentId = intent.data?.metadata['payment_id'] ?? '';
  if (!intent.success || !isId(paymentId)) return null;
  return { payment_id: paymentId, outcome: outcomeOfIntent(intent.data) };
}

function refundOf(object: unknown): PaymentEvent['refund'] {
  const refund = stripeRefund.safeParse(object);
  const refundId = refund.data?.metadata['refund_id'] ?? '';
  if (!refund.success || !isId(refundId)) return null;
  return { refund_id: refundId, outcome: outcomeOfRefund(refund.data) };
}
