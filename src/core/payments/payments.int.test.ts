import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { createCrash } from '../platform/crash-points.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { createSnowflake } from '../platform/snowflake.js';
import { insertPayments } from './insert-payments.js';
import type { PaymentProvider } from './payment-provider.js';
import { createPaymentWebhooks, type PaymentWebhooks } from './payment-webhooks.js';
import { createPayments, type Payments } from './payments.js';
import { readPayment, readPayments } from './read-payments.js';
import { requestBookingRefund, requestRefund } from './request-refund.js';
import { settlePayment } from './settle-payment.js';
import { deliverWithin } from './deliver-webhook.js';
import { createSimulatedProvider } from './simulated-provider.js';

let db: TestDatabase;
let payments: Payments;
let webhooks: PaymentWebhooks;
let simulated: PaymentProvider;
let now = new Date('2031-05-01T10:00:00.000Z');
const clock = { now: () => now };
const nextId = createSnowflake(1, { now: () => new Date() });
const logger = createLogger('silent');
const metrics = createMetrics({ runtime: false });

beforeAll(async () => {
  db = await createTestDatabase();
  const { database } = db;
  const secret = 'a secret of sixteen or more';
  const deliver = deliverWithin(() => webhooks, logger);
  simulated = createSimulatedProvider({ database, clock, logger, webhookSecret: secret, deliver });
  const providers = new Map([['simulated', simulated]]);
  const crash = createCrash(null);
  payments = createPayments({ database, clock, metrics, logger, crash, providers, provider: 'simulated' });
  webhooks = createPaymentWebhooks({
    ...{ database, clock, metrics, providers },
    onPaymentEvent: async ({ payment_id, outcome }) => {
      await database.inTransaction((tx) => settlePayment(tx, payment_id, { outcome, now }));
    },
  });
});
afterAll(() => db.drop());
beforeEach(() => {
  now = new Date(now.getTime() + 86_400_000);
});

async function aPayment(token: string, booking_id = nextId()): Promise<string> {
  const payment_id = nextId();
  await db.database.inTransaction((tx) =>
    insertPayments(
      tx,
      [{ payment_id, booking_id, provider: 'simulated', amount: 20_000, currency: 'EUR', token }],
      now,
    ),
  );
  return payment_id;
}

/** Charges and settles, as the saga does. */
async function pay(
  paymentId: string,
  question: 'charge' | 'look' | 'cancel' | 'pursue' = 'charge',
): Promise<string> {
  const outcome = await payments[question](paymentId);
  if (outcome.kind !== 'unknown' && outcome.kind !== 'settled')
    await db.database.inTransaction((tx) => settlePayment(tx, paymentId, { outcome, now }));
  return outcome.kind;
}

const stateOf = async (paymentId: string) => (await readPayment(db.database, paymentId))?.status;

/** What the bank says: cents taken for this payment, less what came back. */
async function held(paymentId: string): Promise<number> {
  const [row] = await db.database.rows<{ held: string }>(
    `SELECT COALESCE(SUM((amount - refunded_amount) * 100), 0) AS held FROM simulated_charges
     WHERE payment_id = ? AND state = 'TAKEN'`,
    [paymentId],
  );
  return Number(row?.held);
}

async function cardToken(paymentId: string): Promise<string | null> {
  const [row] = await db.database.rows<{ card_token: string | null }>(
    'SELECT card_token FROM payments WHERE payment_id = ?',
    [paymentId],
  );
  return row?.card_token ?? null;
}

