import { z } from 'zod';
import type { Clock } from '../model/clock.js';
import type { RefundOutcome, RefundRequest } from './payment-provider.js';
import {
  isOtherUseOfKey,
  outcomeOfNewRefund,
  outcomeOfRefund,
  readGood,
  stripeRefund,
} from './stripe-answers.js';
import { stripeAmountOf } from './stripe-amount.js';
import { KEY_LIFE_MS, type StripeClient } from './stripe-client.js';

interface Deps {
  readonly client: StripeClient;
  readonly clock: Clock;
}

/**
 * Sends a refund under its key (docs.stripe.com/api/refunds). Where the key cannot be trusted to stop a second one, it
 * is first looked for among the refunds of the intent.
 */
export async function sendStripeRefund(deps: Deps, request: RefundRequest): Promise<RefundOutcome> {
  const { client, clock } = deps;
  if (request.provider_refund_id !== null) {
    const path = `/v1/refunds/${encodeURIComponent(request.provider_refund_id)}`;
    return outcomeOfRefund(readGood(stripeRefund, await client.get(path)));
  }
  const keyLives = clock.now().getTime() - request.requested_at.getTime() < KEY_LIFE_MS;
  const known = keyLives ? null : await findRefund(client, request);
  if (known !== null) return known;
  const amount = stripeAmountOf(request.amount, request.currency);
  if (amount === null) return { kind: 'refused', code: 'amount_not_supported' };
  const form = {
    payment_intent: request.transaction_id,
    amount: String(amount),
    'metadata[refund_id]': request.refund_id,
  };
  const answer = await client.post('/v1/refunds', form, request.idempotency_token);
  const found = answer.status >= 500 || isOtherUseOfKey(answer) ? await findRefund(client, request) : null;
  return found ?? outcomeOfNewRefund(answer);
}

async function findRefund(client: StripeClient, request: RefundRequest): Promise<RefundOutcome | null> {
  const answer = await client.get('/v1/refunds', { payment_intent: request.transaction_id, limit: '100' });
  const { data } = readGood(z.object({ data: z.array(stripeRefund) }), answer);
  const ours = data.find(({ metadata }) => metadata['refund_id'] === request.refund_id);
  return ours === undefined ? null : outcomeOfRefund(ours);
}
