import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aComparedHotel, type ComparedHotel } from '../../../test/builders/a-compared-hotel.js';

let hotel: ComparedHotel;

beforeAll(async () => {
  hotel = await aComparedHotel(20);
}, 60_000);

afterEach(() => window(null, null));
afterAll(() => hotel.close());

async function window(min_advance_days: number | null, max_advance_days: number | null): Promise<void> {
  const nights = { from: hotel.t.day(10), to: hotel.t.day(12), rate_code: 'BAR' };
  await hotel.t.push([{ ...nights, set: { min_advance_days, max_advance_days } }]);
}

describe.each(['google', 'booking-com'])('at a channel of %s that knows booking windows', (id) => {
  test('one that is lifted is told as lifted, and one that never was is not spoken of', async () => {
    const channel = await hotel.connect(id);
    const { sandbox, request } = channel;
    const night = async (day: number) =>
      (await sandbox.cells()).find(
        ({ room_code, rate_code, date }) =>
          room_code === '11' && rate_code === '22' && date === hotel.t.day(day),
      );
    await window(2, 30);
    await channel.settled();
    expect(await night(11)).toMatchObject({ min_advance_days: 2, max_advance_days: 30 });

    await window(2, null);
    await channel.settled();
    expect(await night(11)).toMatchObject({ min_advance_days: 2, max_advance_days: null });

    await window(null, null);
    await channel.settled();
    expect(await night(11)).toMatchObject({ min_advance_days: null, max_advance_days: null });
    expect(await night(14)).not.toHaveProperty('min_advance_days');
    expect((await hotel.t.app.reconcile.run(request)).differences).toEqual([]);

    // Somebody sets one there.
    const cells = [{ room_code: '11', rate_code: '22', date: hotel.t.day(14), min_advance_days: 5 }];
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells });
    const { differences } = await hotel.t.app.reconcile.run(request);
    expect(differences).toMatchObject([{ field: 'min_advance_days', class: 'extra', theirs: 5 }]);
    const fixed = await hotel.t.app.reconcile.fix(request, { dryRun: false, waitMs: 10_000 });
    expect([fixed.values, fixed.after?.differences]).toEqual([1, []]);
    await channel.close();
  }, 60_000);
});
