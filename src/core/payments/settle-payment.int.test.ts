import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBank, type TestBank } from '../../../test/builders/a-bank.js';
import { readPayment } from './read-payments.js';
import { settlePayment } from './settle-payment.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await aBank();
});
afterAll(() => bank.db.drop());
beforeEach(() => bank.later(86_400_000));

describe('settling', () => {
  const settle = (id: string, outcome: Parameters<typeof settlePayment>[2]['outcome']) =>
    bank.db.database.inTransaction((tx) => settlePayment(tx, id, { outcome, now: bank.now }));
  const declined = { kind: 'declined', code: 'card_declined', message: '' } as const;
  const succeeded = { kind: 'succeeded', transaction_id: 'tx-1' } as const;

  it('never goes back from money that was taken, and believes money that came late', async () => {
    const id = await bank.aPayment('tok_ok');
    expect((await settle(id, declined)).changed).toBe(true);
    expect((await settle(id, declined)).changed).toBe(false);
    expect(await settle(id, succeeded)).toMatchObject({ changed: true, payment: { status: 'COMPLETED' } });
    expect((await settle(id, declined)).changed).toBe(false);
    expect((await settle(id, { kind: 'pending', transaction_id: 'tx-1' })).changed).toBe(false);
    expect((await settle(id, succeeded)).changed).toBe(false);
    expect(await readPayment(bank.db.database, id)).toMatchObject({ status: 'COMPLETED', attention: false });
  });

  it('calls a person when one charge has two transactions', async () => {
    const id = await bank.aPayment('tok_ok');
    await settle(id, succeeded);
    await settle(id, { kind: 'succeeded', transaction_id: 'tx-2' });
    const before = await bank.payments.countAttention();
    expect(await readPayment(bank.db.database, id)).toMatchObject({
      transaction_id: 'tx-1',
      attention: true,
    });
    expect(before).toBeGreaterThan(0);
    await bank.db.database.run('UPDATE payments SET attention = 0');
  });
});

describe('a payment that nobody settled', () => {
  it('is taken up after its time, by one process, and asked about less and less often', async () => {
    const id = await bank.aPayment('tok_down');
    expect(await bank.payments.claimDuePayments(10)).toEqual([]);
    bank.later(30_000);
    const claims = await Promise.all(Array.from({ length: 4 }, () => bank.payments.claimDuePayments(10)));
    expect(claims.flat().map(({ payment_id, attempts }) => [payment_id, attempts])).toEqual([[id, 1]]);
    const gaps: number[] = [];
    for (let attempt = 2; attempt < 12; attempt += 1) {
      expect(await bank.pay(id, 'pursue')).toBe('unknown');
      const due = new Date((await readPayment(bank.db.database, id))?.next_at ?? '');
      gaps.push(due.getTime() - bank.now.getTime());
      bank.now = due;
      expect(await bank.payments.claimDuePayments(10)).toMatchObject([{ payment_id: id, attempts: attempt }]);
    }
    expect(gaps[5]).toBeGreaterThan((gaps[0] ?? 0) * 8);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(600_000);
    expect(await readPayment(bank.db.database, id)).toMatchObject({ status: 'PENDING', attention: true });
    expect(await bank.payments.countAttention()).toBe(1);
    await bank.db.database.run('UPDATE payments SET next_at = NULL, attention = 0 WHERE payment_id = ?', [
      id,
    ]);
  });

  it('that was never sent is sent by who takes it up', async () => {
    const id = await bank.aPayment('tok_ok');
    bank.later(31_000);
    expect(await bank.payments.claimDuePayments(10)).toMatchObject([{ payment_id: id, called: false }]);
    expect(await bank.pay(id, 'pursue')).toBe('succeeded');
    expect(await bank.payments.claimDuePayments(10)).toEqual([]);
  });
});
