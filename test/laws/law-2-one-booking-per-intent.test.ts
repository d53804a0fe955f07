import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../src/core/app.js';
import { AppError } from '../../src/core/model/errors.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { createTestRedis } from '../harness/redis.js';
import { anAppClient, confirmedBookings } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';
import { whileLocked } from './row-locks.js';

type Answer = Awaited<ReturnType<App['createBooking']>>;

const COPIES = 50;
const HOUR_MS = 3_600_000;

let t: TestApp;
let other: TestApp;
let later = 0;

beforeAll(async () => {
  const clock = { now: () => new Date(Date.now() + later) };
  t = await anApp({ clock, redisUrl: (await createTestRedis()).url });
  other = await anApp({ db: t.db, clock, redisUrl: (await createTestRedis()).url });
  await t.load(9, 1, 200);
});

afterAll(async () => {
  await other.close();
  await t.close();
});

/** One night that no other test uses. */
let nights = 10;
function aNight(): { checkin_date: string; checkout_date: string } {
  nights += 1;
  return { checkin_date: t.day(nights), checkout_date: t.day(nights + 1) };
}

function copies(send: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: COPIES }, (_, index) => send(index)));
}

function expectOneAnswer(answers: readonly Answer[]): string {
  const bodies = new Set(
    answers.map((answer) => (answer.kind === 'confirmed' ? answer.body : JSON.stringify(answer.body))),
  );
  expect(bodies.size).toBe(1);
  expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
  return [...bodies][0] ?? '';
}

async function bookingsOn(date: string): Promise<number> {
  const rows = await t.db.database.rows('SELECT booking_id FROM bookings WHERE check_in_date = ?', [date]);
  return rows.length;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error.code;
}

describe('the same key', () => {
  test('50 times at once is one booking and one answer, byte for byte', async () => {
    const stay = aNight();

    const answers = await copies(() => t.book(stay, { key: 'at-once' }));

    expectOneAnswer(answers);
    expect(await bookingsOn(stay.checkin_date)).toBe(1);
    expect((await t.night(stay.checkin_date)).available_rooms).toBe(8);
  });

  test('50 times at once over two applications is one booking and one answer', async () => {
    const stay = aNight();

    const answers = await copies((index) => (index % 2 === 0 ? t : other).book(stay, { key: 'two-apps' }));

    expectOneAnswer(answers);
    expect((await t.night(stay.checkin_date)).available_rooms).toBe(8);
  });

  test('for the very last room, over two applications, is never told that it was sold out by itself', async () => {
    const stay = aNight();
    await t.push([{ from: stay.checkin_date, to: stay.checkin_date, available: 1 }]);

    const answers = await copies((index) => (index % 2 === 0 ? t : other).book(stay, { key: 'last-room' }));

    expectOneAnswer(answers);
    expect(answers[0]?.kind).toBe('confirmed');
  });

  test('is known after a restart', async () => {
    const stay = aNight();
    const first = await t.book(stay, { key: 'restart' });
    const restarted = await anApp({ db: t.db });

    const again = await restarted.book(stay, { key: 'restart' });
    await restarted.close();

    expect(again).toEqual({ ...first, replayed: true });
  });

  test('with another body is refused and books nothing', async () => {
    const stay = aNight();
    await t.book(stay, { key: 'other-body' });

    const code = await codeOf(t.book({ ...stay, rooms: 2, guests: 4 }, { key: 'other-body' }));

    expect(code).toBe('IDEMPOTENCY_MISMATCH');
    expect(await bookingsOn(stay.checkin_date)).toBe(1);
  });

  test('of another partner is another intent', async () => {
    const stay = aNight();
    const { partner } = await t.app.partners.create({
      code: 'ota-2',
      name: 'OTA Two',
      kind: 'ota',
      connector: 'native',
    });
    for (const [kind, our_code] of [
      ['hotel', 'HV01'],
      ['room', 'DBL'],
      ['rate', 'BAR'],
    ] as const) {
      const mapping = { partner_code: 'ota-2', hotel_code: 'HV01', kind, our_code, their_code: our_code };
      await t.app.mappings.set(mapping);
    }

    const mine = bookingOf(await t.book(stay, { key: 'two-partners' }));
    const theirs = bookingOf(await t.book(stay, { key: 'two-partners', partner }));

    expect(theirs.booking_id).not.toBe(mine.booking_id);
    expect(await bookingsOn(stay.checkin_date)).toBe(2);
  });

  test('is forgotten after its time, and only then', async () => {
    const stay = aNight();
    const first = bookingOf(await t.book(stay, { key: 'expired' }));
    later = 47 * HOUR_MS;
    const before = await t.book(stay, { key: 'expired' });
    later = 49 * HOUR_MS;

    const after = await t.book(stay, { key: 'expired' });
    later = 0;

    expect(before.replayed).toBe(true);
    expect(after.replayed).toBe(false);
    expect(bookingOf(after).booking_id).not.toBe(first.booking_id);
  });

  test('is told to wait while the first request takes long, and books once', async () => {
    const stay = aNight();

    const { running, copy } = await whileLocked(t, stay.checkin_date, async (held) => {
      const running = t.book(stay, { key: 'slow' });
      const copy = await codeOf(t.book(stay, { key: 'slow' }));
      await held.waiters(1);
      return { running, copy };
    });
    const first = await running;

    expect(copy).toBe('IN_PROGRESS');
    expect(first.kind).toBe('confirmed');
    expect((await t.book(stay, { key: 'slow' })).replayed).toBe(true);
  });
});

