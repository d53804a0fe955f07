import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  aComparedHotel,
  CHANNEL_RATE,
  CHANNEL_ROOMS,
  type ComparedHotel,
} from '../../../test/builders/a-compared-hotel.js';
import { connectors } from '../../connectors/index.js';

/* Nights behind the last one that is stored here: whoever was asked before us may have opened them, and they are not ours to sell. */

const CHANNELS = connectors.filter(({ channel }) => channel !== undefined).map(({ id }) => id);
const DAYS = 20;

let hotel: ComparedHotel;

beforeAll(async () => {
  hotel = await aComparedHotel(DAYS);
}, 60_000);

afterAll(() => hotel.close());

test.each(CHANNELS)(
  '%s: what it has open there is not for sale once it was told everything, until it is stored',
  async (id) => {
    const { t } = hotel;
    // Each one further: what was stored for one is stored for the next.
    const behind = DAYS + 20 * (CHANNELS.indexOf(id) + 1);
    const channel = await hotel.connect(id);
    const night = { room_code: CHANNEL_ROOMS.DBL, date: t.day(behind) };
    const cells = [
      { ...night, rate_code: null, available: 4, closed: false },
      { ...night, rate_code: CHANNEL_RATE, closed: false },
    ];
    await channel.sandbox.control('PUT', 'calendar?hotel=H1', { cells });
    const counts = async () =>
      (await channel.sandbox.cells())
        .filter(({ date, room_code }) => date === night.date && room_code === night.room_code)
        .flatMap(({ available }) => available ?? []);
    expect(await counts()).toContain(4);

    await t.app.delivery.endpoints.sync(channel.request.partner, null);
    t.app.delivery.worker.wake();
    await channel.settled();
    expect(await counts()).not.toContain(4);
    expect((await counts()).every((count) => count === 0)).toBe(true);

    const range = { room_code: 'DBL', from: t.day(behind), to: t.day(behind) };
    const amounts = [{ guests: 2, amount: '90.00', currency: 'EUR', tax: 'after' as const }];
    await t.push([
      { ...range, available: 2 },
      { ...range, rate_code: 'BAR', amounts },
    ]);
    await channel.settled();
    expect(await counts()).toContain(2);
    await channel.close();
  },
);
