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

async function count(name: 'bookingHalves' | 'bookingsAlone' | 'bookings'): Promise<number> {
  const { values } = await t.app.metrics[name].get();
  return values.reduce((sum, { value }) => sum + value, 0);
}

async function waiting(): Promise<number> {
  return (await t.app.metrics.bookingsWaiting.get()).values[0]?.value ?? 0;
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

  test('are tried again in halves when one of them fails, and only that one does', async () => {
    await t.book({ checkin_date: t.day(50), checkout_date: t.day(51) });
    const before = await groups();
    let settled: Promise<PromiseSettledResult<unknown>[]> = Promise.resolve([]);
    await t.db.database.inTransaction(async (tx) => {
      // A copy of one of them in another process, which is about to commit.
      await tx.run(
        `INSERT INTO idempotency_keys (partner_id, operation, idempotency_key, body_hash, status, answer, expires_at)
         VALUES (?, 'booking.create', 'key-20', 'another', 201, '{}', '2099-01-01')`,
        [t.ota.partner_id],
      );
      settled = Promise.allSettled(
        Array.from({ length: 32 }, (_, i) =>
          t.book({ checkin_date: t.day(1 + i), checkout_date: t.day(2 + i) }, { key: `key-${i}` }),
        ),
      );
      await expect.poll(async () => (await groups()).count).toBeGreaterThan(before.count);
    });

    const failed = (await settled).filter(({ status }) => status === 'rejected');
    expect(failed).toMatchObject([{ reason: { code: 'IDEMPOTENCY_MISMATCH' } }]);
    expect(await count('bookingHalves')).toBeGreaterThan(0);
    expect(await count('bookingsAlone')).toBe(0);
    // Down to the culprit a few at a time, not each for itself.
    expect((await groups()).count - before.count).toBeLessThan(20);
  });

  test('of copies without a key there is one that books, and the others hear its answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => t.book({ partner_reference: 'COPY' }, { key: null })),
    );

    expect(new Set(answers.map((answer) => bookingOf(answer).booking_id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await count('bookingHalves')).toBe(0);
  });

  test('that find their night locked wait outside the line, a few at a time, and leave it to the others', async () => {
    const night = (offset: number) => ({ checkin_date: t.day(offset), checkout_date: t.day(offset + 1) });
    await t.book(night(50));
    await t.db.database.inTransaction(async (tx) => {
      await tx.rows('SELECT date FROM room_inventory WHERE date BETWEEN ? AND ? FOR UPDATE', [
        t.day(1),
        t.day(12),
      ]);
      const late = Array.from({ length: 12 }, (_, i) => t.book(night(1 + i)));
      await expect.poll(() => count('bookingsAlone')).toBe(12);
      // As many as the pool has connections wait for nights; there is one left for each of these.
      for (let i = 0; i < 5; i += 1) bookingOf(await t.book(night(20 + i)));
      void Promise.all(late);
    });
    await expect.poll(() => count('bookings')).toBe(18);
  });

  test('that find the same night locked send one to wait for it, and go together when it is free', async () => {
    await t.load(20, 1, 60);
    const night = (offset: number) => ({ checkin_date: t.day(offset), checkout_date: t.day(offset + 1) });
    await t.book(night(50));
    const before = await groups();
    let late: Promise<unknown[]> = Promise.resolve([]);
    await t.db.database.inTransaction(async (tx) => {
      await tx.rows('SELECT date FROM room_inventory WHERE date = ? FOR UPDATE', [t.day(1)]);
      const first = Array.from({ length: 8 }, () => t.book(night(1)));
      await expect.poll(waiting).toBe(7);
      // These come when somebody waits already: they do not even look.
      const more = Array.from({ length: 8 }, () => t.book(night(1)));
      await expect.poll(waiting).toBe(15);
      late = Promise.all([...first, ...more]);
      bookingOf(await t.book(night(20)));
    });

    expect((await late).length).toBe(16);
    expect(await t.night(t.day(1))).toMatchObject({ available_rooms: 4, unacked_rooms: 16 });
    expect(await count('bookingsAlone')).toBe(1);
    // Those who looked first, the one beside them, and all of them together; one more where they came in two turns.
    expect((await groups()).count - before.count).toBeLessThanOrEqual(4);
    expect(await waiting()).toBe(0);
  });

  test('that have waited long enough behind one for their night are told so, and nothing is booked', async () => {
    const brief = await anApp({ db: t.db, env: { BELLHOP_ROOM_LOCK_WAIT_MS: '200' } });
    const night = { checkin_date: t.day(1), checkout_date: t.day(2) };
    let first: ReturnType<TestApp['book']> | undefined;
    await t.db.database.inTransaction(async (tx) => {
      await tx.rows('SELECT date FROM room_inventory WHERE date = ? FOR UPDATE', [t.day(1)]);
      first = brief.book(night);
      await expect(brief.book(night)).rejects.toMatchObject({ code: 'ROOM_BUSY', retryAfter: 1 });
    });

    bookingOf((await first) ?? (await t.book(night)));
    expect(await t.night(t.day(1))).toMatchObject({ unacked_rooms: 1 });
    await brief.close();
  });

  test('of which one waits for a night that stays locked: it is told so when its time is over, and nothing is booked', async () => {
    const brief = await anApp({ db: t.db, env: { BELLHOP_ROOM_LOCK_WAIT_MS: '200' } });
    await t.db.database.inTransaction(async (tx) => {
      await tx.rows('SELECT date FROM room_inventory WHERE date = ? FOR UPDATE', [t.day(1)]);
      await expect(brief.book({ checkin_date: t.day(1), checkout_date: t.day(2) })).rejects.toMatchObject({
        code: 'ROOM_BUSY',
        retryAfter: 1,
      });
    });

    expect(await t.night(t.day(1))).toMatchObject({ unacked_rooms: 0 });
    await brief.close();
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

  test('go beside a group that wants other nights, and wait in line for one that wants the same', async () => {
    const night = (offset: number) => ({ checkin_date: t.day(offset), checkout_date: t.day(offset + 1) });
    await t.book(night(50));
    const before = await groups();
    let same: Promise<unknown> = Promise.resolve();
    await t.db.database.inTransaction(async (tx) => {
      // The first group has its nights and then waits for this row.
      await tx.run(
        `INSERT INTO idempotency_keys (partner_id, operation, idempotency_key, body_hash, status, answer, expires_at)
         VALUES (?, 'booking.create', 'held', 'another', 201, '{}', '2099-01-01')`,
        [t.ota.partner_id],
      );
      const held = t.book(night(1), { key: 'held' }).catch(() => 'refused');
      await expect.poll(async () => (await groups()).count).toBe(before.count + 1);
      bookingOf(await t.book(night(2)));
      same = Promise.all([t.book(night(1)), t.book(night(1)), held]);
      await expect.poll(waiting).toBe(2);
    });
    await same;
    expect(await count('bookingsAlone')).toBe(0);
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