describe('a refusal', () => {
  test('that is final is remembered, also when rooms have come back since', async () => {
    const stay = aNight();
    const at = { from: stay.checkin_date, to: stay.checkin_date };
    await t.push([{ ...at, available: 0 }]);
    const answers = await copies((index) => (index % 2 === 0 ? t : other).book(stay, { key: 'sold-out' }));
    await t.push([{ ...at, available: 3 }]);

    const again = await t.book(stay, { key: 'sold-out' });
    const fresh = await t.book(stay, { key: 'not-sold-out' });

    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(again).toMatchObject({ replayed: true, kind: 'refused', body: { code: 'SOLD_OUT' } });
    expect(fresh.kind).toBe('confirmed');
  });

  test('for another price is remembered', async () => {
    const stay = { ...aNight(), total_price: '99.00' };

    const first = await t.book(stay, { key: 'price' });
    const again = await t.book(stay, { key: 'price' });

    expect(first).toMatchObject({
      kind: 'refused',
      body: { code: 'PRICE_CHANGED', details: { total_price: '100.00' } },
    });
    expect(again).toEqual({ ...first, replayed: true });
  });

  test('that can be mended is not remembered: the same request works once it is', async () => {
    const stay = { ...aNight(), room_code: 'NEW' };
    const code = await codeOf(t.book(stay, { key: 'mended' }));
    await t.app.mappings.set({
      partner_code: 'ota-1',
      hotel_code: 'HV01',
      kind: 'room',
      our_code: 'DBL',
      their_code: 'NEW',
    });

    const again = await t.book(stay, { key: 'mended' });
    await t.app.mappings.set({
      partner_code: 'ota-1',
      hotel_code: 'HV01',
      kind: 'room',
      our_code: 'DBL',
      their_code: 'DBL',
    });

    expect(code).toBe('ROOM_NOT_FOUND');
    expect(again).toMatchObject({ kind: 'confirmed', replayed: false });
  });
});

describe('a partner reference', () => {
  test('without any key is one booking, also over two applications, and answers byte for byte', async () => {
    const stay = { ...aNight(), partner_reference: 'R-1', user_id: '77' };

    const answers = await copies((index) => (index % 2 === 0 ? t : other).book(stay, { key: null }));

    expectOneAnswer(answers);
    expect(await bookingsOn(stay.checkin_date)).toBe(1);
  });

  test('under two keys is one booking', async () => {
    const stay = { ...aNight(), partner_reference: 'R-2' };

    const first = await t.book(stay, { key: 'ref-a' });
    const second = await t.book(stay, { key: 'ref-b' });

    expect(bookingOf(second).booking_id).toBe(bookingOf(first).booking_id);
    expect(second.replayed).toBe(true);
  });

  test('never stands for two bookings, however long ago the first was', async () => {
    const stay = { ...aNight(), partner_reference: 'R-3' };
    await t.book(stay, { key: 'ref-old' });
    later = 1_000 * HOUR_MS;

    const code = await codeOf(
      t.book({ ...stay, ...aNight(), checkin_date: t.day(90), checkout_date: t.day(91) }, { key: 'ref-old' }),
    );
    later = 0;

    expect(code).toBe('DUPLICATE_REFERENCE');
  });
});

test('one cancellation, whatever the number of copies', async () => {
  const stay = aNight();
  const { booking_id } = bookingOf(await t.book(stay, { key: 'to-cancel' }));

  const answers = await Promise.all(
    Array.from({ length: COPIES }, (_, index) =>
      (index % 2 === 0 ? t : other).cancel(booking_id, 'cancel-once'),
    ),
  );

  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
  expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
  expect(await t.night(stay.checkin_date)).toMatchObject({ available_rooms: 9, unacked_rooms: 0 });
});

test('keys, copies and cancellations mixed over two applications leave a clean history', async () => {
  const mixed = await anApp({ redisUrl: (await createTestRedis()).url });
  const beside = await anApp({ db: mixed.db });
  const history = new History('mixed');
  const clients = [await anAppClient(mixed, history), await anAppClient(beside, history)] as const;
  await loadPrices(mixed, 20, 30);
  await clients[0].push(6, mixed.day(20), mixed.day(30));
  const stay = { check_in: mixed.day(22), check_out: mixed.day(25) };

  const answers = await Promise.all(
    Array.from({ length: 90 }, (_, i) =>
      clients[i % 2 === 0 ? 0 : 1].bookUntilAnswered({
        ...stay,
        key: `intent-${i % 9}`,
        reference: `ref-${i % 9}`,
      }),
    ),
  );
  const made = confirmedBookings(answers);
  await Promise.all(
    made.slice(0, 3).flatMap((id) => clients.map((client) => client.cancel(id, `cancel-${id}`))),
  );
  await Promise.all(
    [0, 1, 2, 3].map((i) => clients[i % 2 === 0 ? 0 : 1].bookUntilAnswered({ ...stay, key: `second-${i}` })),
  );

  const dumps = await dumpSystem(mixed.db.database);
  expect(made).toHaveLength(6);
  expect((await mixed.night(mixed.day(23))).available_rooms).toBe(0);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
  await beside.close();
  await mixed.close();
});
