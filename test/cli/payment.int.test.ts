import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { insertPayments } from '../../src/core/payments/insert-payments.js';
import { requestRefund } from '../../src/core/payments/request-refund.js';
import { settlePayment } from '../../src/core/payments/settle-payment.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { runCommand, runJson } from './run-command.js';

let t: TestApp;
let env: Record<string, string>;
const bookingId = '7211534512341234';

beforeAll(async () => {
  t = await anApp();
  env = {
    BELLHOP_MYSQL_URL: t.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_DATA: join(tmpdir(), 'bellhop-no-stack'),
  };
});
afterAll(() => t.close());

/** A payment of 120.00 by this token, taken, of which 20.00 is asked back. */
async function aRefund(token: string): Promise<{ payment_id: string; refund_id: string }> {
  const { database, nextId, payments, clock } = t.app;
  const [payment_id, refund_id] = [nextId(), nextId()];
  const payment = {
    payment_id,
    booking_id: bookingId,
    provider: 'simulated',
    amount: 12_000,
    currency: 'EUR',
  };
  const now = clock.now();
  await database.inTransaction((tx) => insertPayments(tx, [{ ...payment, token }], now));
  const outcome = await payments.charge(payment_id);
  if (outcome.kind !== 'succeeded') throw new Error(`the charge is ${outcome.kind}`);
  const order = { refund_id, payment_id, amount: 2_000, reason: 'cancelled', now } as const;
  await database.inTransaction(async (tx) => {
    await settlePayment(tx, payment_id, { outcome, now });
    await requestRefund(tx, { ...order, idempotency_token: `cancel:2:${payment_id}` });
  });
  await payments.refund(refund_id);
  return { payment_id, refund_id };
}

test('a refund that was refused is listed, asked for again, and done when the bank has come round', async () => {
  const good = await aRefund('tok_ok');
  const bad = await aRefund('tok_refund_decline');

  const all = await runJson('payment list', ['--booking', bookingId], env);
  expect(all.document.data).toMatchObject({
    payments: [
      { payment_id: bad.payment_id, status: 'COMPLETED', refunds: [{ state: 'FAILED', attention: true }] },
      { payment_id: good.payment_id, status: 'PARTIALLY_REFUNDED', refunded_amount: '20.00' },
    ],
    next_before: null,
  });
  const wanting = await runCommand('payment list', ['--attention'], env);
  expect(wanting.stdout).toContain(`${bad.refund_id} 20.00 FAILED refund_declined`);
  expect(wanting.stdout).not.toContain(good.payment_id);

  const tried = await runJson('payment refund-again', [bad.refund_id, '--dry-run'], env);
  expect(tried.document.data).toEqual({ refund_id: null, dry_run: true });
  const asked = await runJson('payment refund-again', [bad.refund_id, '--yes'], env);
  expect(asked.exit).toBe(0);
  const { refund_id } = asked.document.data as { refund_id: string };
  // Asked for twice at the same time it must not go back twice.
  expect((await runJson('payment refund-again', [bad.refund_id, '--yes'], env)).exit).toBe(6);

  await t.db.database.run("UPDATE simulated_charges SET token = 'tok_ok'");
  expect(await t.app.payments.workDueRefunds(10)).toBe(1);
  const shown = await runJson('payment list', ['--booking', bookingId, '--limit', '1'], env);
  expect(shown.document.data).toMatchObject({
    payments: [{ refunded_amount: '20.00', refunds: [{ state: 'FAILED' }, { refund_id, state: 'DONE' }] }],
    next_before: bad.payment_id,
  });
  const none = await runJson('payment list', ['--attention'], env);
  expect(none.document.data).toEqual({ payments: [], next_before: null });
});

test('what is not refused is not asked for again', async () => {
  const { refund_id } = await aRefund('tok_ok');
  const again = await runJson('payment refund-again', [refund_id, '--yes'], env);
  expect([again.exit, again.document.error.code]).toEqual([6, 'CONFLICT']);
  expect((await runJson('payment refund-again', ['12', '--yes'], env)).exit).toBe(5);
});
