import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCardDesk, card, MINUTE, PAID_ONCE, type CardDesk } from '../../../test/builders/a-card-desk.js';
import { bookingOf, type TestApp } from '../../../test/builders/an-app.js';

let desk: CardDesk;
let t: TestApp;
beforeAll(async () => {
  desk = await aCardDesk();
  ({ t } = desk);
});
afterAll(() => t.close());

describe('a booking with a card', () => {
  test.each(['tok_ok', 'tok_webhook_first', 'tok_webhook_twice'])(
    'is confirmed and paid once with %s, and its copies hear the same',
    async (token) => {
      const request = { ...desk.stay(), ...card(token) };
      const [first, again] = [
        await t.book(request, { key: `ok-${token}` }),
        await t.book(request, { key: `ok-${token}` }),
      ];

      expect(first).toMatchObject({ kind: 'confirmed', replayed: false });
      expect(again).toEqual({ ...first, replayed: true });
      expect(bookingOf(first)).toMatchObject({ status: 'CONFIRMED', revision: 2, expires_at: null });
      expect(await desk.tablesOf(bookingOf(first).booking_id)).toEqual(PAID_ONCE);
      expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 1, unacked_rooms: 1 });
    },
  );

  test('that is declined fails, gives its rooms back, and says so to every copy', async () => {
    const request = { ...desk.stay(), ...card('tok_decline_funds') };
    const [first, again] = [
      await t.book(request, { key: 'declined' }),
      await t.book(request, { key: 'declined' }),
    ];

    expect(first).toMatchObject({ kind: 'refused', replayed: false, body: { code: 'PAYMENT_DECLINED' } });
    expect(again).toEqual({ ...first, replayed: true });
    expect(await desk.tablesOf(await desk.newestBooking())).toEqual({
      ...{ status: 'FAILED', revision: 2, payment: 'FAILED', tokens: '0', bank: 'DECLINED 200.000' },
      ...{ events: 'BookingCreated,BookingFailed', told: null },
    });
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 2, unacked_rooms: 0 });
  });

  test('whose outcome is not known is held, not stored, and confirmed by its next copy', async () => {
    const request = { ...desk.stay(), ...card('tok_timeout_taken') };
    const first = await t.book(request, { key: 'unknown' });
    const held = await desk.tablesOf(bookingOf(first).booking_id);
    const [second, third] = [
      await t.book(request, { key: 'unknown' }),
      await t.book(request, { key: 'unknown' }),
    ];

    expect(first).toMatchObject({ kind: 'pending', replayed: false });
    expect(held).toMatchObject({ status: 'PENDING', payment: 'PENDING', events: 'BookingCreated' });
    expect(second).toMatchObject({ kind: 'confirmed', replayed: true });
    expect(third.body).toBe(second.body);
    expect(await desk.tablesOf(bookingOf(first).booking_id)).toEqual(PAID_ONCE);
  });

  test('that nobody asks for again is seen through by the sweep of another process', async () => {
    const request = { ...desk.stay(), ...card('tok_late') };
    const first = bookingOf(await t.book(request, { key: 'swept' }));
    const other = await desk.another();
    const early = await other.app.settlePayments();
    desk.later(2 * MINUTE);
    const settled = await Promise.all([other.app.settlePayments(), t.app.settlePayments()]);
    await other.close();

    expect(early).toBe(0);
    expect(settled.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await desk.tablesOf(first.booking_id)).toEqual(PAID_ONCE);
    const answer = await t.book(request, { key: 'swept' });
    expect(answer).toMatchObject({ kind: 'confirmed', replayed: true });
    expect(bookingOf(answer)).toMatchObject({ booking_id: first.booking_id, status: 'CONFIRMED' });
  });

  test('that never reached the bank fails when it is looked for', async () => {
    const request = { ...desk.stay(), ...card('tok_timeout') };
    const first = bookingOf(await t.book(request, { key: 'lost' }));
    desk.later(2 * MINUTE);
    await t.app.settlePayments();

    expect(await desk.tablesOf(first.booking_id)).toMatchObject({ status: 'FAILED', payment: 'FAILED' });
    expect(await t.book(request, { key: 'lost' })).toMatchObject({
      ...{ kind: 'refused', replayed: true, body: { code: 'PAYMENT_DECLINED' } },
    });
  });

  test('and a partner reference is one booking and one payment, also without a key', async () => {
    const request = { ...desk.stay(), ...card('tok_late'), partner_reference: 'PAID-1' };
    const first = bookingOf(await t.book(request, { key: null }));
    const answers = await Promise.all([1, 2, 3].map(() => t.book(request, { key: null })));

    expect(answers.map((answer) => [answer.kind, bookingOf(answer).booking_id])).toEqual(
      answers.map(() => ['confirmed', first.booking_id]),
    );
    expect(await desk.tablesOf(first.booking_id)).toEqual(PAID_ONCE);
  });

  test('copies at once, in two processes, pay once', async () => {
    const request = { ...desk.stay(), ...card('tok_ok') };
    const other = await desk.another();
    const answers = await Promise.all(
      [t, other, t, other].map((one) => one.book(request, { key: 'at-once', partner: t.ota })),
    );
    await other.close();

    const final = await t.book(request, { key: 'at-once' });
    const ids = answers.map((answer) => bookingOf(answer).booking_id);
    expect(new Set([...ids, bookingOf(final).booking_id]).size).toBe(1);
    expect(await desk.tablesOf(bookingOf(final).booking_id)).toEqual(PAID_ONCE);
    expect(await t.night(request.checkin_date)).toMatchObject({ available_rooms: 1 });
  });
});

