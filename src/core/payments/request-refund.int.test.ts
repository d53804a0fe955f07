import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBank, type TestBank } from '../../../test/builders/a-bank.js';
import { readPayment, readPayments } from './read-payments.js';
import { requestBookingRefund, requestRefund } from './request-refund.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await aBank();
});
afterAll(() => bank.db.drop());
beforeEach(() => bank.later(86_400_000));

describe('a refund', () => {
  const ask = (payment_id: string, amount: number, cause: string) =>
    bank.db.database.inTransaction((tx) =>
      requestRefund(tx, {
        ...({ refund_id: bank.nextId(), payment_id, amount, reason: 'cancelled', now: bank.now } as const),
        idempotency_token: `${cause}:${payment_id}`,
      }),
    );
  const paid = async (token = 'tok_ok') => {
    const id = await bank.aPayment(token);
    await bank.pay(id);
    return id;
  };

  it('in parts makes the payment partly, then wholly refunded; never more', async () => {
    const id = await paid();
    const first = await ask(id, 5_000, 'cancel:2');
    expect(await ask(id, 5_000, 'cancel:2')).toEqual({ ...first, created: false });
    await expect(ask(id, 15_001, 'cancel:3')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await readPayment(bank.db.database, id)).toMatchObject({
      refunded_amount: 0,
      refund_requested: 5_000,
    });
    expect(await bank.payments.refund(first.refund_id)).toEqual({ kind: 'done' });
    expect(await bank.payments.refund(first.refund_id)).toEqual({ kind: 'done' });
    expect(await readPayment(bank.db.database, id)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refunded_amount: 5_000,
    });
    await ask(id, 15_000, 'cancel:4');
    expect(await bank.payments.workDueRefunds(10)).toBe(1);
    expect(await bank.stateOf(id)).toBe('REFUNDED');
    expect(await bank.held(id)).toBe(0);
  });

  it('asked for by many at once for one cause is made once', async () => {
    const id = await paid();
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask(id, 4_000, 'cancel:9')));
    expect(asked.filter(({ created }) => created)).toHaveLength(1);
    await bank.payments.workDueRefunds(10);
    expect(await bank.held(id)).toBe(16_000);
  });

  it('of a payment that was not taken is refused', async () => {
    const id = await bank.aPayment('tok_decline');
    await expect(ask(id, 1, 'cancel:1')).rejects.toMatchObject({ code: 'CONFLICT' });
    await bank.pay(id);
    await expect(ask(id, 1, 'cancel:1')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('whose answer is lost goes back once', async () => {
    const id = await paid('tok_refund_timeout');
    const { refund_id } = await ask(id, 20_000, 'cancel:1');
    expect(await bank.payments.refund(refund_id)).toEqual({ kind: 'unknown' });
    expect(await bank.payments.workDueRefunds(10)).toBe(0);
    bank.later(10_000);
    expect(await bank.payments.workDueRefunds(10)).toBe(1);
    expect(await bank.stateOf(id)).toBe('REFUNDED');
    expect(await bank.held(id)).toBe(0);
  });

  it('that the bank declines wants a person', async () => {
    const id = await paid('tok_refund_decline');
    const { refund_id } = await ask(id, 20_000, 'cancel:1');
    expect(await bank.payments.refund(refund_id)).toEqual({ kind: 'refused', code: 'refund_declined' });
    expect(await bank.payments.countAttention()).toBe(1);
    expect(await readPayment(bank.db.database, id)).toMatchObject({
      status: 'COMPLETED',
      refund_requested: 0,
    });
  });

  it('of a booking is spread over its payments, newest first, once for its cause', async () => {
    const booking_id = bank.nextId();
    const older = await bank.aPayment('tok_ok', booking_id);
    const newer = await bank.aPayment('tok_ok', booking_id);
    for (const id of [older, newer]) await bank.pay(id);
    const refund = () =>
      bank.db.database.inTransaction((tx) =>
        requestBookingRefund(tx, {
          ...({
            booking_id,
            amount: 27_500,
            reason: 'cancelled',
            cause: `cancel:${booking_id}:2`,
            nextId: bank.nextId,
            now: bank.now,
          } as const),
        }),
      );
    const made = await refund();
    expect(made.map(({ created }) => created)).toEqual([true, true]);
    expect((await refund()).map(({ created }) => created)).toEqual([false, false]);
    await bank.payments.workDueRefunds(10);
    const all = await readPayments(bank.db.database, booking_id);
    expect(all.map(({ refunded_amount }) => refunded_amount)).toEqual([7_500, 20_000]);
    expect([await bank.held(older), await bank.held(newer)]).toEqual([12_500, 0]);
  });
});
