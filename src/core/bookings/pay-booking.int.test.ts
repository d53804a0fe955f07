import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import type { CancellationPolicy } from '../hotels/cancellation-policy.js';
import type { Clock } from '../model/clock.js';
import type { BookingAnswer } from './booking-answer.js';
import { verifyInvariants } from './verify-inventory.js';

let ahead = 0;
const clock: Clock = { now: () => new Date(Date.now() + ahead) };
const MINUTE = 60_000;

let t: TestApp;
beforeAll(async () => {
  t = await anApp({ clock });
  await t.load(2, 1, 200);
});
afterAll(() => t.close());

let next = 5;
/** Two nights that no other test of this file uses; they cost 200.00 EUR. */
function stay() {
  next += 3;
  return { checkin_date: t.day(next), checkout_date: t.day(next + 2) };
}

const card = (token: string) => ({ payment: { method: 'CARD' as const, token } });

function viewOf(answer: BookingAnswer): { booking_id: string; status: string; revision: number } {
  if (answer.kind === 'refused') throw new Error(answer.body.code);
  return JSON.parse(answer.body) as { booking_id: string; status: string; revision: number };
}

async function newestBooking(): Promise<string> {
  const [row] = await t.db.database.rows<{ booking_id: string }>(
    'SELECT MAX(booking_id) AS booking_id FROM bookings',
  );
  return row?.booking_id ?? '';
}

/** What stands of a booking, its payment, and the bank's own books. */
async function tablesOf(bookingId: string) {
  const [row] = await t.db.database.rows<Record<string, unknown>>(
    `SELECT b.status, b.revision,
       (SELECT GROUP_CONCAT(p.status) FROM payments p WHERE p.booking_id = b.booking_id) AS payment,
       (SELECT COUNT(*) FROM payments p WHERE p.booking_id = b.booking_id AND p.card_token IS NOT NULL) AS tokens,
       (SELECT GROUP_CONCAT(CONCAT(c.state, ' ', c.amount - c.refunded_amount)) FROM simulated_charges c
          JOIN payments p ON p.payment_id = c.payment_id WHERE p.booking_id = b.booking_id) AS bank,
       (SELECT GROUP_CONCAT(o.type ORDER BY o.outbox_id) FROM outbox o WHERE o.subject = CAST(b.booking_id AS CHAR)) AS events,
       (SELECT GROUP_CONCAT(r.action, ' ', r.revision) FROM reservation_revisions r WHERE r.booking_id = b.booking_id) AS told
     FROM bookings b WHERE b.booking_id = ?`,
    [bookingId],
  );
  return row;
}

const CONFIRMED = {
  status: 'CONFIRMED',
  revision: 2,
  payment: 'COMPLETED',
  tokens: '0',
  bank: 'TAKEN 200.000',
  events: 'BookingCreated,BookingConfirmed',
  told: 'new 2',
};

