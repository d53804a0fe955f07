import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import type { AriUpdate } from '../model/ari.js';
import { AppError } from '../model/errors.js';
import { addDays } from '../model/local-date.js';
import type { BookingView } from './booking-record.js';
import type { BookingRequest } from './booking-request.js';
import type { ChangeAnswer } from './change-answer.js';
import { restatement, type Restatement } from './restatement.js';
import { verifyInvariants } from './verify-inventory.js';

let ahead = 0;
let t: TestApp;
beforeAll(async () => {
  t = await anApp({ clock: { now: () => new Date(Date.now() + ahead) } });
  await t.load(10, 1, 250);
});
afterAll(() => t.close());
afterEach(async () => {
  ahead = 0;
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

let next = 5;
let arrival = '';
/** Ten nights that no other test of this file uses. */
beforeEach(() => {
  next += 10;
  arrival = t.day(next);
});

async function book(nights: number, more: Partial<BookingRequest> = {}): Promise<string> {
  const stay = { checkin_date: arrival, checkout_date: addDays(arrival, nights) };
  return bookingOf(await t.book({ ...stay, ...more })).booking_id;
}

type Change = Partial<Omit<Restatement, 'lines'>> & {
  readonly from?: number;
  readonly to?: number;
  readonly lines?: { room_code: string; rate_code?: string; quantity: number; guests: number }[];
};

const ONE = { room_code: 'DBL', quantity: 1, guests: 2 };

function modify(bookingId: string, change: Change = {}, key: string | null = null): Promise<ChangeAnswer> {
  const { from = 0, to = 2, lines = [ONE], ...more } = change;
  const dates = { checkin_date: addDays(arrival, from), checkout_date: addDays(arrival, to) };
  const body = restatement.parse({ ...dates, lines, ...more });
  return t.app.modifyBooking(bookingId, body, {
    partner: t.ota,
    idempotency_key: key,
    body_hash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    request_id: 'req-modify',
  });
}

async function viewOf(answer: Promise<ChangeAnswer>): Promise<BookingView> {
  const given = await answer;
  if (given.kind !== 'done') throw new Error(`refused: ${given.body.code} ${given.body.message}`);
  return JSON.parse(given.body) as BookingView;
}

async function codeOf(answer: Promise<ChangeAnswer>): Promise<string> {
  try {
    const given = await answer;
    return given.kind === 'refused' ? given.body.code : 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const rule = (set: AriUpdate['set'], from = 0, to = from) =>
  t.push([{ rate_code: 'BAR', from: addDays(arrival, from), to: addDays(arrival, to), set }]);

const price = (amount: string) =>
  t.push([
    {
      rate_code: 'BAR',
      from: arrival,
      to: addDays(arrival, 9),
      amounts: [{ guests: 2, amount, currency: 'EUR', tax: 'after' }],
    },
  ]);

async function eventsOf(bookingId: string): Promise<string[]> {
  const rows = await t.db.database.rows<{ type: string }>(
    'SELECT type FROM outbox WHERE subject = ? ORDER BY outbox_id',
    [bookingId],
  );
  return rows.map((row) => row.type);
}

describe('what a restatement costs', () => {
  test('nights that stay keep their price, added ones are quoted now', async () => {
    const booking = await book(2);
    await price('150.00');

    const view = await viewOf(modify(booking, { to: 3 }));

    expect(view.total_price).toBe('350.00');
    expect(view.rooms.map((room) => room.nights.map((night) => night.price))).toEqual([
      ['100.00', '100.00', '150.00'],
    ]);
  });

  test('a room more is a line of its own at the price of now', async () => {
    const booking = await book(1);
    await price('150.00');

    const view = await viewOf(modify(booking, { to: 1, lines: [{ ...ONE, quantity: 2 }] }));

    expect(view.total_price).toBe('250.00');
    expect(view.rooms.map((room) => [room.quantity, room.price_per_night])).toEqual([
      [1, '100.00'],
      [1, '150.00'],
    ]);
    expect(view).toMatchObject({ guests: 4, revision: 2 });
  });

  test('another total than the one asked for is refused, with the one it has', async () => {
    const booking = await book(2);

    const answer = await modify(booking, { to: 3, total_price: '299.00', currency: 'EUR' });

    expect(answer).toMatchObject({
      kind: 'refused',
      body: { code: 'PRICE_CHANGED', details: { total_price: '300.00' } },
    });
    expect(await codeOf(modify(booking, { to: 3, total_price: '300.00', currency: 'EUR' }))).toBe('done');
  });
});

describe('restrictions', () => {
  test('bind what is new, not what the booking has already', async () => {
    const booking = await book(3);
    await rule({ closed: true }, 0, 2);
    await rule({ min_stay_arrival: 5, closed_to_arrival: true });

    expect(await codeOf(modify(booking, { to: 3, lines: [{ ...ONE, quantity: 2 }] }))).toBe(
      'STAY_RESTRICTED',
    );
    expect(await codeOf(modify(booking, { to: 4 }))).toBe('done');
    expect(await codeOf(modify(booking, { to: 2 }))).toBe('STAY_RESTRICTED');
  });

  test('of the new arrival and the new departure bind a stay that moves', async () => {
    const booking = await book(3);
    await rule({ closed_to_arrival: true }, 1);
    await rule({ closed_to_departure: true }, 2);

    expect(await codeOf(modify(booking, { from: 1, to: 3 }))).toBe('STAY_RESTRICTED');
    expect(await codeOf(modify(booking, { to: 2 }))).toBe('STAY_RESTRICTED');
    expect(await codeOf(modify(booking, { to: 1 }))).toBe('done');
  });

  test('let nobody add a night that is past', async () => {
    const booking = await book(2);
    ahead = (next + 1) * 86_400_000;

    expect(await codeOf(modify(booking, { from: -1 }))).toBe('VALIDATION');
    expect(await codeOf(modify(booking, { to: 3 }))).toBe('done');
  });
});

describe('a restatement', () => {
  test('that says what is changes nothing and tells nobody', async () => {
    const booking = await book(2, { guest: { first_name: 'Ana', last_name: 'Reis' } });

    const same = await viewOf(modify(booking, { guest: { first_name: 'Ana', last_name: 'Reis' } }));
    const other = await viewOf(modify(booking, { guest: null }));

    expect([same.revision, other.revision]).toEqual([1, 2]);
    expect(await eventsOf(booking)).toEqual(['BookingConfirmed', 'BookingModified']);
  });

  test('from an older revision than ours is refused, naming ours', async () => {
    const booking = await book(2);
    await viewOf(modify(booking, { to: 3, revision: 1 }));

    const answer = await modify(booking, { to: 4, revision: 1 });

    expect(answer).toMatchObject({
      kind: 'refused',
      body: { code: 'STALE_REVISION', details: { revision: 2 } },
    });
  });

  test('under the same key is done once and answered byte for byte, whatever came after', async () => {
    const booking = await book(2);
    const first = await modify(booking, { to: 3 }, 'modify-once');
    await viewOf(modify(booking, { to: 4 }));

    expect(await modify(booking, { to: 3 }, 'modify-once')).toEqual({ ...first, replayed: true });
    expect(await codeOf(modify(booking, { to: 5 }, 'modify-once'))).toBe('IDEMPOTENCY_MISMATCH');
  });

  test('in copies at once is done once', async () => {
    const booking = await book(2);

    const answers = await Promise.all([1, 2, 3].map(() => viewOf(modify(booking, { to: 4 }, 'copies'))));

    expect(new Set(answers.map((view) => JSON.stringify(view))).size).toBe(1);
    expect(await eventsOf(booking)).toEqual(['BookingConfirmed', 'BookingModified']);
  });

  test('of what is no more is refused', async () => {
    const booking = await book(2);
    await t.cancel(booking);

    expect(await codeOf(modify(booking))).toBe('NOT_MODIFIABLE');
    expect(await codeOf(modify('1'))).toBe('BOOKING_NOT_FOUND');
  });

  test('that moves the arrival says where the booking was before', async () => {
    const booking = await book(2);
    await viewOf(modify(booking, { from: 3, to: 5 }));

    const [row] = await t.db.database.rows<{ data: string }>(
      "SELECT data FROM outbox WHERE subject = ? AND type = 'BookingModified'",
      [booking],
    );
    expect(JSON.parse(row?.data ?? '{}')).toMatchObject({
      check_in_date: addDays(arrival, 3),
      former_check_in_dates: [arrival],
    });
  });

  test('without any room is no restatement', () => {
    expect(() =>
      restatement.parse({ checkin_date: arrival, checkout_date: addDays(arrival, 1), lines: [] }),
    ).toThrow('a booking without rooms is cancelled');
  });
});

describe('a hold', () => {
  test('is modified while it lasts, and nobody but us knows of it', async () => {
    const booking = await book(2, { hold: true });

    const view = await viewOf(modify(booking, { to: 1 }));

    expect(view).toMatchObject({ status: 'PENDING', revision: 2, total_price: '100.00' });
    expect(await t.night(addDays(arrival, 1))).toMatchObject({ unacked_rooms: 0, available_rooms: 10 });
    ahead = 86_400_000;
    expect(await codeOf(modify(booking))).toBe('NOT_MODIFIABLE');
    ahead = 0;
    await t.cancel(booking);
    expect(await t.night(arrival)).toMatchObject({ unacked_rooms: 0, available_rooms: 10 });
    expect(await eventsOf(booking)).toEqual(['BookingCreated', 'BookingModified', 'BookingCancelled']);
  });

  test('whose time is over makes room for an extension', async () => {
    const held = await book(1, { hold: true, rooms: 9, guests: 18 });
    const booking = bookingOf(
      await t.book({
        checkin_date: addDays(arrival, 1),
        checkout_date: addDays(arrival, 2),
        rooms: 2,
        guests: 4,
      }),
    ).booking_id;
    ahead = 3_600_000;

    expect(await codeOf(modify(booking, { to: 2, lines: [{ ...ONE, quantity: 2 }] }))).toBe('done');
    expect((await t.app.getBooking(held, t.ota)).status).toBe('FAILED');
  });
});

describe('a booking that is paid', () => {
  const refunds = (bookingId: string) =>
    t.db.database.rows<{ amount: string }>(
      'SELECT r.amount FROM payment_refunds r JOIN payments p ON p.payment_id = r.payment_id WHERE p.booking_id = ?',
      [bookingId],
    );

  test('gives back what it costs less, and is not made dearer than what was paid', async () => {
    const booking = await book(2, { payment: { method: 'CARD', token: 'tok_ok' } });

    expect(await codeOf(modify(booking, { to: 3 }))).toBe('NOT_MODIFIABLE');
    expect(await codeOf(modify(booking, { to: 1 }))).toBe('done');
    expect(await refunds(booking)).toEqual([{ amount: '100.000' }]);
  });
});
