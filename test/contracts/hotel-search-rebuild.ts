import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HotelSearch, type HotelSearchUnderTest } from '../builders/a-hotel-search.js';

/** The index made anew from the tables. */
export function testSearchRebuild(open: () => Promise<HotelSearchUnderTest>): void {
  const hotels = new HotelSearch();
  beforeAll(async () => {
    await hotels.open(open());
    await hotels.onboard({ code: 'HV02', name: 'Elsewhere', city: 'Faro', otas: [] });
    await hotels.onboardBraga();
  });
  afterAll(() => hotels.close());
  beforeEach(() => hotels.begin());

  test('makes the index anew from the tables', async () => {
    // Lost on the way: the index is behind the tables, and no event will tell.
    await hotels.count(40, 0);
    await hotels.newEvents();
    expect(await hotels.openOn(40)).toBe(true);

    const seen: number[] = [];
    const report = await hotels.t.app.rebuildSearch({ onProgress: ({ done }) => seen.push(done) });
    await hotels.under.refresh();

    expect(report).toMatchObject({ resumed: false, hotels: 27, documents: 27 });
    expect(seen).toEqual([27]);
    expect(await hotels.openOn(40)).toBe(false);
    expect((await hotels.codes({ city: 'Braga', limit: 100 })).length).toBe(25);
  });

  test('goes on where one was killed, and what changed meanwhile is not lost', async () => {
    const target = await hotels.t.app.searchIndex.beginRebuild();
    // Killed after the first part: what it noted is all that is left of it.
    const [half] = await hotels.t.db.database.rows<{ hotel_id: string }>(
      'SELECT hotel_id FROM hotels ORDER BY hotel_id LIMIT 1',
    );
    await hotels.t.db.database.run(
      'INSERT INTO search_rebuilds (rebuild_id, target, after_hotel_id, started_at) VALUES (1, ?, ?, NOW())',
      [target.name, half?.hotel_id ?? ''],
    );
    expect(half?.hotel_id).toBe(hotels.t.hotelId);
    // HV01 is behind the noted place: only the projector brings it into the new index.
    await hotels.count(41, 0);
    await hotels.project();

    const report = await hotels.t.app.rebuildSearch();
    await hotels.under.refresh();

    expect(report).toMatchObject({ index: target.name, resumed: true, hotels: 26 });
    expect(await hotels.openOn(41)).toBe(false);
    expect(await hotels.codes({ city: 'Porto' })).toEqual(['HV01']);
    expect((await hotels.t.app.rebuildSearch()).resumed).toBe(false);
  });

  test('only one at a time', async () => {
    const [first, second] = await Promise.allSettled([
      hotels.t.app.rebuildSearch(),
      hotels.t.app.rebuildSearch(),
    ]);

    expect([first?.status, second?.status].sort()).toEqual(['fulfilled', 'rejected']);
  });
}
