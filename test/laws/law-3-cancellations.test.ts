import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ToldHotel } from './told-hotel.js';

/* Rows of the table "Inventory arithmetic" in DESIGN section 3, each on a night of its own. P, U and A as there. */

const hotel = new ToldHotel();
beforeAll(() => hotel.open());
afterAll(() => hotel.t.close());

describe('cancellation after the hand-out', () => {
  test('before the acknowledgement changes nothing yet; both revisions go out in order, each acknowledged', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);

    await hotel.t.cancel(booking);
    const cancelled = await hotel.counts(night);
    const feed = await hotel.read(booking);
    await hotel.decide(booking, 'new');
    const acknowledged = await hotel.counts(night);
    await hotel.decide(booking, 'cancel');

    expect(cancelled).toEqual({ P: 4, U: 1, A: 3, resend: 0 });
    expect(feed.map((revision) => revision.action)).toEqual(['new', 'cancel']);
    expect(acknowledged).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('of which the PMS acknowledges the cancellation alone: the rooms stop waiting, the reservation is not told again', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    await hotel.t.cancel(booking);
    await hotel.read(booking);

    await hotel.decide(booking, 'cancel');
    const feed = await hotel.read(booking);
    await hotel.decide(booking, 'new');

    expect(feed).toEqual([]);
    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('after the acknowledgement gives the rooms back when the PMS has taken it', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    await hotel.decide(booking, 'new');

    await hotel.t.cancel(booking);
    await hotel.read(booking);
    const told = await hotel.counts(night);
    await hotel.decide(booking, 'cancel');
    await hotel.decide(booking, 'cancel');

    expect(told).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('with a push since its hand-out gives nothing back, for the push may have; a full set is asked for', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    await hotel.decide(booking, 'new');
    await hotel.t.cancel(booking);
    await hotel.read(booking);

    await hotel.push(night, 4);
    await hotel.decide(booking, 'cancel');

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 1 });
  });

  test('with a push before its hand-out, which cannot have counted it, gives the rooms back', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    await hotel.decide(booking, 'new');
    await hotel.t.cancel(booking);

    await hotel.push(night, 2);
    await hotel.read(booking);
    await hotel.decide(booking, 'cancel');

    expect(await hotel.counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 0 });
  });

  test('twice gives back once', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night, 2);

    await Promise.all([hotel.t.cancel(booking), hotel.t.cancel(booking), hotel.t.cancel(booking)]);

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });
});
