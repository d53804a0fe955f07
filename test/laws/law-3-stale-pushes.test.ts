import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import { bookingOf } from '../builders/an-app.js';
import { ToldHotel } from './told-hotel.js';

/* Rows of the table "Inventory arithmetic" in DESIGN section 3, each on a night of its own. P, U and A as there. */

const hotel = new ToldHotel();
beforeAll(() => hotel.open());
afterAll(() => hotel.t.close());

describe('bookings that the PMS was never handed', () => {
  test('a push sets what the PMS has', async () => {
    const night = hotel.aNight();

    await hotel.push(night, 4);

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('a booking takes rooms without touching what the PMS said', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);

    await hotel.book(night, 3);

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 3, A: 1, resend: 0 });
  });

  test('a push that cannot know of a booking does not give its room away again', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    await hotel.book(night, 3);

    await hotel.push(night, 4);
    await hotel.push(night, 5);

    expect(await hotel.counts(night)).toEqual({ P: 5, U: 3, A: 2, resend: 0 });
  });

  test('a cancellation before the hand-out gives the rooms back, and the PMS never hears of either', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night, 3);

    await hotel.t.cancel(booking);

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
    expect(await hotel.read(booking)).toEqual([]);
  });
});

describe('acknowledgement of the reservation', () => {
  test('moves its rooms from ours to the PMS: what is for sale stays, and nobody need be told', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night, 3);
    await hotel.read(booking);

    const { before, after } = await hotel.changeOf(night, () => hotel.decide(booking, 'new'));

    expect(await hotel.counts(night)).toEqual({ P: 1, U: 0, A: 1, resend: 0 });
    expect(after.version).toBe(before.version);
  });

  test('given twice moves them once', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);

    await hotel.decide(booking, 'new');
    await hotel.decide(booking, 'new');

    expect(await hotel.counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('that says no keeps the rooms, until a yes', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);

    await hotel.decide(booking, 'new', 'failed');
    const refused = await hotel.counts(night);
    const feed = await hotel.read(booking);
    await hotel.decide(booking, 'new');

    expect(refused).toEqual({ P: 4, U: 1, A: 3, resend: 0 });
    expect(feed).toEqual([]);
    expect(await hotel.counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('may take what the PMS has below zero, and nothing is for sale then', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 2);
    const booking = await hotel.book(night, 2);
    await hotel.push(night, 0);
    await hotel.read(booking);

    await hotel.decide(booking, 'new');

    expect(await hotel.counts(night)).toEqual({ P: -2, U: 0, A: 0, resend: 0 });
    await hotel.push(night, 1);
    expect(await hotel.counts(night)).toEqual({ P: 1, U: 0, A: 1, resend: 0 });
  });

  test('of every night and room type of a booking at once', async () => {
    const first = hotel.aNight();
    const second = hotel.aNight();
    await hotel.push(first, 4);
    await hotel.push(second, 6);
    const stay = { checkin_date: first, checkout_date: addDays(second, 1), rooms: 3, guests: 5 };
    const { booking_id } = bookingOf(await hotel.t.book(stay));
    await hotel.read(booking_id);

    await hotel.decide(booking_id, 'new');

    expect([await hotel.counts(first), await hotel.counts(second)]).toEqual([
      { P: 1, U: 0, A: 1, resend: 0 },
      { P: 3, U: 0, A: 3, resend: 0 },
    ]);
  });
});

describe('a push between hand-out and acknowledgement', () => {
  test('may have counted the reservation or not: the lower reading stands, and a full set is asked for', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);

    await hotel.push(night, 3);
    const between = await hotel.counts(night);
    await hotel.decide(booking, 'new');

    expect(between).toMatchObject({ P: 3, U: 1, A: 2 });
    expect(await hotel.counts(night)).toEqual({ P: 2, U: 0, A: 2, resend: 1 });
  });

  test('counts also when it repeats what we have, and tells nobody of it', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);

    const { before, after } = await hotel.changeOf(night, () => hotel.push(night, 4));
    await hotel.decide(booking, 'new');

    expect(after.version).toBe(before.version);
    expect(await hotel.counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 1 });
  });

  test('is settled by the next push that comes with nothing under way', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    await hotel.push(night, 3);
    await hotel.decide(booking, 'new');

    await hotel.push(night, 3);

    expect(await hotel.counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('before the first hand-out is no doubt at all, however often it was read since', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.push(night, 5);

    await hotel.read(booking);
    await hotel.read(booking);
    await hotel.decide(booking, 'new');

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('between two reads is one after the first hand-out', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    await hotel.push(night, 5);

    await hotel.read(booking);
    await hotel.decide(booking, 'new');

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 1 });
  });

  test('that names other nights leaves no doubt', async () => {
    const night = hotel.aNight();
    const other = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);

    await hotel.push(other, 4);
    await hotel.decide(booking, 'new');

    expect(await hotel.counts(night)).toMatchObject({ P: 3, resend: 0 });
  });
});

test('a push below what is booked closes the night, and only rooms above the bookings open it again', async () => {
  const night = hotel.aNight();
  await hotel.push(night, 3);
  await hotel.book(night, 3);

  await hotel.push(night, 1);
  const lowered = await hotel.counts(night);
  const refused = await hotel.t.book({ checkin_date: night, checkout_date: addDays(night, 1) });
  await hotel.push(night, 3);
  const same = await hotel.counts(night);
  await hotel.push(night, 4);

  expect(lowered).toEqual({ P: 1, U: 3, A: 0, resend: 0 });
  expect(refused).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
  expect(same.A).toBe(0);
  expect(await hotel.counts(night)).toEqual({ P: 4, U: 3, A: 1, resend: 0 });
});