describe('a charge', () => {
  it('that is taken completes the payment and forgets the card', async () => {
    const id = await aPayment('tok_ok');
    expect(await cardToken(id)).toBe('tok_ok');
    expect(await pay(id)).toBe('succeeded');
    expect(await readPayment(db.database, id)).toMatchObject({
      status: 'COMPLETED',
      transaction_id: expect.stringMatching(/^sim_/) as string,
      next_at: null,
      called: true,
    });
    expect(await cardToken(id)).toBeNull();
    expect(await held(id)).toBe(20_000);
  });

  it.each([
    ['tok_decline', 'card_declined'],
    ['tok_decline_funds', 'insufficient_funds'],
    ['4242', 'invalid_token'],
  ])('with %s fails: %s', async (token, code) => {
    const id = await aPayment(token);
    await pay(id);
    expect(await readPayment(db.database, id)).toMatchObject({ status: 'FAILED', failure_code: code });
    expect(await held(id)).toBe(0);
  });

  it('is taken once, however many send it at once', async () => {
    const id = await aPayment('tok_ok');
    await Promise.all(Array.from({ length: 8 }, () => pay(id)));
    expect(await held(id)).toBe(20_000);
    expect(await stateOf(id)).toBe('COMPLETED');
    expect(await payments.charge(id)).toMatchObject({ kind: 'settled', payment: { status: 'COMPLETED' } });
  });

  it.each([
    ['tok_timeout', 'FAILED', 0],
    ['tok_timeout_taken', 'COMPLETED', 20_000],
  ])('%s stays open until somebody looks: then %s', async (token, status, taken) => {
    const id = await aPayment(token);
    expect(await pay(id)).toBe('unknown');
    expect(await stateOf(id)).toBe('PENDING');
    expect(await cardToken(id)).toBe(token);
    await pay(id, 'pursue');
    expect(await stateOf(id)).toBe(status);
    expect(await held(id)).toBe(taken);
  });

  it.each([
    ['tok_late', 'COMPLETED'],
    ['tok_late_decline', 'FAILED'],
  ])('%s is settled by the next look: %s', async (token, status) => {
    const id = await aPayment(token);
    expect(await pay(id)).toBe('pending');
    expect(await readPayment(db.database, id)).toMatchObject({ status: 'PENDING', attention: false });
    await pay(id, 'look');
    expect(await stateOf(id)).toBe(status);
  });

  it('tok_late_90 lands when its time has come', async () => {
    const id = await aPayment('tok_late_90');
    await pay(id);
    now = new Date(now.getTime() + 89_000);
    expect(await pay(id, 'look')).toBe('pending');
    now = new Date(now.getTime() + 1_000);
    expect(await pay(id, 'look')).toBe('succeeded');
  });

  it('that is not wanted any more is stopped, before it arrives too', async () => {
    const early = await aPayment('tok_ok');
    expect(await pay(early, 'cancel')).toBe('declined');
    // Another process was slow with it: the charge itself comes after its cancellation.
    const [row] = await db.database.rows<{ idempotency_token: string }>(
      'SELECT idempotency_token FROM payments WHERE payment_id = ?',
      [early],
    );
    const late = await simulated.charge({
      ...{ payment_id: early, booking_id: '1', amount: 20_000, currency: 'EUR', token: 'tok_ok' },
      ...{ idempotency_token: row?.idempotency_token ?? '', description: '' },
    });
    expect(late).toMatchObject({ kind: 'declined', code: 'cancelled' });
    expect(await held(early)).toBe(0);

    const taken = await aPayment('tok_timeout_taken');
    await pay(taken);
    expect(await pay(taken, 'cancel')).toBe('succeeded');
  });
});

describe('settling', () => {
  const settle = (id: string, outcome: Parameters<typeof settlePayment>[2]['outcome']) =>
    db.database.inTransaction((tx) => settlePayment(tx, id, { outcome, now }));
  const declined = { kind: 'declined', code: 'card_declined', message: '' } as const;
  const succeeded = { kind: 'succeeded', transaction_id: 'tx-1' } as const;

  it('never goes back from money that was taken, and believes money that came late', async () => {
    const id = await aPayment('tok_ok');
    expect((await settle(id, declined)).changed).toBe(true);
    expect((await settle(id, declined)).changed).toBe(false);
    expect(await settle(id, succeeded)).toMatchObject({ changed: true, payment: { status: 'COMPLETED' } });
    expect((await settle(id, declined)).changed).toBe(false);
    expect((await settle(id, { kind: 'pending', transaction_id: 'tx-1' })).changed).toBe(false);
    expect((await settle(id, succeeded)).changed).toBe(false);
    expect(await readPayment(db.database, id)).toMatchObject({ status: 'COMPLETED', attention: false });
  });

  it('calls a person when one charge has two transactions', async () => {
    const id = await aPayment('tok_ok');
    await settle(id, succeeded);
    await settle(id, { kind: 'succeeded', transaction_id: 'tx-2' });
    const before = await payments.countAttention();
    expect(await readPayment(db.database, id)).toMatchObject({ transaction_id: 'tx-1', attention: true });
    expect(before).toBeGreaterThan(0);
    await db.database.run('UPDATE payments SET attention = 0');
  });
});

