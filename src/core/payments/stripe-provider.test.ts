import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StripeServer } from '../../../test/payments/stripe-server.js';
import { PaymentUnknown, type PaymentProvider, type SentCharge } from './payment-provider.js';
import { createStripeProvider } from './stripe-provider.js';

const HOUR = 3_600_000;
let stripe: StripeServer;
let url: string;
let provider: PaymentProvider;
let now: Date;

beforeEach(async () => {
  stripe = new StripeServer();
  url = await stripe.listen();
  now = new Date();
  provider = open();
});
afterEach(() => stripe.close());

function open(key = stripe.key): PaymentProvider {
  const clock = { now: () => now };
  return createStripeProvider({ url, key, timeoutMs: 400, webhookSecrets: [stripe.webhookSecret], clock });
}

function aCharge(change: Partial<SentCharge> = {}): SentCharge {
  return {
    payment_id: '7211534512341234',
    booking_id: '7211534512341235',
    amount: 12_050,
    currency: 'EUR',
    token: 'pm_card_visa',
    idempotency_token: '8d0f3c6a-0000-4000-8000-000000000001',
    description: 'Booking 7211534512341235',
    transaction_id: null,
    sent_at: now,
    ...change,
  };
}

const succeeded = { kind: 'succeeded', transaction_id: expect.stringMatching(/^pi_/) as string };

describe('a charge', () => {
  it('is one confirmed intent under its idempotency key, as a form, without redirects', async () => {
    expect(await provider.charge(aCharge())).toEqual(succeeded);
    const [call] = stripe.calls;
    expect(call).toMatchObject({
      method: 'POST',
      path: '/v1/payment_intents',
      key: aCharge().idempotency_token,
    });
    expect(call?.form).toMatchObject({
      amount: '12050',
      currency: 'eur',
      confirm: 'true',
      payment_method: 'pm_card_visa',
      'automatic_payment_methods[allow_redirects]': 'never',
      'metadata[booking_id]': '7211534512341235',
      'metadata[payment_id]': '7211534512341234',
    });
    expect(stripe.held()).toBe(12_050);
  });

  it('sent again is the same charge', async () => {
    await provider.charge(aCharge());
    expect(await provider.charge(aCharge())).toEqual(succeeded);
    expect(stripe.held()).toBe(12_050);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['tok_chargeDeclined', 'generic_decline'],
    ['pm_card_insufficientFunds', 'insufficient_funds'],
    ['pm_card_authenticationRequired', 'authentication_required'],
    ['pm_missing', 'resource_missing'],
  ])('of %s is declined: %s', async (token, code) => {
    expect(await provider.charge(aCharge({ token }))).toMatchObject({ kind: 'declined', code });
    expect(stripe.held()).toBe(0);
  });

  it('that wants a challenge is stopped, for nobody is there to take it', async () => {
    expect(await provider.charge(aCharge({ token: 'pm_challenge' }))).toMatchObject({ kind: 'declined' });
    expect([...stripe.intents.values()].map(({ status }) => status)).toEqual(['canceled']);
  });

  it.each(['cut_before', 'cut_after', 'hang', 'status_429', 'status_409', 'stored_500', 'not_json'] as const)(
    'with the fault %s is not known, never declined',
    async (fault) => {
      stripe.fault(fault);
      await expect(provider.charge(aCharge())).rejects.toBeInstanceOf(PaymentUnknown);
    },
  );

  it('tells of a wrong key as a fault of ours, and of nothing that is secret', async () => {
    const error = await open('sk_test_wrong_wrong')
      .charge(aCharge({ token: 'pm_secret' }))
      .catch(String);
    expect(error).toMatch(/BELLHOP_STRIPE_KEY/);
    stripe.fault('cut_before');
    const cut: unknown = await provider
      .charge(aCharge({ token: 'pm_secret' }))
      .catch((thrown: unknown) => thrown);
    expect(JSON.stringify([cut, String(cut), error])).not.toMatch(/sk_test|pm_secret/);
    expect(cut).not.toHaveProperty('cause');
  });

  it('of an amount that Stripe cannot express is declined without a call', async () => {
    const charge = aCharge({ amount: 10_005, currency: 'KWD' });
    expect(await provider.charge(charge)).toMatchObject({ kind: 'declined', code: 'amount_not_supported' });
    expect(await provider.charge({ ...charge, amount: 10_010 })).toEqual(succeeded);
    expect(stripe.calls).toHaveLength(1);
  });
});

describe('looking at a charge', () => {
  it.each(['cut_before', 'cut_after', 'hang'] as const)(
    'after %s finds or makes the one charge',
    async (fault) => {
      stripe.fault(fault);
      await provider.charge(aCharge()).catch(() => null);
      expect(await provider.look(aCharge())).toEqual(succeeded);
      expect(stripe.held()).toBe(12_050);
    },
  );

  it('after a fault that is remembered under the key searches for it', async () => {
    stripe.fault('stored_500');
    await provider.charge(aCharge()).catch(() => null);
    await expect(provider.look(aCharge())).rejects.toBeInstanceOf(PaymentUnknown);
    stripe.index();
    expect(await provider.look(aCharge())).toEqual(succeeded);
    expect(stripe.held()).toBe(12_050);
  });

  it('when the key is forgotten never sends it again', async () => {
    const sent = aCharge();
    stripe.fault('cut_after');
    await provider.charge(sent).catch(() => null);
    stripe.forgetKeys();
    stripe.index();
    now = new Date(now.getTime() + 24 * HOUR);
    expect(await provider.look(sent)).toEqual(succeeded);
    expect(stripe.intents.size).toBe(1);
  });

  it('that never arrived, a day later, says so', async () => {
    const sent = aCharge();
    now = new Date(now.getTime() + 24 * HOUR);
    expect(await provider.look(sent)).toMatchObject({ kind: 'declined', code: 'not_received' });
    expect(stripe.intents.size).toBe(0);
  });

  it('with its number asks for its present state', async () => {
    const pending = await provider.charge(aCharge({ token: 'pm_processing' }));
    expect(pending).toMatchObject({ kind: 'pending' });
    const [intent] = stripe.intents.values();
    if (intent !== undefined) intent.status = 'succeeded';
    expect(await provider.look(aCharge({ transaction_id: intent?.id ?? '' }))).toEqual(succeeded);
  });
});

