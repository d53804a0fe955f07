import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whileLocked } from '../../../test/laws/row-locks.js';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { verifyInvariants } from './verify-inventory.js';

/* What a memory must not decide, and who must not wait for it. `other` is a second process on the same stores. */
let t: TestApp;
let other: TestApp;

const ROOMS = ['DBL', 'TWN'].map((code) => ({
  ...{ code, room_type: 'DOUBLE' as const, name: code, capacity: 2, total_rooms: 10 },
}));

beforeEach(async () => {
  t = await anApp({ hotel: { rooms: ROOMS } });
  other = await anApp({ db: t.db, hotel: { rooms: ROOMS } });
  await other.load(4_000, 1, 60);
}, 60_000);
afterEach(async () => {
  expect(await verifyInvariants(t.db.database)).toEqual([]);
  await other.close();
  await t.close();
});

const season = (room_code: string) => ({ from: t.day(1), to: t.day(60), room_code });

async function guesses(): Promise<Record<string, number>> {
  const { values } = await t.app.metrics.bookingGuesses.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.outcome), value]));
}

describe('who asks for the cheapest room', () => {
  const cheapest = { room_code: undefined };
  const priceOf = async (): Promise<unknown> => bookingOf(await t.book(cheapest));

  beforeEach(async () => {
    const amounts = [{ guests: 2, amount: '300.00', currency: 'EUR', tax: 'after' as const }];
    await other.push([
      { ...season('TWN'), available: 5 },
      { ...season('TWN'), rate_code: 'BAR', amounts },
    ]);
  });

  test('gets the cheaper one that has come free, not the dearer one that was all there was', async () => {
    await other.push([{ ...season('DBL'), available: 0 }]);
    expect(await priceOf()).toMatchObject({ total_price: '600.00' });
    await other.push([{ ...season('DBL'), available: 5 }]);

    expect(await priceOf()).toMatchObject({ total_price: '200.00' });
    expect(await priceOf()).toMatchObject({ total_price: '200.00' });
    expect(await guesses()).toEqual({ none: 2, held: 1 });
  });

  test('and the cheaper one whose stop-sell has ended', async () => {
    await other.push([{ ...season('DBL'), set: { closed: true } }], { rate_absent: 'room' });
    expect(await priceOf()).toMatchObject({ total_price: '600.00' });
    await other.push([{ ...season('DBL'), set: { closed: false } }], { rate_absent: 'room' });

    expect(await priceOf()).toMatchObject({ total_price: '200.00' });
  });

  test('is guessed for where the dearer one is sold out', async () => {
    await other.push([{ ...season('TWN'), available: 0 }]);
    await priceOf();

    expect(await priceOf()).toMatchObject({ total_price: '200.00' });
    expect(await guesses()).toEqual({ none: 1, held: 1 });
  });
});

describe('a booking that is there already', () => {
  test('is answered as ever where the line is full, and not called unbooked', async () => {
    await t.book();
    const keyed = await t.book({}, { key: 'full' });
    const named = await t.book({ partner_reference: 'FULL-1' });
    const crowd = Array.from({ length: 2_200 }, () => t.book({}, { key: null }).catch(() => null));

    const again = await Promise.all([t.book({}, { key: 'full' }), t.book({ partner_reference: 'FULL-1' })]);

    expect(again[0]).toEqual({ ...keyed, replayed: true });
    expect(again.map((answer) => bookingOf(answer).booking_id)).toEqual(
      [keyed, named].map((answer) => bookingOf(answer).booking_id),
    );
    expect((await Promise.all(crowd)).filter((answer) => answer === null).length).toBeGreaterThan(100);
  });

  test('is answered while others wait for its nights', async () => {
    await t.book();
    const keyed = await t.book({}, { key: 'waits' });

    const again = await whileLocked(t, t.day(10), async (held) => {
      // Who waits for the row has the nights in Redis.
      const waiting = other.book();
      await held.waiters(1);
      const answer = await t.book({}, { key: 'waits' });
      await waiting;
      return answer;
    });

    expect(again).toEqual({ ...keyed, replayed: true });
    const { values } = await t.app.metrics.bookingsAlone.get();
    expect(values).toMatchObject([{ value: 0 }]);
  });
});