describe('a hold that is paid when it is confirmed', () => {
  test('is confirmed with the payment, and the same key hears the same', async () => {
    const { booking_id } = bookingOf(await t.book({ ...desk.stay(), hold: true }));
    const [first, again] = [
      await t.confirm(booking_id, { key: 'pay-1', token: 'tok_ok' }),
      await t.confirm(booking_id, { key: 'pay-1', token: 'tok_ok' }),
    ];

    expect(first).toMatchObject({ kind: 'confirmed', replayed: false });
    expect(again).toEqual({ ...first, replayed: true });
    expect(await desk.tablesOf(booking_id)).toEqual(PAID_ONCE);
  });

  test('waits for a payment that is under way instead of beginning another', async () => {
    const { booking_id } = bookingOf(await t.book({ ...desk.stay(), hold: true }));
    const first = await t.confirm(booking_id, { token: 'tok_late_60' });
    const without = await t.confirm(booking_id);
    desk.later(61_000);
    const other = await t.confirm(booking_id, { token: 'tok_ok' });

    expect([first.kind, without.kind, other.kind]).toEqual(['pending', 'pending', 'confirmed']);
    expect(await desk.tablesOf(booking_id)).toEqual(PAID_ONCE);
  });

  test('is over when the payment is declined', async () => {
    const { booking_id } = bookingOf(await t.book({ ...desk.stay(), hold: true }));
    const declined = await t.confirm(booking_id, { key: 'pay-2', token: 'tok_decline' });

    expect(declined).toMatchObject({ kind: 'refused', body: { code: 'PAYMENT_DECLINED' } });
    expect(await t.confirm(booking_id, { key: 'pay-2', token: 'tok_decline' })).toEqual({
      ...declined,
      replayed: true,
    });
    expect(await t.confirm(booking_id)).toMatchObject({ body: { code: 'PAYMENT_DECLINED' } });
    expect(await desk.tablesOf(booking_id)).toMatchObject({ status: 'FAILED', bank: 'DECLINED 200.000' });
  });
});

test('the timeline tells the whole story, and no secret', async () => {
  const { booking_id } = bookingOf(await t.book({ ...desk.stay(), ...card('tok_ok') }));
  const story = await t.app.bookingTimeline(booking_id);

  // The clock of this application runs ahead of the server's, so the payment may come last.
  expect(story[0]).toMatchObject({ what: 'HELD', actor: 'ota-1', revision: 1 });
  expect(story.map((entry) => entry.what).sort()).toEqual(['CONFIRMED', 'HELD', 'PAYMENT']);
  expect(JSON.stringify(story)).not.toContain('tok_ok');
  await expect(t.app.bookingTimeline('1')).rejects.toMatchObject({ code: 'BOOKING_NOT_FOUND' });
});
