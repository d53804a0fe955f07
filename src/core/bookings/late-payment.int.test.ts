import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCardDesk, card, MINUTE, type CardDesk } from '../../../test/builders/a-card-desk.js';
import { bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { verifyInvariants } from './verify-inventory.js';

let desk: CardDesk;
let t: TestApp;
beforeAll(async () => {
  desk = await aCardDesk();
  ({ t } = desk);
});
afterAll(() => t.close());

describe('a payment that lands after its hold was over', () => {
  async function expired(token: string, key: string) {
    const request = { ...desk.stay(), rooms: 2, guests: 4, ...card(token) };
    const { booking_id } = bookingOf(await t.book(request, { key }));
    desk.later(16 * MINUTE);
    await t.app.expireHolds();
    expect(await desk.tablesOf(booking_id)).toMatchObject({ status: 'FAILED', payment: 'PENDING' });
    return { booking_id, request };
  }

  test('takes the nights again where they are free', async () => {
    const { booking_id, request } = await expired('tok_late_600', 'revived');
    const answer = await t.book(request, { key: 'revived' });

    expect(answer).toMatchObject({ kind: 'confirmed', replayed: true });
    expect(await desk.tablesOf(booking_id)).toMatchObject({
      ...{ status: 'CONFIRMED', revision: 3, payment: 'COMPLETED', bank: 'TAKEN 400.000', told: 'new 3' },
      events: 'BookingCreated,BookingFailed,BookingConfirmed',
    });
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 0, unacked_rooms: 2 });
    expect(await verifyInvariants(t.db.database)).toEqual([]);
  });

  test('goes back in full where they are sold', async () => {
    const { booking_id, request } = await expired('tok_late_600', 'too-late');
    const { checkin_date, checkout_date } = request;
    await t.book({ checkin_date, checkout_date });
    await t.app.settlePayments();
    const answer = await t.book(request, { key: 'too-late' });
    const owed = await desk.tablesOf(booking_id);
    await t.app.payments.workDueRefunds(50);

    expect(answer).toMatchObject({ kind: 'refused', replayed: true, body: { code: 'HOLD_EXPIRED' } });
    expect(owed).toMatchObject({ status: 'FAILED', revision: 2, bank: 'TAKEN 400.000' });
    expect(await desk.tablesOf(booking_id)).toMatchObject({
      ...{ status: 'FAILED', payment: 'REFUNDED', bank: 'TAKEN 0.000' },
    });
    expect(await t.night(checkin_date)).toMatchObject({ available_rooms: 1, unacked_rooms: 1 });
  });

  test('goes back in full where the booking was cancelled', async () => {
    const request = { ...desk.stay(), ...card('tok_late_600') };
    const { booking_id } = bookingOf(await t.book(request, { key: 'cancelled' }));
    await t.cancel(booking_id);
    // Before any sweep could have stopped it, the bank tells that it took the money.
    const [payment] = await t.db.database.rows<{ payment_id: string }>(
      'SELECT payment_id FROM payments WHERE booking_id = ?',
      [booking_id],
    );
    await t.db.database.run("UPDATE simulated_charges SET state = 'TAKEN' WHERE payment_id = ?", [
      payment?.payment_id ?? '',
    ]);
    await t.book(request, { key: 'cancelled' });
    await t.app.payments.workDueRefunds(50);

    expect(await desk.tablesOf(booking_id)).toMatchObject({
      ...{ status: 'CANCELLED', payment: 'REFUNDED', bank: 'TAKEN 0.000', told: null },
    });
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 2, unacked_rooms: 0 });
  });

  test('goes back where its decline was told before, however often its provider says so', async () => {
    const request = { ...desk.stay(), ...card('tok_decline') };
    const declined = await t.book(request, { key: 'contradicted' });
    const booking_id = await desk.newestBooking();
    const [payment] = await t.db.database.rows<{ payment_id: string; transaction_id: string }>(
      'SELECT c.payment_id, c.transaction_id FROM simulated_charges c JOIN payments p USING (payment_id) WHERE p.booking_id = ?',
      [booking_id],
    );
    const { payment_id = '', transaction_id = '' } = payment ?? {};
    await t.db.database.run("UPDATE simulated_charges SET state = 'TAKEN' WHERE payment_id = ?", [
      payment_id,
    ]);
    const outcome = { kind: 'succeeded' as const, transaction_id };
    await Promise.all([1, 2, 3].map(() => t.app.onPaymentEvent({ payment_id, outcome })));
    await t.app.payments.workDueRefunds(50);
    await t.app.onPaymentEvent({ payment_id, outcome });
    await t.app.payments.workDueRefunds(50);

    // Whoever was refused may have booked elsewhere: the rooms are not taken again, free as they are.
    expect(await desk.tablesOf(booking_id)).toMatchObject({
      ...{ status: 'FAILED', revision: 2, payment: 'REFUNDED', bank: 'TAKEN 0.000' },
    });
    expect(await t.book(request, { key: 'contradicted' })).toEqual({ ...declined, replayed: true });
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 2 });
  });

  test('is stopped by the sweep where the booking was cancelled first', async () => {
    const { booking_id } = bookingOf(
      await t.book({ ...desk.stay(), ...card('tok_late_600') }, { key: 'stopped' }),
    );
    await t.cancel(booking_id);
    desk.later(2 * MINUTE);
    await t.app.settlePayments();

    expect(await desk.tablesOf(booking_id)).toMatchObject({ payment: 'FAILED', bank: 'CANCELLED 200.000' });
  });
});

test('clocks that are an hour apart neither book twice nor pay twice', async () => {
  const fast = await desk.another({ now: () => new Date(desk.clock.now().getTime() + 60 * MINUTE) });
  const request = { ...desk.stay(), ...card('tok_late') };
  const first = bookingOf(await t.book(request, { key: 'clocks' }));
  await Promise.all([
    fast.app.expireHolds(),
    fast.app.settlePayments(),
    t.book(request, { key: 'clocks' }),
    fast.app.settlePayments(),
  ]);
  for (let sweep = 0; sweep < 2; sweep += 1) await t.app.settlePayments();
  await t.app.payments.workDueRefunds(50);
  await fast.close();

  const state = await desk.tablesOf(first.booking_id);
  expect(['CONFIRMED', 'FAILED']).toContain(state?.['status']);
  expect(state?.['bank']).toBe(state?.['status'] === 'CONFIRMED' ? 'TAKEN 200.000' : 'TAKEN 0.000');
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});