describe('a booking with a card', () => {
  test.each(['tok_ok', 'tok_webhook_first', 'tok_webhook_twice'])(
    'is confirmed and paid once with %s, and its copies hear the same',
    async (token) => {
      const request = { ...stay(), ...card(token) };
      const [first, again] = [
        await t.book(request, { key: `ok-${token}` }),
        await t.book(request, { key: `ok-${token}` }),
      ];

      expect(first).toMatchObject({ kind: 'confirmed', replayed: false });
      expect(again).toEqual({ ...first, replayed: true });
      expect(viewOf(first)).toMatchObject({ status: 'CONFIRMED', revision: 2, expires_at: null });
      expect(await tablesOf(viewOf(first).booking_id)).toEqual(CONFIRMED);
      expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 1, unacked_rooms: 1 });
    },
  );

  test('that is declined fails, gives its rooms back, and says so to every copy', async () => {
    const request = { ...stay(), ...card('tok_decline_funds') };
    const [first, again] = [
      await t.book(request, { key: 'declined' }),
      await t.book(request, { key: 'declined' }),
    ];

    expect(first).toMatchObject({ kind: 'refused', replayed: false, body: { code: 'PAYMENT_DECLINED' } });
    expect(again).toEqual({ ...first, replayed: true });
    expect(await tablesOf(await newestBooking())).toEqual({
      ...{ status: 'FAILED', revision: 2, payment: 'FAILED', tokens: '0', bank: 'DECLINED 200.000' },
      ...{ events: 'BookingCreated,BookingFailed', told: null },
    });
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 2, unacked_rooms: 0 });
  });

  test('whose outcome is not known is held, not stored, and confirmed by its next copy', async () => {
    const request = { ...stay(), ...card('tok_timeout_taken') };
    const first = await t.book(request, { key: 'unknown' });
    const held = await tablesOf(viewOf(first).booking_id);
    const [second, third] = [
      await t.book(request, { key: 'unknown' }),
      await t.book(request, { key: 'unknown' }),
    ];

    expect(first).toMatchObject({ kind: 'pending', replayed: false });
    expect(held).toMatchObject({ status: 'PENDING', payment: 'PENDING', events: 'BookingCreated' });
    expect(second).toMatchObject({ kind: 'confirmed', replayed: true });
    expect(third.body).toBe(second.body);
    expect(await tablesOf(viewOf(first).booking_id)).toEqual(CONFIRMED);
  });

  test('that nobody asks for again is seen through by the sweep of another process', async () => {
    const request = { ...stay(), ...card('tok_late') };
    const first = viewOf(await t.book(request, { key: 'swept' }));
    const other = await anApp({ clock, db: t.db });
    const early = await other.app.settlePayments();
    ahead += 2 * MINUTE;
    const settled = await Promise.all([other.app.settlePayments(), t.app.settlePayments()]);
    await other.close();

    expect(early).toBe(0);
    expect(settled.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await tablesOf(first.booking_id)).toEqual(CONFIRMED);
    const answer = await t.book(request, { key: 'swept' });
    expect(answer).toMatchObject({ kind: 'confirmed', replayed: true });
    expect(viewOf(answer)).toMatchObject({ booking_id: first.booking_id, status: 'CONFIRMED' });
  });

  test('that never reached the bank fails when it is looked for', async () => {
    const request = { ...stay(), ...card('tok_timeout') };
    const first = viewOf(await t.book(request, { key: 'lost' }));
    ahead += 2 * MINUTE;
    await t.app.settlePayments();

    expect(await tablesOf(first.booking_id)).toMatchObject({ status: 'FAILED', payment: 'FAILED' });
    expect(await t.book(request, { key: 'lost' })).toMatchObject({
      ...{ kind: 'refused', replayed: true, body: { code: 'PAYMENT_DECLINED' } },
    });
  });

  test('and a partner reference is one booking and one payment, also without a key', async () => {
    const request = { ...stay(), ...card('tok_late'), partner_reference: 'PAID-1' };
    const first = viewOf(await t.book(request, { key: null }));
    const answers = await Promise.all([1, 2, 3].map(() => t.book(request, { key: null })));

    expect(answers.map((answer) => [answer.kind, viewOf(answer).booking_id])).toEqual(
      answers.map(() => ['confirmed', first.booking_id]),
    );
    expect(await tablesOf(first.booking_id)).toEqual(CONFIRMED);
  });

  test('copies at once, in two processes, pay once', async () => {
    const request = { ...stay(), ...card('tok_ok') };
    const other = await anApp({ clock, db: t.db });
    const answers = await Promise.all(
      [t, other, t, other].map((one) => one.book(request, { key: 'at-once', partner: t.ota })),
    );
    await other.close();

    const final = await t.book(request, { key: 'at-once' });
    const ids = answers.map((answer) => viewOf(answer).booking_id);
    expect(new Set([...ids, viewOf(final).booking_id]).size).toBe(1);
    expect(await tablesOf(viewOf(final).booking_id)).toEqual(CONFIRMED);
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 1 });
  });
});