describe('a payment that nobody settled', () => {
  it('is taken up after its time, by one process, and asked about less and less often', async () => {
    const id = await aPayment('tok_down');
    expect(await payments.claimDuePayments(10)).toEqual([]);
    now = new Date(now.getTime() + 30_000);
    const claims = await Promise.all(Array.from({ length: 4 }, () => payments.claimDuePayments(10)));
    expect(claims.flat().map(({ payment_id, attempts }) => [payment_id, attempts])).toEqual([[id, 1]]);
    const gaps: number[] = [];
    for (let attempt = 2; attempt < 12; attempt += 1) {
      expect(await pay(id, 'pursue')).toBe('unknown');
      const due = new Date((await readPayment(db.database, id))?.next_at ?? '');
      gaps.push(due.getTime() - now.getTime());
      now = due;
      expect(await payments.claimDuePayments(10)).toMatchObject([{ payment_id: id, attempts: attempt }]);
    }
    expect(gaps[5]).toBeGreaterThan((gaps[0] ?? 0) * 8);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(600_000);
    expect(await readPayment(db.database, id)).toMatchObject({ status: 'PENDING', attention: true });
    expect(await payments.countAttention()).toBe(1);
    await db.database.run('UPDATE payments SET next_at = NULL, attention = 0 WHERE payment_id = ?', [id]);
  });

  it('that was never sent is sent by who takes it up', async () => {
    const id = await aPayment('tok_ok');
    now = new Date(now.getTime() + 31_000);
    expect(await payments.claimDuePayments(10)).toMatchObject([{ payment_id: id, called: false }]);
    expect(await pay(id, 'pursue')).toBe('succeeded');
    expect(await payments.claimDuePayments(10)).toEqual([]);
  });
});

describe('a webhook', () => {
  it.each(['tok_webhook_first', 'tok_webhook_twice'])(
    '%s settles before the charge is answered',
    async (token) => {
      const id = await aPayment(token);
      const outcome = await payments.charge(id);
      expect(outcome.kind).toBe('succeeded');
      // The saga has not said a word yet.
      expect(await stateOf(id)).toBe('COMPLETED');
      expect(await held(id)).toBe(20_000);
    },
  );

  it('tok_webhook_only settles what the charge left open', async () => {
    const id = await aPayment('tok_webhook_only');
    expect(await pay(id)).toBe('pending');
    await expect.poll(() => stateOf(id)).toBe('COMPLETED');
  });

  it('is acted on once, and again when the first time failed', async () => {
    const id = await aPayment('tok_ok');
    let told = 0;
    const failing = createPaymentWebhooks({
      ...{ database: db.database, clock, metrics, providers: new Map([['simulated', simulated]]) },
      onPaymentEvent: () => {
        told += 1;
        return told === 1 ? Promise.reject(new Error('the database went away')) : Promise.resolve();
      },
    });
    const outcome = { kind: 'succeeded', transaction_id: 'tx-9' } as const;
    const event = {
      event_id: `evt-${id}`,
      type: 'payment.succeeded',
      charge: { payment_id: id, outcome },
      refund: null,
    };
    await expect(failing.handle('simulated', event)).rejects.toThrow(/went away/);
    expect(await failing.handle('simulated', event)).toBe('handled');
    expect(await failing.handle('simulated', event)).toBe('duplicate');
    expect(told).toBe(2);
    const stranger = { ...event, event_id: 'evt-other', charge: { payment_id: '12', outcome } };
    expect(await failing.handle('simulated', stranger)).toBe('ignored');
  });
});

