import type { Clock } from '../model/clock.js';
import {
  PaymentUnknown,
  type ChargeOutcome,
  type ChargeRequest,
  type PaymentProvider,
  type SentCharge,
} from './payment-provider.js';
import {
  isOtherUseOfKey,
  outcomeOfCharge,
  outcomeOfIntent,
  readGood,
  stripeIntent,
  type StripeIntent,
} from './stripe-answers.js';
import { stripeAmountOf } from './stripe-amount.js';
import { createStripeClient, KEY_LIFE_MS, type StripeAnswer, type StripeClient } from './stripe-client.js';
import { findIntents } from './stripe-search.js';
import { sendStripeRefund } from './stripe-refund.js';
import { readStripeWebhook } from './stripe-webhook.js';

export interface StripeOptions {
  readonly url: string;
  readonly key: string;
  readonly timeoutMs: number;
  readonly webhookSecrets: readonly string[];
  readonly clock: Clock;
}

interface Deps {
  readonly client: StripeClient;
  readonly clock: Clock;
}

const INTENTS = '/v1/payment_intents';

/**
 * Payments by Stripe's payment intents (docs.stripe.com/api/payment_intents): made and confirmed in one call under an
 * idempotency key, never with a redirect or a challenge, for the guest is not in front of us.
 */
export function createStripeProvider(options: StripeOptions): PaymentProvider {
  const { clock, webhookSecrets } = options;
  const deps: Deps = { client: createStripeClient(options), clock };
  return {
    id: 'stripe',
    charge: (request) => charge(deps, request),
    look: (sent) => look(deps, sent),
    cancel: (sent) => cancel(deps, sent),
    refund: (request) => sendStripeRefund(deps, request),
    readWebhook: (headers, body) =>
      readStripeWebhook({ headers, body, secrets: webhookSecrets, now: clock.now() }),
  };
}

async function charge({ client }: Deps, request: ChargeRequest): Promise<ChargeOutcome> {
  const form = chargeForm(request);
  if (form === null) return unsupported(request);
  return settle(client, await client.post(INTENTS, form, request.idempotency_token));
}

/**
 * By its number where Stripe has given one. Else the charge is sent again under its key, which answers what the first
 * one was answered or does it now; where that says nothing (a stored 500, a forgotten key), Stripe is searched.
 */
async function look(deps: Deps, sent: SentCharge): Promise<ChargeOutcome> {
  const { client } = deps;
  if (sent.transaction_id !== null) return finish(client, await getIntent(client, sent.transaction_id));
  const form = chargeForm(sent);
  if (form === null) return unsupported(sent);
  if (!keyLives(deps, sent)) return search(deps, sent);
  const answer = await client.post(INTENTS, form, sent.idempotency_token);
  if (answer.status >= 500 || isOtherUseOfKey(answer)) return search(deps, sent);
  return settle(client, answer);
}

/**
 * An intent that we know is cancelled. Of a charge that may not have arrived, its key is used up by an intent that
 * nobody confirms: if Stripe takes it, the charge had not arrived and never will; if not, it had, and is looked at.
 */
async function cancel(deps: Deps, sent: SentCharge): Promise<ChargeOutcome> {
  const { client } = deps;
  if (sent.transaction_id !== null) return cancelIntent(client, sent.transaction_id);
  const form = chargeForm(sent);
  if (form === null) return unsupported(sent);
  if (!keyLives(deps, sent)) return search(deps, sent);
  const probe = await client.post(INTENTS, probeForm(form), sent.idempotency_token);
  if (probe.status === 200) return cancelIntent(client, readGood(stripeIntent, probe).id);
  if (!isOtherUseOfKey(probe)) throw new PaymentUnknown(`Stripe answered ${probe.status} to a cancellation.`);
  const outcome = await look(deps, sent);
  if (outcome.kind !== 'pending' || outcome.transaction_id === null) return outcome;
  return cancelIntent(client, outcome.transaction_id);
}

async function search(deps: Deps, sent: SentCharge): Promise<ChargeOutcome> {
  const intents = await findIntents(deps, sent);
  const outcomes = intents.map(outcomeOfIntent);
  const taken = outcomes.find((outcome) => outcome.kind === 'succeeded');
  const open = outcomes.find((outcome) => outcome.kind === 'pending');
  const [first] = outcomes;
  if (first !== undefined) return taken ?? open ?? first;
  return { kind: 'declined', code: 'not_received', message: 'The payment never reached Stripe.' };
}

async function settle(client: StripeClient, answer: StripeAnswer): Promise<ChargeOutcome> {
  return answer.status === 200 ? finish(client, readGood(stripeIntent, answer)) : outcomeOfCharge(answer);
}

/** An intent that waits for a guest, or for us after its only confirmation, would wait for ever: it is stopped. */
async function finish(client: StripeClient, intent: StripeIntent): Promise<ChargeOutcome> {
  const outcome = outcomeOfIntent(intent);
  const waits = outcome.kind === 'pending' && intent.status.startsWith('requires_');
  return waits ? cancelIntent(client, intent.id) : outcome;
}

async function cancelIntent(client: StripeClient, id: string): Promise<ChargeOutcome> {
  const path = `${INTENTS}/${encodeURIComponent(id)}/cancel`;
  const answer = await client.post(path, { cancellation_reason: 'abandoned' }, null);
  if (answer.status === 200) return outcomeOfIntent(readGood(stripeIntent, answer));
  // Taken or over already: then its own state is the answer.
  return outcomeOfIntent(await getIntent(client, id));
}

async function getIntent(client: StripeClient, id: string): Promise<StripeIntent> {
  return readGood(stripeIntent, await client.get(`${INTENTS}/${encodeURIComponent(id)}`));
}

function keyLives({ clock }: Deps, { sent_at }: SentCharge): boolean {
  return clock.now().getTime() - sent_at.getTime() < KEY_LIFE_MS;
}

/** null: an amount that Stripe cannot express. */
function chargeForm(request: ChargeRequest): Record<string, string> | null {
  const { token, currency } = request;
  const amount = stripeAmountOf(request.amount, currency);
  if (amount === null) return null;
  const card: Record<string, string> = token.startsWith('tok_')
    ? { 'payment_method_data[type]': 'card', 'payment_method_data[card][token]': token }
    : { payment_method: token };
  return {
    amount: String(amount),
    currency: currency.toLowerCase(),
    confirm: 'true',
    error_on_requires_action: 'true',
    'automatic_payment_methods[enabled]': 'true',
    'automatic_payment_methods[allow_redirects]': 'never',
    description: request.description,
    'metadata[booking_id]': request.booking_id,
    'metadata[payment_id]': request.payment_id,
    'metadata[token]': request.idempotency_token,
    ...card,
  };
}

function probeForm(form: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['amount', 'currency', 'description'];
  return Object.fromEntries(
    Object.entries(form).filter(([name]) => kept.includes(name) || name.startsWith('metadata[')),
  );
}

function unsupported({ currency }: ChargeRequest): ChargeOutcome {
  return {
    kind: 'declined',
    code: 'amount_not_supported',
    message: `Stripe cannot take this amount of ${currency}.`,
  };
}
