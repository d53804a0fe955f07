import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBank, type TestBank } from '../../../test/builders/a-bank.js';
import { readPayment } from './read-payments.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await aBank();
});
afterAll(() => bank.db.drop());
beforeEach(() => bank.later(86_400_000));

describe('a charge', () => {
  it('that is taken completes the payment and forgets the card', async () => {
    const id = await bank.aPayment('tok_ok');
    expect(await bank.cardToken(id)).toBe('tok_ok');
    expect(await bank.pay(id)).toBe('succeeded');
    expect(await readPayment(bank.db.database, id)).toMatchObject({
      status: 'COMPLETED',
      transaction_id: expect.stringMatching(/^sim_/) as string,
      next_at: null,
      called: true,
    });
    expect(await bank.cardToken(id)).toBeNull();
    expect(await bank.held(id)).toBe(20_000);
  });

  it.each([
    ['tok_decline', 'card_declined'],
    ['tok_decline_funds', 'insufficient_funds'],
    ['4242', 'invalid_token'],
  ])('with %s fails: %s', async (token, code) => {
    const id = await bank.aPayment(token);
    await bank.pay(id);
    expect(await readPayment(bank.db.database, id)).toMatchObject({ status: 'FAILED', failure_code: code });
    expect(await bank.held(id)).toBe(0);
  });

  it('is taken once, however many send it at once', async () => {
    const id = await bank.aPayment('tok_ok');
    await Promise.all(Array.from({ length: 8 }, () => bank.pay(id)));
    expect(await bank.held(id)).toBe(20_000);
    expect(await bank.stateOf(id)).toBe('COMPLETED');
    expect(await bank.payments.charge(id)).toMatchObject({
      kind: 'settled',
      payment: { status: 'COMPLETED' },
    });
  });

  it.each([
    ['tok_timeout', 'FAILED', 0],
    ['tok_timeout_taken', 'COMPLETED', 20_000],
  ])('%s stays open until somebody looks: then %s', async (token, status, taken) => {
    const id = await bank.aPayment(token);
    expect(await bank.pay(id)).toBe('unknown');
    expect(await bank.stateOf(id)).toBe('PENDING');
    expect(await bank.cardToken(id)).toBe(token);
    await bank.pay(id, 'pursue');
    expect(await bank.stateOf(id)).toBe(status);
    expect(await bank.held(id)).toBe(taken);
  });

  it.each([
    ['tok_late', 'COMPLETED'],
    ['tok_late_decline', 'FAILED'],
  ])('%s is settled by the next look: %s', async (token, status) => {
    const id = await bank.aPayment(token);
    expect(await bank.pay(id)).toBe('pending');
    expect(await readPayment(bank.db.database, id)).toMatchObject({ status: 'PENDING', attention: false });
    await bank.pay(id, 'look');
    expect(await bank.stateOf(id)).toBe(status);
  });

  it('tok_late_90 lands when its time has come', async () => {
    const id = await bank.aPayment('tok_late_90');
    await bank.pay(id);
    bank.later(89_000);
    expect(await bank.pay(id, 'look')).toBe('pending');
    bank.later(1_000);
    expect(await bank.pay(id, 'look')).toBe('succeeded');
  });

  it('that is not wanted any more is stopped, before it arrives too', async () => {
    const early = await bank.aPayment('tok_ok');
    expect(await bank.pay(early, 'cancel')).toBe('declined');
    // Another process was slow with it: the charge itself comes after its cancellation.
    const [row] = await bank.db.database.rows<{ idempotency_token: string }>(
      'SELECT idempotency_token FROM payments WHERE payment_id = ?',
      [early],
    );
    const late = await bank.simulated.charge({
      ...{ payment_id: early, booking_id: '1', amount: 20_000, currency: 'EUR', token: 'tok_ok' },
      ...{ idempotency_token: row?.idempotency_token ?? '', description: '' },
    });
    expect(late).toMatchObject({ kind: 'declined', code: 'cancelled' });
    expect(await bank.held(early)).toBe(0);

    const taken = await bank.aPayment('tok_timeout_taken');
    await bank.pay(taken);
    expect(await bank.pay(taken, 'cancel')).toBe('succeeded');
  });
});
