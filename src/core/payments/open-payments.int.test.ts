import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { readConfig } from '../config.js';
import { createCrash } from '../platform/crash-points.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { openPayments, type OpenedPayments } from './open-payments.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const KEYS = {
  BELLHOP_STRIPE_KEY: 'sk_test_0123456789',
  BELLHOP_PAYMENT_WEBHOOK_SECRET: 'whsec_0123456789, whsec_of_next_week',
};

function open(env: Record<string, string>): OpenedPayments {
  const config = readConfig({ BELLHOP_MYSQL_URL: db.url, BELLHOP_REDIS_URL: 'redis://127.0.0.1:1', ...env });
  return openPayments({
    ...{ config, database: db.database, clock: { now: () => new Date() }, crash: createCrash(null) },
    ...{ logger: createLogger('silent'), metrics: createMetrics({ runtime: false }) },
  });
}

const webhooksOf = (opened: OpenedPayments) => opened.listen(() => Promise.resolve());
const isThere = (opened: OpenedPayments, provider: string): boolean => {
  try {
    webhooksOf(opened).read(provider, {}, Buffer.from('{}'));
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'WEBHOOK_SIGNATURE';
  }
};

describe('the providers of a process', () => {
  it('are the simulated one alone where nothing is set', () => {
    const opened = open({});
    expect(opened.payments.provider).toBe('simulated');
    expect([isThere(opened, 'simulated'), isThere(opened, 'stripe')]).toEqual([true, false]);
  });

  it('keep Stripe for its refunds after another has taken over', () => {
    const opened = open(KEYS);
    expect(opened.payments.provider).toBe('simulated');
    expect(isThere(opened, 'stripe')).toBe(true);
  });

  it.each(Object.keys(KEYS))('want %s for Stripe', (missing) => {
    const env = { BELLHOP_PAYMENT_PROVIDER: 'stripe', ...KEYS, [missing]: '' };
    expect(() => open(env)).toThrow(expect.objectContaining({ code: 'CONFIG' }) as Error);
    expect(open({ BELLHOP_PAYMENT_PROVIDER: 'stripe', ...KEYS }).payments.provider).toBe('stripe');
  });

  it('refuse a webhook of the simulated bank that is signed with the secret of Stripe', async () => {
    const { signBody } = await import('./webhook-signature.js');
    const body = Buffer.from(
      JSON.stringify({ id: 'evt_1', type: 'payment.succeeded', payment_id: '1', transaction_id: 'x' }),
    );
    const headers = { 'payment-signature': signBody('whsec_0123456789', body, new Date()) };
    const read = (env: Record<string, string>) => () =>
      webhooksOf(open(env)).read('simulated', headers, body);
    expect(read({ BELLHOP_PAYMENT_PROVIDER: 'stripe', ...KEYS })).toThrow(/not ours/);
    expect(read({ BELLHOP_PAYMENT_WEBHOOK_SECRET: 'whsec_0123456789' })().charge?.payment_id).toBe('1');
  });
});
