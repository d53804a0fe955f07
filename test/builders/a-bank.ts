import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import type { Clock } from '../../src/core/model/clock.js';
import { deliverWithin } from '../../src/core/payments/deliver-webhook.js';
import { insertPayments } from '../../src/core/payments/insert-payments.js';
import type { PaymentStatus } from '../../src/core/payments/payment.js';
import type { PaymentProvider } from '../../src/core/payments/payment-provider.js';
import { createPaymentWebhooks, type PaymentWebhooks } from '../../src/core/payments/payment-webhooks.js';
import { createPayments, type Payments } from '../../src/core/payments/payments.js';
import { readPayment } from '../../src/core/payments/read-payments.js';
import { settlePayment } from '../../src/core/payments/settle-payment.js';
import { createSimulatedProvider } from '../../src/core/payments/simulated-provider.js';
import { createCrash } from '../../src/core/platform/crash-points.js';
import { createLogger } from '../../src/core/platform/logger.js';
import { createMetrics } from '../../src/core/platform/metrics.js';
import { createSnowflake, type NextId } from '../../src/core/platform/snowflake.js';

const START = '2031-05-01T10:00:00.000Z';

/** Payments at the simulated bank, without bookings. */
export interface TestBank extends Desk {
  /** What the clock says, here and at the bank. */
  now: Date;
  later(ms: number): void;
  /** A payment of 200.00 EUR that nobody has charged yet. */
  aPayment(token: string, bookingId?: string): Promise<string>;
  /** Charges and settles, as the saga does. */
  pay(paymentId: string, question?: 'charge' | 'look' | 'cancel' | 'pursue'): Promise<string>;
  stateOf(paymentId: string): Promise<PaymentStatus | undefined>;
  /** What the bank says: cents taken for this payment, less what came back. */
  held(paymentId: string): Promise<number>;
  cardToken(paymentId: string): Promise<string | null>;
}

interface Desk {
  readonly db: TestDatabase;
  readonly payments: Payments;
  readonly simulated: PaymentProvider;
  readonly nextId: NextId;
  /** Webhooks that tell this of what they say. */
  listen(onPaymentEvent: OnPaymentEvent): PaymentWebhooks;
}

type OnPaymentEvent = Parameters<typeof createPaymentWebhooks>[0]['onPaymentEvent'];
type Outcome = Parameters<typeof settlePayment>[2]['outcome'];

export async function aBank(): Promise<TestBank> {
  const db = await createTestDatabase();
  const { database } = db;
  const settle = async (paymentId: string, outcome: Outcome): Promise<void> => {
    await database.inTransaction((tx) => settlePayment(tx, paymentId, { outcome, now: bank.now }));
  };
  const desk = openDesk(db, { clock: { now: () => bank.now }, settle });
  const bank: TestBank = {
    ...desk,
    now: new Date(START),
    later: (ms) => {
      bank.now = new Date(bank.now.getTime() + ms);
    },
    aPayment: async (token, booking_id = desk.nextId()) => {
      const payment_id = desk.nextId();
      const payment = {
        ...{ payment_id, booking_id, provider: 'simulated' },
        ...{ amount: 20_000, currency: 'EUR', token },
      };
      await database.inTransaction((tx) => insertPayments(tx, [payment], bank.now));
      return payment_id;
    },
    pay: async (paymentId, question = 'charge') => {
      const outcome = await desk.payments[question](paymentId);
      if (outcome.kind !== 'unknown' && outcome.kind !== 'settled') await settle(paymentId, outcome);
      return outcome.kind;
    },
    stateOf: async (paymentId) => (await readPayment(database, paymentId))?.status,
    held: (paymentId) => heldOf(db, paymentId),
    cardToken: (paymentId) => cardTokenOf(db, paymentId),
  };
  return bank;
}

/** What the bank has to say comes back as webhooks that settle. */
function openDesk(
  db: TestDatabase,
  {
    clock,
    settle,
  }: {
    readonly clock: Clock;
    readonly settle: (paymentId: string, outcome: Outcome) => Promise<void>;
  },
): Desk {
  const { database } = db;
  const logger = createLogger('silent');
  const metrics = createMetrics({ runtime: false });
  const webhookSecret = 'a secret of sixteen or more';
  const deliver = deliverWithin(() => webhooks, logger);
  const simulated = createSimulatedProvider({ database, clock, logger, webhookSecret, deliver });
  const providers = new Map([['simulated', simulated]]);
  const crash = createCrash(null);
  const payments = createPayments({
    ...{ database, clock, metrics, logger, crash, providers, provider: 'simulated' },
  });
  const listen = (onPaymentEvent: OnPaymentEvent) =>
    createPaymentWebhooks({ database, clock, metrics, providers, onPaymentEvent });
  const webhooks: PaymentWebhooks = listen(({ payment_id, outcome }) => settle(payment_id, outcome));
  return { db, payments, simulated, listen, nextId: createSnowflake(1, { now: () => new Date() }) };
}

async function heldOf({ database }: TestDatabase, paymentId: string): Promise<number> {
  const [row] = await database.rows<{ held: string }>(
    `SELECT COALESCE(SUM((amount - refunded_amount) * 100), 0) AS held FROM simulated_charges
     WHERE payment_id = ? AND state = 'TAKEN'`,
    [paymentId],
  );
  return Number(row?.held);
}

async function cardTokenOf({ database }: TestDatabase, paymentId: string): Promise<string | null> {
  const [row] = await database.rows<{ card_token: string | null }>(
    'SELECT card_token FROM payments WHERE payment_id = ?',
    [paymentId],
  );
  return row?.card_token ?? null;
}
