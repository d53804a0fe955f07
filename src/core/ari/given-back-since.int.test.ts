import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { aMessage, anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';

/* A count said at an earlier time: less what its PMS learnt of since and still has. */

let t: TestApp;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  await t.load(9, 1, 30);
});
afterAll(() => t.close());

async function acknowledgeAll(): Promise<void> {
  const told = await t.app.handOutRevisions(t.pms, { hotel_code: null, limit: 100 });
  await t.app.decideRevisions(
    t.pms,
    told.map(({ revision_id }) => ({
      revision_id,
      outcome: 'accepted',
      pms_reference: null,
      reason: null,
    })),
    { request_id: 'req-ack' },
  );
}

const minuteAgo = () => new Date(Date.now() - 60_000).toISOString();

/** A count of `rooms` that was written a minute ago, before all that the test has booked. */
const sayOnceMore = (rooms: number) =>
  t.app.applyAri(
    t.pms,
    aMessage('HV01', [{ from: t.day(10), to: t.day(12), available: rooms }], { sent_at: minuteAgo() }),
    { requestId: null, overNewer: true, replayed: true },
  );

describe('a count that was said before', () => {
  test('is not lowered by what was cancelled since and acknowledged, only by what its PMS still has', async () => {
    await t.book();
    const cancelled = bookingOf(await t.book({ checkin_date: t.day(11), checkout_date: t.day(13) }));
    await acknowledgeAll();
    await t.cancel(cancelled.booking_id);
    await acknowledgeAll();

    const result = await sayOnceMore(5);

    const nights = await Promise.all([10, 11, 12].map((offset) => t.night(t.day(offset))));
    expect(nights.map(({ available_rooms }) => available_rooms)).toEqual([4, 4, 5]);
    expect(nights.map(({ pms_rooms }) => pms_rooms)).toEqual([4, 4, 5]);
    expect(nights.map(({ resend_wanted }) => resend_wanted)).toEqual([1, 1, 0]);
    expect(result.inventory_changed).toBe(3);
  });

  test('is lowered by what is cancelled here while its PMS has not acknowledged that', async () => {
    const { booking_id } = bookingOf(await t.book());
    await acknowledgeAll();
    await t.cancel(booking_id);

    await sayOnceMore(5);
    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 4, pms_rooms: 4 });

    await acknowledgeAll();
    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 5, pms_rooms: 5 });
  });

  test('is lowered by what is booked and acknowledged or not yet', async () => {
    await t.book({ rooms: 2, guests: 2 });
    await acknowledgeAll();
    await t.book();

    await sayOnceMore(5);

    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 2, pms_rooms: 3, unacked_rooms: 1 });
  });
});