describe('a hold that is paid when it is confirmed', () => {
  test('is confirmed with the payment, and the same key hears the same', async () => {
    const { booking_id } = viewOf(await t.book({ ...stay(), hold: true }));
    const [first, again] = [
      await t.confirm(booking_id, { key: 'pay-1', token: 'tok_ok' }),
      await t.confirm(booking_id, { key: 'pay-1', token: 'tok_ok' }),
    ];

    expect(first).toMatchObject({ kind: 'confirmed', replayed: false });
    expect(again).toEqual({ ...first, replayed: true });
    expect(await tablesOf(booking_id)).toEqual(CONFIRMED);
  });

  test('waits for a payment that is under way instead of beginning another', async () => {
    const { booking_id } = viewOf(await t.book({ ...stay(), hold: true }));
    const first = await t.confirm(booking_id, { token: 'tok_late_60' });
    const without = await t.confirm(booking_id);
    ahead += 61_000;
    const other = await t.confirm(booking_id, { token: 'tok_ok' });

    expect([first.kind, without.kind, other.kind]).toEqual(['pending', 'pending', 'confirmed']);
    expect(await tablesOf(booking_id)).toEqual(CONFIRMED);
  });

  test('is over when the payment is declined', async () => {
    const { booking_id } = viewOf(await t.book({ ...stay(), hold: true }));
    const declined = await t.confirm(booking_id, { key: 'pay-2', token: 'tok_decline' });

    expect(declined).toMatchObject({ kind: 'refused', body: { code: 'PAYMENT_DECLINED' } });
    expect(await t.confirm(booking_id, { key: 'pay-2', token: 'tok_decline' })).toEqual({
      ...declined,
      replayed: true,
    });
    expect(await t.confirm(booking_id)).toMatchObject({ body: { code: 'PAYMENT_DECLINED' } });
    expect(await tablesOf(booking_id)).toMatchObject({ status: 'FAILED', bank: 'DECLINED 200.000' });
  });
});

describe('a payment that lands after its hold was over', () => {
  async function expired(token: string, key: string) {
    const request = { ...stay(), rooms: 2, guests: 4, ...card(token) };
    const { booking_id } = viewOf(await t.book(request, { key }));
    ahead += 16 * MINUTE;
    await t.app.expireHolds();
    expect(await tablesOf(booking_id)).toMatchObject({ status: 'FAILED', payment: 'PENDING' });
    return { booking_id, request };
  }

  test('takes the nights again where they are free', async () => {
    const { booking_id, request } = await expired('tok_late_600', 'revived');
    const answer = await t.book(request, { key: 'revived' });

    expect(answer).toMatchObject({ kind: 'confirmed', replayed: true });
    expect(await tablesOf(booking_id)).toMatchObject({
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
    const owed = await tablesOf(booking_id);
    await t.app.payments.workDueRefunds(50);

    expect(answer).toMatchObject({ kind: 'refused', replayed: true, body: { code: 'HOLD_EXPIRED' } });
    expect(owed).toMatchObject({ status: 'FAILED', revision: 2, bank: 'TAKEN 400.000' });
    expect(await tablesOf(booking_id)).toMatchObject({
      ...{ status: 'FAILED', payment: 'REFUNDED', bank: 'TAKEN 0.000' },
    });
    expect(await t.night(checkin_date)).toMatchObject({ available_rooms: 1, unacked_rooms: 1 });
  });

  test('goes back in full where the booking was cancelled', async () => {
    const request = { ...stay(), ...card('tok_late_600') };
    const { booking_id } = viewOf(await t.book(request, { key: 'cancelled' }));
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

    expect(await tablesOf(booking_id)).toMatchObject({
      ...{ status: 'CANCELLED', payment: 'REFUNDED', bank: 'TAKEN 0.000', told: null },
    });
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 2, unacked_rooms: 0 });
  });

  test('goes back where its decline was told before, however often its provider says so', async () => {
    const request = { ...stay(), ...card('tok_decline') };
    const declined = await t.book(request, { key: 'contradicted' });
    const booking_id = await newestBooking();
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
    expect(await tablesOf(booking_id)).toMatchObject({
      ...{ status: 'FAILED', revision: 2, payment: 'REFUNDED', bank: 'TAKEN 0.000' },
    });
    expect(await t.book(request, { key: 'contradicted' })).toEqual({ ...declined, replayed: true });
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 2 });
  });

  test('is stopped by the sweep where the booking was cancelled first', async () => {
    const { booking_id } = viewOf(await t.book({ ...stay(), ...card('tok_late_600') }, { key: 'stopped' }));
    await t.cancel(booking_id);
    ahead += 2 * MINUTE;
    await t.app.settlePayments();

    expect(await tablesOf(booking_id)).toMatchObject({ payment: 'FAILED', bank: 'CANCELLED 200.000' });
  });
});

