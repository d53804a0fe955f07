import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ToldHotel } from './told-hotel.js';

/* Rows of the table "Inventory arithmetic" in DESIGN section 3, each on a night of its own. P, U and A as there. */

const HOUR_MS = 3_600_000;

const hotel = new ToldHotel();
beforeAll(() => hotel.open());
afterAll(() => hotel.t.close());

describe('a push that carries its own time', () => {
  test('earlier than an acknowledgement cannot have counted it: its rooms are taken off', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    const before = new Date(Date.now() + hotel.ahead);
    hotel.ahead += HOUR_MS;
    await hotel.decide(booking, 'new');

    await hotel.push(night, 4, before);

    expect(await hotel.counts(night)).toEqual({ P: 3, U: 0, A: 3, resend: 1 });
  });

  test('later than an acknowledgement has counted it', async () => {
    const night = hotel.aNight();
    await hotel.push(night, 4);
    const booking = await hotel.book(night);
    await hotel.read(booking);
    await hotel.decide(booking, 'new');
    hotel.ahead += HOUR_MS;

    await hotel.push(night, 4, new Date(Date.now() + hotel.ahead));

    expect(await hotel.counts(night)).toEqual({ P: 4, U: 0, A: 4, resend: 0 });
  });

  test('earlier than the last one applied changes nothing, also where that one had found nothing to change', async () => {
    const night = hotel.aNight();
    hotel.ahead += HOUR_MS;
    const [first, second, third] = [-3, -2, -1].map(
      (minutes) => new Date(Date.now() + hotel.ahead + minutes * 60_000),
    );
    await hotel.push(night, 4, first);
    await hotel.push(night, 4, third);

    const { before, after } = await hotel.changeOf(night, () => hotel.push(night, 9, second));

    expect(after).toEqual(before);
    expect(after.available_rooms).toBe(4);
  });

  test('earlier than the last one of another night is applied', async () => {
    const night = hotel.aNight();
    const other = hotel.aNight();
    hotel.ahead += HOUR_MS;
    await hotel.push(other, 4, new Date(Date.now() + hotel.ahead));

    await hotel.push(night, 9, new Date(Date.now() + hotel.ahead - 60_000));

    expect((await hotel.t.night(night)).available_rooms).toBe(9);
  });

  test('applied whole where part of it was overtaken', async () => {
    const night = hotel.aNight();
    const next = hotel.aNight();
    hotel.ahead += HOUR_MS;
    await hotel.push(next, 1, new Date(Date.now() + hotel.ahead));

    const sent_at = new Date(Date.now() + hotel.ahead - 60_000).toISOString();
    await hotel.t.push([{ from: night, to: next, available: 9 }], { sent_at });

    expect([(await hotel.t.night(night)).pms_rooms, (await hotel.t.night(next)).pms_rooms]).toEqual([9, 1]);
  });
});
