import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { anAppClient, confirmedBookings } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';

describe('a hotel in direct mode', () => {
  let direct: TestApp;
  beforeAll(async () => {
    direct = await anApp({ hotel: { inventory_mode: 'direct' } });
    await direct.load(4, 1, 30);
  });
  afterAll(() => direct.close());

  test('acknowledges at once: bookings and cancellations move what it has', async () => {
    const night = direct.day(10);
    const { booking_id } = bookingOf(
      await direct.book({ checkin_date: night, checkout_date: direct.day(11), rooms: 3, guests: 3 }),
    );
    const booked = await direct.night(night);
    await direct.cancel(booking_id);
    await direct.cancel(booking_id);

    expect(booked).toMatchObject({ pms_rooms: 1, unacked_rooms: 0, available_rooms: 1 });
    expect(await direct.night(night)).toMatchObject({ pms_rooms: 4, unacked_rooms: 0, available_rooms: 4 });
  });

  test('takes a push as it is', async () => {
    const night = direct.day(12);
    await direct.book({ checkin_date: night, checkout_date: direct.day(13) });

    await direct.push([{ from: night, to: night, available: 4 }]);

    expect(await direct.night(night)).toMatchObject({ pms_rooms: 4, unacked_rooms: 0, available_rooms: 4 });
  });
});

test('pushes, bookings, cancellations and acknowledgements all at once leave a clean history', async () => {
  const busy = await anApp();
  const history = new History('busy');
  const client = await anAppClient(busy, history);
  const [from, to] = [busy.day(20), busy.day(26)];
  await loadPrices(busy, 20, 26);
  await client.push(6, from, to);

  const bookings = Promise.all(
    Array.from({ length: 80 }, async (_, i) => {
      const check_in = busy.day(20 + (i % 6));
      const booked = await client.bookUntilAnswered({
        check_in,
        check_out: addDays(check_in, 1 + (i % 2)),
        key: `busy-${i}`,
      });
      if (i % 3 === 0) await Promise.all(confirmedBookings([booked]).map((id) => client.cancel(id)));
    }),
  );
  const pushes = (async () => {
    for (const available of [5, 7, 3, 8, 8, 2, 9]) await client.push(available, from, to);
  })();
  const read = async (): Promise<void> => {
    const feed = await client.handOut();
    const verdicts = feed.map(({ revision_id }, i) => ({ revision_id, accepted: i % 7 !== 3 }));
    if (verdicts.length > 0) await client.decide(verdicts.slice(0, 12));
  };
  const reads = (async () => {
    for (let round = 0; round < 8; round += 1) await read();
  })();
  await Promise.all([bookings, pushes, reads]);
  // On a fast day all eight rounds are over before the first booking.
  await read();

  const dumps = await dumpSystem(busy.db.database);
  await busy.close();
  expect(dumps.reservation_revisions.some((row) => row.state === 'ACKNOWLEDGED')).toBe(true);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
});
