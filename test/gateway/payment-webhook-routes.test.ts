import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertPayments } from '../../src/core/payments/insert-payments.js';
import { readPayment } from '../../src/core/payments/read-payments.js';
import { StripeServer } from '../payments/stripe-server.js';
import { aGateway, type TestGateway } from './a-gateway.js';

let stripe: StripeServer;
let gateway: TestGateway;

beforeAll(async () => {
  stripe = new StripeServer();
  gateway = await aGateway({
    env: {
      BELLHOP_PAYMENT_PROVIDER: 'stripe',
      BELLHOP_STRIPE_URL: await stripe.listen(),
      BELLHOP_STRIPE_KEY: stripe.key,
      BELLHOP_PAYMENT_WEBHOOK_SECRET: stripe.webhookSecret,
    },
  });
  await gateway.load(20);
});
afterAll(async () => {
  await gateway.close();
  await stripe.close();
});

/** A held booking with a payment that is under way. */
async function aPayment(): Promise<string> {
  const { database, nextId, clock } = gateway.app;
  const stay = { checkin_date: gateway.day(3), checkout_date: gateway.day(4), guests: 1 };
  const body = { hotel_id: 'HV01', room_code: 'DBL', ...stay, hold: true };
  const held = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
  expect(held.status).toBe(201);
  const { booking_id } = (await held.json()) as { booking_id: string };
  const payment_id = nextId();
  const payment = { payment_id, booking_id, provider: 'stripe', amount: 10_000, currency: 'EUR' };
  await database.inTransaction((tx) =>
    insertPayments(tx, [{ ...payment, token: 'pm_card_visa' }], clock.now()),
  );
  return payment_id;
}

const anIntent = (payment_id: string) => ({
  id: `pi_${payment_id}`,
  object: 'payment_intent',
  status: 'succeeded',
  client_secret: `pi_${payment_id}_secret_CANARY`,
  metadata: { payment_id },
});

const post = (
  { headers, body }: { headers: Record<string, string>; body: Buffer },
  path = '/api/payments/webhooks/stripe',
) => fetch(gateway.url + path, { method: 'POST', headers, body: new Uint8Array(body) });

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe('a webhook of the provider', () => {
  it('is acted on once, answered 200 again, and stands in the journal without its secrets', async () => {
    const id = await aPayment();
    const event = stripe.event('payment_intent.succeeded', anIntent(id), { id: `evt_${id}` });
    const answers = await Promise.all([post(event), post(event), post(event)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await (await post(event)).json()).toEqual({ received: true, outcome: 'duplicate' });
    expect(await readPayment(gateway.db.database, id)).toMatchObject({ status: 'COMPLETED' });
    const [message] = await gateway.app.journal.list({ kind: 'payment_intent.succeeded', limit: 1 });
    expect(message).toMatchObject({ connector: 'payments-stripe', outcome: 'APPLIED' });
    const shown = await gateway.app.journal.show(message?.message_id ?? '');
    expect(JSON.stringify(shown)).toContain(id);
    expect(JSON.stringify(shown)).not.toContain('CANARY');
  });

  it('that is older than what is known changes nothing', async () => {
    const id = await aPayment();
    await post(stripe.event('payment_intent.succeeded', anIntent(id)));
    const failed = {
      ...anIntent(id),
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', code: 'card_declined' },
    };
    const answer = await post(stripe.event('payment_intent.payment_failed', failed));
    expect(answer.status).toBe(200);
    expect(await readPayment(gateway.db.database, id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('of a payment that is not ours is taken and ignored', async () => {
    const answer = await post(stripe.event('payment_intent.succeeded', anIntent('7211534512341234')));
    expect(await answer.json()).toEqual({ received: true, outcome: 'ignored' });
  });
});

describe('a webhook of anybody else', () => {
  it('is refused and not kept', async () => {
    const id = await aPayment();
    const { body } = stripe.event('payment_intent.succeeded', anIntent(id));
    const forged = stripe.event('payment_intent.succeeded', anIntent(id), { secrets: ['guessed'] });
    const old = stripe.event('payment_intent.succeeded', anIntent(id), {
      at: new Date(Date.now() - 301_000),
    });
    const before = await gateway.app.journal.list({ limit: 1_000 });
    for (const webhook of [{ headers: {}, body }, { headers: forged.headers, body }, forged, old]) {
      const answer = await post(webhook);
      expect([answer.status, await codeOf(answer)]).toEqual([400, 'WEBHOOK_SIGNATURE']);
    }
    expect(await readPayment(gateway.db.database, id)).toMatchObject({ status: 'PENDING' });
    expect(await gateway.app.journal.list({ limit: 1_000 })).toEqual(before);
  });

  it('cannot speak as the simulated bank where Stripe takes the money', async () => {
    const id = await aPayment();
    const { headers, body } = stripe.event('payment.succeeded', anIntent(id));
    const signed = { headers: { 'payment-signature': headers['stripe-signature'] ?? '' }, body };
    expect((await post(signed, '/api/payments/webhooks/simulated')).status).toBe(400);
  });

  it('is told that there is no such provider, or that it sends too much', async () => {
    const event = stripe.event('payment_intent.succeeded', anIntent('1'));
    expect((await post(event, '/api/payments/webhooks/paypal')).status).toBe(404);
    expect((await post({ headers: event.headers, body: Buffer.alloc(300_000, 32) })).status).toBe(413);
    const broken = { headers: event.headers, body: Buffer.from('{') };
    expect((await post(broken)).status).toBe(400);
  });
});

describe('a charge by Stripe', () => {
  it('is taken over HTTP and nothing secret of it is logged', async () => {
    const id = await aPayment();
    expect(await gateway.app.payments.charge(id)).toMatchObject({ kind: 'succeeded' });
    stripe.fault('cut_before');
    const other = await aPayment();
    expect(await gateway.app.payments.charge(other)).toEqual({ kind: 'unknown' });
    expect(gateway.logged()).toContain('payment.unknown');
    expect(gateway.logged()).not.toMatch(/pm_card_visa|sk_test|whsec/);
  });
});
