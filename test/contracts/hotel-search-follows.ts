import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { OPERATOR_VIEW } from '../../src/core/hotels/catalogue.js';
import { HotelSearch, priceOf, type HotelSearchUnderTest } from '../builders/a-hotel-search.js';

/** The way of a change from the tables through events into the index. */
export function testSearchFollows(open: () => Promise<HotelSearchUnderTest>): void {
  const hotels = new HotelSearch();
  beforeAll(() => hotels.open(open()));
  afterAll(() => hotels.close());
  beforeEach(() => hotels.begin());

  test('a night that is sold out leaves and comes back; one that is only fewer writes nothing', async () => {
    await hotels.count(30, 1);
    const before = await hotels.ticket();
    await hotels.project();
    expect(await hotels.ticket()).toBe(before);

    await hotels.t.book({ checkin_date: hotels.day(30), checkout_date: hotels.day(31) });
    await hotels.project();
    expect(await hotels.openOn(30)).toBe(false);

    await hotels.count(30, 1);
    await hotels.count(30, 4);
    await hotels.project();
    expect(await hotels.openOn(30)).toBe(true);
  });

  test('events twice and out of order leave it as the tables are', async () => {
    await hotels.count(31, 0);
    await hotels.count(31, 2);
    await hotels.count(31, 0);
    const events = await hotels.newEvents();
    for (const event of [...events].reverse()) await hotels.projector.handle([event]);
    await hotels.projector.handle([...events, ...events]);

    expect(await hotels.openOn(31)).toBe(false);
  });

  test('the closed rate of a night and a price', async () => {
    await hotels.restrict(32, { closed: true });
    await hotels.t.push([
      { from: hotels.day(0), to: hotels.day(60), rate_code: 'BAR', amounts: priceOf(77) },
    ]);
    await hotels.project();

    expect(await hotels.openOn(32)).toBe(false);
    expect((await hotels.search()).hotels[0]?.price_per_night).toBe('77.00');
  });

  test('an inactive hotel leaves at once, and comes back with its next change', async () => {
    await hotels.onboard({ status: 'INACTIVE' });
    expect(await hotels.codes()).toEqual([]);
    await hotels.project();
    expect((await hotels.t.app.searchIndex.openNights([hotels.t.hotelId])).has(hotels.t.hotelId)).toBe(false);

    await hotels.onboard({ status: 'ACTIVE' });
    await hotels.project();
    expect(await hotels.codes()).toEqual(['HV01']);
  });

  test('a partner finds what is mapped to it, by its own codes, once it is', async () => {
    await hotels.onboard({ code: 'HV02', name: 'Elsewhere', city: 'Faro', otas: [] });
    await hotels.project();
    const viewer = hotels.t.ota;
    expect(await hotels.codes({ viewer })).toEqual(['HV01']);
    expect(await hotels.codes({ viewer: OPERATOR_VIEW, city: 'Faro' })).toEqual(['HV02']);

    const mapped = { partner_code: hotels.t.ota.code, hotel_code: 'HV02', kind: 'hotel' as const };
    await hotels.t.app.mappings.set({ ...mapped, our_code: 'HV02', their_code: 'THEIRS' });
    await hotels.project();

    expect(await hotels.codes({ viewer, city: 'Faro' })).toEqual(['THEIRS']);
    expect((await hotels.search({ viewer, city: 'Faro' })).hotels[0]?.availability.total_rooms).toBe(0);
  });
}
