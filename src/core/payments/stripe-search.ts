import { z } from 'zod';
import type { Clock } from '../model/clock.js';
import { PaymentUnknown, type SentCharge } from './payment-provider.js';
import { readGood, stripeIntent, type StripeIntent } from './stripe-answers.js';
import type { StripeClient } from './stripe-client.js';

/** Stripe's search lags behind by about a minute, and by more during an outage of it. */
const SEARCH_LAG_MS = 3_600_000;

/**
 * The intents of a charge, found by the token in their metadata (docs.stripe.com/search).
 * @throws PaymentUnknown when none is found but the charge is too young for that to mean anything.
 */
export async function findIntents(
  { client, clock }: { readonly client: StripeClient; readonly clock: Clock },
  { idempotency_token, sent_at }: SentCharge,
): Promise<StripeIntent[]> {
  const answer = await client.get('/v1/payment_intents/search', {
    query: `metadata['token']:'${idempotency_token}'`,
    limit: '10',
  });
  const { data } = readGood(z.object({ data: z.array(stripeIntent) }), answer);
  if (data.length === 0 && clock.now().getTime() - sent_at.getTime() < SEARCH_LAG_MS)
    throw new PaymentUnknown('Stripe does not find the charge yet.');
  return data;
}