describe('a paid booking that is cancelled', () => {
  async function cancelled(terms: object, key: string) {
    await t.db.database.run("UPDATE rate_plans SET cancellation_policy = ? WHERE code = 'BAR'", [
      JSON.stringify(terms),
    ]);
    const paid = viewOf(await t.book({ ...stay(), rooms: 2, guests: 4, ...card('tok_ok') }, { key }));
    const once = await t.cancel(paid.booking_id, `${key}-1`);
    const twice = await t.cancel(paid.booking_id);
    await t.app.payments.workDueRefunds(50);
    expect(twice.body).toBe(once.body);
    return tablesOf(paid.booking_id);
  }

  const free_until = { kind: 'free_until', days: 365 };

  test.each([
    ['flexible', { kind: 'flexible' }, 'REFUNDED', '0.000'],
    ['non-refundable', { kind: 'non_refundable' }, 'COMPLETED', '400.000'],
    ['one night', { ...free_until, then: { kind: 'nights', nights: 1 } }, 'PARTIALLY_REFUNDED', '200.000'],
    ['a third', { ...free_until, then: { kind: 'percent', percent: 33 } }, 'PARTIALLY_REFUNDED', '132.000'],
  ])('costs what its rate plan says: %s', async (name, terms, payment, kept) => {
    expect(await cancelled(terms, `terms-${name}`)).toMatchObject({
      ...{ status: 'CANCELLED', payment, bank: `TAKEN ${kept}` },
    });
  });
});

describe('terms that change after the booking', () => {
  const oneNight: CancellationPolicy = { kind: 'free_until', days: 365, then: { kind: 'nights', nights: 1 } };

  async function sell(cancellation_policy: CancellationPolicy): Promise<void> {
    const plan = {
      code: 'BAR',
      name: 'Best available',
      meal_plan: 'ROOM_ONLY' as const,
      cancellation_policy,
    };
    const file = aHotel({ pms: t.pms.code, otas: [t.ota.code], rate_plans: [plan] });
    await t.app.onboardHotel(file, { dryRun: false, requestId: null });
  }

  async function keptOf(bookingId: string): Promise<unknown> {
    await t.cancel(bookingId, `terms-of-${bookingId}`);
    await t.app.payments.workDueRefunds(50);
    return (await tablesOf(bookingId))?.['bank'];
  }

  test('hold for later bookings alone', async () => {
    const book = async () => viewOf(await t.book({ ...stay(), ...card('tok_ok') })).booking_id;
    await sell(oneNight);
    const first = await book();
    await sell({ kind: 'non_refundable' });
    const second = await book();
    await sell({ kind: 'flexible' });
    const third = await book();

    expect(await keptOf(first)).toBe('TAKEN 100.000');
    expect(await keptOf(second)).toBe('TAKEN 200.000');
    expect(await keptOf(third)).toBe('TAKEN 0.000');
  });
});

test('clocks that are an hour apart neither book twice nor pay twice', async () => {
  const fast = await anApp({ clock: { now: () => new Date(clock.now().getTime() + 60 * MINUTE) }, db: t.db });
  const request = { ...stay(), ...card('tok_late') };
  const first = viewOf(await t.book(request, { key: 'clocks' }));
  await Promise.all([
    fast.app.expireHolds(),
    fast.app.settlePayments(),
    t.book(request, { key: 'clocks' }),
    fast.app.settlePayments(),
  ]);
  for (let sweep = 0; sweep < 2; sweep += 1) await t.app.settlePayments();
  await t.app.payments.workDueRefunds(50);
  await fast.close();

  const state = await tablesOf(first.booking_id);
  expect(['CONFIRMED', 'FAILED']).toContain(state?.['status']);
  expect(state?.['bank']).toBe(state?.['status'] === 'CONFIRMED' ? 'TAKEN 200.000' : 'TAKEN 0.000');
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

test('the timeline tells the whole story, and no secret', async () => {
  const { booking_id } = viewOf(await t.book({ ...stay(), ...card('tok_ok') }));
  const story = await t.app.bookingTimeline(booking_id);

  // The clock of this application runs ahead of the server's, so the payment may come last.
  expect(story[0]).toMatchObject({ what: 'HELD', actor: 'ota-1', revision: 1 });
  expect(story.map((entry) => entry.what).sort()).toEqual(['CONFIRMED', 'HELD', 'PAYMENT']);
  expect(JSON.stringify(story)).not.toContain('tok_ok');
  await expect(t.app.bookingTimeline('1')).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
});
