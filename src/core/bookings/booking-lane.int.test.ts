import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';

let t: TestApp;
beforeEach(async () => {
  await t?.close();
  t = await anApp();
  await t.load(3, 1, 60);
});
afterAll(() => t.close());

async function groups(): Promise<{ count: number; members: number }> {
  const { values } = await t.app.metrics.bookingGroup.get();
  const value = (name: string) => values.find((entry) => entry.metricName?.endsWith(name))?.value ?? 0;
  return { count: value('_count'), members: value('_sum') };
}

describe('bookings that arrive together', () => {
  test('share transactions, and each has its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        t.book({ checkin_date: t.day(1 + i), checkout_date: t.day(2 + i) }),
      ),
    );

    const ids = new Set(answers.map((answer) => bookingOf(answer).booking_id));
    const { count, members } = await groups();
    expect(ids.size).toBe(40);
    expect(members).toBe(40);
    expect(count).toBeLessThan(20);
  });

  test('are decided in the order in which they arrived', async () => {
    // The hotel is known from here on: ten that load it at once would come to the lane in any order.
    await t.book({ checkin_date: t.day(50), checkout_date: t.day(51) });

    const answers = await Promise.all(Array.from({ length: 10 }, () => t.book()));

    expect(answers.map((answer) => answer.kind)).toEqual([
      ...Array.from({ length: 3 }, () => 'confirmed'),
      ...Array.from({ length: 7 }, () => 'refused'),
    ]);
    expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 0, unacked_rooms: 3 });
  });

  test('tell the nights as each of them left them', async () => {
    await Promise.all([t.book(), t.book()]);

    const events = await t.db.database.rows<{ data: string }>(
      "SELECT data FROM outbox WHERE type = 'RoomInventoryUpdated' AND data LIKE ? ORDER BY outbox_id DESC LIMIT 2",
      [`%${t.day(10)}%`],
    );
    const nights = events.map(({ data }) => (JSON.parse(data) as { nights: object[] }).nights[0]);
    expect(nights).toMatchObject([
      { date: t.day(10), available_rooms: 1, version: 3 },
      { date: t.day(10), available_rooms: 2, version: 2 },
    ]);
  });

  test('do not suffer from one among them that fails', async () => {
    const night = (offset: number) => ({ checkin_date: t.day(offset), checkout_date: t.day(offset + 1) });
    const settled = await Promise.allSettled([
      t.book({ ...night(20), partner_reference: 'SAME' }),
      t.book({ ...night(21) }),
      t.book({ ...night(22), partner_reference: 'SAME' }),
      t.book({ ...night(23) }),
    ]);

    const codes = settled.map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.kind : (outcome.reason as { code?: string }).code,
    );
    expect(codes.filter((code) => code === 'confirmed')).toHaveLength(3);
    expect(codes.filter((code) => code === 'DUPLICATE_REFERENCE')).toHaveLength(1);
    expect(codes[1]).toBe('confirmed');
    expect(codes[3]).toBe('confirmed');
  });

  test('do not wait for one whose night somebody holds', async () => {
    const order: string[] = [];
    await t.db.database.inTransaction(async (tx) => {
      await tx.rows('SELECT date FROM room_inventory WHERE date = ? FOR UPDATE', [t.day(30)]);
      const held = t
        .book({ checkin_date: t.day(30), checkout_date: t.day(31) })
        .then(() => order.push('held'));
      const free = t
        .book({ checkin_date: t.day(40), checkout_date: t.day(41) })
        .then(() => order.push('free'));
      await free;
      void held;
    });
    await expect.poll(() => order).toEqual(['free', 'held']);
  });
});
