import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { whileLocked } from './row-locks.js';

let t: TestApp;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_ROOM_LOCK: 'off' } });
  await t.load(4, 1, 60);
  const single = { room_code: 'SGL', from: t.day(1), to: t.day(60) };
  const amounts = [{ guests: 1, amount: '70.00', currency: 'EUR', tax: 'after' as const }];
  await t.push([
    { ...single, available: 2 },
    { ...single, rate_code: 'BAR', amounts },
  ]);
});

afterAll(() => t.close());

async function available(room: string, from: number, to: number): Promise<number[]> {
  const offsets = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const nights = await Promise.all(offsets.map((offset) => t.night(t.day(offset), room)));
  return nights.map((night) => night.available_rooms);
}

const twoTypes = (from: number, to: number) => ({
  checkin_date: t.day(from),
  checkout_date: t.day(to),
  room_code: undefined,
  rate_code: undefined,
  lines: [
    { room_code: 'DBL', rate_code: 'BAR', quantity: 2, guests: 2 },
    { room_code: 'SGL', rate_code: 'BAR', quantity: 1, guests: 1 },
  ],
});

test('two room types over three nights are taken together and come back together', async () => {
  const { booking_id } = bookingOf(await t.book(twoTypes(5, 8)));
  const taken = [await available('DBL', 4, 8), await available('SGL', 4, 8)];

  await t.cancel(booking_id);

  expect(taken).toEqual([
    [4, 2, 2, 2, 4],
    [2, 1, 1, 1, 2],
  ]);
  expect([await available('DBL', 4, 8), await available('SGL', 4, 8)]).toEqual([
    [4, 4, 4, 4, 4],
    [2, 2, 2, 2, 2],
  ]);
});

test('a night of the second room type that is lost in the middle gives back everything', async () => {
  const answer = await whileLocked(t, t.day(12), async (held) => {
    const running = t.book(twoTypes(11, 14));
    await held.waiters(1);
    await held.run(
      "UPDATE room_inventory i JOIN rooms r ON r.room_id = i.room_id SET i.closed = 1 WHERE r.code = 'SGL' AND i.date = ?",
      [t.day(12)],
    );
    return running;
  });

  expect(answer).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
  expect([await available('DBL', 11, 13), await available('SGL', 11, 13)]).toEqual([
    [4, 4, 4],
    [2, 2, 2],
  ]);
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

test('a cancellation beside a hand-out is either never told or acknowledged, and comes back once', async () => {
  const booked: { id: string; night: string }[] = [];
  for (let round = 0; round < 12; round += 1) {
    const night = t.day(20 + round);
    const { booking_id } = bookingOf(await t.book({ checkin_date: night, checkout_date: addDays(night, 1) }));
    booked.push({ id: booking_id, night });
    // Either may come first; both orders are right, a mixture is not.
    await Promise.all([
      t.cancel(booking_id),
      t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 100 }),
    ]);
  }
  for (;;) {
    const feed = await t.app.handOutRevisions(t.pms, { hotel_code: 'HV01', limit: 5 });
    if (feed.length === 0) break;
    const verdicts = feed.map(({ revision_id }) => ({
      revision_id,
      outcome: 'accepted' as const,
      pms_reference: null,
      reason: null,
    }));
    await t.app.decideRevisions(t.pms, verdicts, { request_id: 'law-4' });
  }

  const nights = await Promise.all(booked.map(({ night }) => t.night(night)));
  expect(nights.map((night) => [night.pms_rooms, night.unacked_rooms])).toEqual(booked.map(() => [4, 0]));
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

test('more cancellations at once than the application has database connections all come through', async () => {
  const small = await anApp({ db: t.db, env: { BELLHOP_MYSQL_CONNECTIONS: '2' } });
  const night = t.day(50);
  const made = await Promise.all(
    [1, 2, 3, 4].map(() => t.book({ checkin_date: night, checkout_date: t.day(51) })),
  );

  await Promise.all(
    made.flatMap((answer) => [1, 2, 3].map(() => small.cancel(bookingOf(answer).booking_id))),
  );

  expect(await t.night(night)).toMatchObject({ available_rooms: 4, unacked_rooms: 0, pms_rooms: 4 });
  await small.close();
}, 20_000);

test('holds of two room types come back whole and once, whoever ends them: sweeps, a booking, a cancel', async () => {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const env = { BELLHOP_ROOM_LOCK: 'off' };
  const [one, two] = [await anApp({ db: t.db, clock, env }), await anApp({ db: t.db, clock, env })];
  const stay = twoTypes(53, 56);
  const held = [
    bookingOf(await one.book({ ...stay, hold: true })),
    bookingOf(await two.book({ ...stay, hold: true })),
  ];
  const taken = [await available('DBL', 53, 55), await available('SGL', 53, 55)];

  ahead = 16 * 60_000;
  const [booked] = await Promise.all([
    one.book(stay),
    one.app.expireHolds(),
    two.app.expireHolds(),
    two.cancel(held[0]?.booking_id ?? '').catch(() => null),
  ]);

  expect(taken).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(booked.kind).toBe('confirmed');
  expect([await available('DBL', 53, 55), await available('SGL', 53, 55)]).toEqual([
    [2, 2, 2],
    [1, 1, 1],
  ]);
  expect(await verifyInvariants(t.db.database)).toEqual([]);
  await one.close();
  await two.close();
});
