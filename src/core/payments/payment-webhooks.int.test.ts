import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBank, type TestBank } from '../../../test/builders/a-bank.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await aBank();
});
afterAll(() => bank.db.drop());
beforeEach(() => bank.later(86_400_000));

describe('a webhook', () => {
  it.each(['tok_webhook_first', 'tok_webhook_twice'])(
    '%s settles before the charge is answered',
    async (token) => {
      const id = await bank.aPayment(token);
      const outcome = await bank.payments.charge(id);
      expect(outcome.kind).toBe('succeeded');
      // The saga has not said a word yet.
      expect(await bank.stateOf(id)).toBe('COMPLETED');
      expect(await bank.held(id)).toBe(20_000);
    },
  );

  it('tok_webhook_only settles what the charge left open', async () => {
    const id = await bank.aPayment('tok_webhook_only');
    expect(await bank.pay(id)).toBe('pending');
    await expect.poll(() => bank.stateOf(id)).toBe('COMPLETED');
  });

  it('is acted on once, and again when the first time failed', async () => {
    const id = await bank.aPayment('tok_ok');
    let told = 0;
    const failing = bank.listen(() => {
      told += 1;
      return told === 1 ? Promise.reject(new Error('the database went away')) : Promise.resolve();
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