describe('a refund', () => {
  const ask = (payment_id: string, amount: number, cause: string) =>
    db.database.inTransaction((tx) =>
      requestRefund(tx, {
        ...({ refund_id: nextId(), payment_id, amount, reason: 'cancelled', now } as const),
        idempotency_token: `${cause}:${payment_id}`,
      }),
    );
  const paid = async (token = 'tok_ok') => {
    const id = await aPayment(token);
    await pay(id);
    return id;
  };

  it('in parts makes the payment partly, then wholly refunded; never more', async () => {
    const id = await paid();
    const first = await ask(id, 5_000, 'cancel:2');
    expect(await ask(id, 5_000, 'cancel:2')).toEqual({ ...first, created: false });
    await expect(ask(id, 15_001, 'cancel:3')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await readPayment(db.database, id)).toMatchObject({ refunded_amount: 0, refund_requested: 5_000 });
    expect(await payments.refund(first.refund_id)).toEqual({ kind: 'done' });
    expect(await payments.refund(first.refund_id)).toEqual({ kind: 'done' });
    expect(await readPayment(db.database, id)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refunded_amount: 5_000,
    });
    await ask(id, 15_000, 'cancel:4');
    expect(await payments.workDueRefunds(10)).toBe(1);
    expect(await stateOf(id)).toBe('REFUNDED');
    expect(await held(id)).toBe(0);
  });

  it('asked for by many at once for one cause is made once', async () => {
    const id = await paid();
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask(id, 4_000, 'cancel:9')));
    expect(asked.filter(({ created }) => created)).toHaveLength(1);
    await payments.workDueRefunds(10);
    expect(await held(id)).toBe(16_000);
  });

  it('of a payment that was not taken is refused', async () => {
    const id = await aPayment('tok_decline');
    await expect(ask(id, 1, 'cancel:1')).rejects.toMatchObject({ code: 'CONFLICT' });
    await pay(id);
    await expect(ask(id, 1, 'cancel:1')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('whose answer is lost goes back once', async () => {
    const id = await paid('tok_refund_timeout');
    const { refund_id } = await ask(id, 20_000, 'cancel:1');
    expect(await payments.refund(refund_id)).toEqual({ kind: 'unknown' });
    expect(await payments.workDueRefunds(10)).toBe(0);
    now = new Date(now.getTime() + 10_000);
    expect(await payments.workDueRefunds(10)).toBe(1);
    expect(await stateOf(id)).toBe('REFUNDED');
    expect(await held(id)).toBe(0);
  });

  it('that the bank declines wants a person', async () => {
    const id = await paid('tok_refund_decline');
    const { refund_id } = await ask(id, 20_000, 'cancel:1');
    expect(await payments.refund(refund_id)).toEqual({ kind: 'refused', code: 'refund_declined' });
    expect(await payments.countAttention()).toBe(1);
    expect(await readPayment(db.database, id)).toMatchObject({ status: 'COMPLETED', refund_requested: 0 });
  });

  it('of a booking is spread over its payments, newest first, once for its cause', async () => {
    const booking_id = nextId();
    const older = await aPayment('tok_ok', booking_id);
    const newer = await aPayment('tok_ok', booking_id);
    for (const id of [older, newer]) await pay(id);
    const refund = () =>
      db.database.inTransaction((tx) =>
        requestBookingRefund(tx, {
          ...({
            booking_id,
            amount: 27_500,
            reason: 'cancelled',
            cause: `cancel:${booking_id}:2`,
            nextId,
            now,
          } as const),
        }),
      );
    const made = await refund();
    expect(made.map(({ created }) => created)).toEqual([true, true]);
    expect((await refund()).map(({ created }) => created)).toEqual([false, false]);
    await payments.workDueRefunds(10);
    const all = await readPayments(db.database, booking_id);
    expect(all.map(({ refunded_amount }) => refunded_amount)).toEqual([7_500, 20_000]);
    expect([await held(older), await held(newer)]).toEqual([12_500, 0]);
  });
});