describe('cancelling a charge', () => {
  it('that never arrived keeps it from arriving later', async () => {
    stripe.fault('cut_before');
    await provider.charge(aCharge()).catch(() => null);
    expect(await provider.cancel(aCharge())).toMatchObject({ kind: 'declined', code: 'cancelled' });
    // The first call was only slow: it comes now.
    await expect(provider.charge(aCharge())).rejects.toBeInstanceOf(PaymentUnknown);
    expect(stripe.held()).toBe(0);
    expect(await provider.cancel(aCharge())).toMatchObject({ kind: 'declined', code: 'cancelled' });
  });

  it('that was taken, its answer lost, says that it is taken', async () => {
    stripe.fault('cut_after');
    await provider.charge(aCharge()).catch(() => null);
    expect(await provider.cancel(aCharge())).toEqual(succeeded);
    expect(stripe.held()).toBe(12_050);
  });

  it('that is being worked on leaves it pending', async () => {
    await provider.charge(aCharge({ token: 'pm_processing' }));
    expect(await provider.cancel(aCharge({ token: 'pm_processing' }))).toMatchObject({ kind: 'pending' });
  });
});

describe('a refund', () => {
  const aRefund = (transaction_id: string) => ({
    refund_id: '7211534512341299',
    transaction_id,
    amount: 2_000,
    currency: 'EUR',
    idempotency_token: 'cancel:2:7211534512341234',
    provider_refund_id: null,
    requested_at: now,
  });
  const paid = async (): Promise<string> => {
    const outcome = await provider.charge(aCharge());
    return outcome.kind === 'succeeded' ? outcome.transaction_id : '';
  };

  it.each(['cut_before', 'cut_after', 'hang', 'stored_500', 'status_429'] as const)(
    'after %s goes back once',
    async (fault) => {
      const refund = aRefund(await paid());
      stripe.fault(fault);
      const first = await provider.refund(refund).catch(() => null);
      const second = first ?? (await provider.refund(refund));
      expect(second).toEqual({ kind: 'done', provider_refund_id: expect.stringMatching(/^re_/) as string });
      expect(stripe.held()).toBe(10_050);
    },
  );

  it('whose key is forgotten is looked for before it is sent again', async () => {
    const refund = aRefund(await paid());
    stripe.fault('cut_after');
    await provider.refund(refund).catch(() => null);
    stripe.forgetKeys();
    now = new Date(now.getTime() + 24 * HOUR);
    expect(await provider.refund(refund)).toMatchObject({ kind: 'done' });
    expect(stripe.held()).toBe(10_050);
  });

  it('of more than is left is refused', async () => {
    const refund = { ...aRefund(await paid()), amount: 20_000 };
    expect(await provider.refund(refund)).toEqual({ kind: 'refused', code: 'charge_already_refunded' });
  });
});

describe('a webhook', () => {
  const aPayment = (status: string) => ({
    id: 'pi_1',
    object: 'payment_intent',
    status,
    metadata: { payment_id: '7211534512341234' },
    last_payment_error: status === 'requires_payment_method' ? { code: 'card_declined' } : null,
  });

  it.each([
    ['payment_intent.succeeded', 'succeeded', { kind: 'succeeded', transaction_id: 'pi_1' }],
    ['payment_intent.payment_failed', 'requires_payment_method', { kind: 'declined', code: 'card_declined' }],
    ['payment_intent.processing', 'processing', { kind: 'pending', transaction_id: 'pi_1' }],
  ])('%s tells what became of the payment', (type, status, outcome) => {
    const { headers, body } = stripe.event(type, aPayment(status), { id: 'evt_7' });
    const event = provider.readWebhook(headers, body);
    expect(event).toMatchObject({ event_id: 'evt_7', type, refund: null });
    expect(event.charge).toMatchObject({ payment_id: '7211534512341234', outcome });
  });

  it('of a refund that failed says so', () => {
    const refund = { id: 're_1', object: 'refund', status: 'failed', failure_reason: 'lost_or_stolen_card' };
    const { headers, body } = stripe.event('refund.failed', { ...refund, metadata: { refund_id: '12' } });
    expect(provider.readWebhook(headers, body).refund).toEqual({
      refund_id: '12',
      outcome: { kind: 'refused', code: 'lost_or_stolen_card' },
    });
  });

  it('of what is not ours passes', () => {
    const customer = { id: 'cus_1', object: 'customer' };
    const { headers, body } = stripe.event('customer.created', customer);
    expect(provider.readWebhook(headers, body)).toMatchObject({ charge: null, refund: null });
    const foreign = { ...aPayment('succeeded'), metadata: { payment_id: 'x' } };
    const other = stripe.event('payment_intent.succeeded', foreign);
    expect(provider.readWebhook(other.headers, other.body).charge).toBeNull();
  });

  it('that somebody else signed, or changed, is refused', () => {
    const { headers, body } = stripe.event('payment_intent.succeeded', aPayment('succeeded'));
    const changed = Buffer.from(body.toString().replace('evt_', 'evx_'));
    expect(() => provider.readWebhook(headers, changed)).toThrow(/not ours/);
    expect(() => provider.readWebhook({}, body)).toThrow(/missing/);
  });
});
