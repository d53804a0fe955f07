import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HotelSearch, type HotelSearchUnderTest } from '../builders/a-hotel-search.js';

/** A search of more hotels than a page holds. */
export function testSearchPages(open: () => Promise<HotelSearchUnderTest>): void {
  const hotels = new HotelSearch();
  let sellable: string[];
  beforeAll(async () => {
    await hotels.open(open());
    sellable = await hotels.onboardBraga();
  });
  afterAll(() => hotels.close());
  beforeEach(() => hotels.begin());

  test('what cannot be booked is replaced by the next, and no hotel is shown twice or lost', async () => {
    const shown: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await hotels.search({
        city: 'Braga',
        stay: hotels.stay(5, 6),
        sort: 'name',
        limit: 4,
        cursor,
      });
      expect(page.hotels.length).toBeLessThanOrEqual(4);
      shown.push(...page.hotels.map(({ hotel_code }) => hotel_code));
      cursor = page.next_cursor;
      if (cursor !== null) expect(page.hotels).toHaveLength(4);
    } while (cursor !== null);

    expect([...shown].sort()).toEqual(sellable);
    expect((await hotels.search({ city: 'Braga', facets: true })).facets?.total).toBe(25);
  });

  test('a cursor of another order, or of nobody, is refused', async () => {
    const { next_cursor } = await hotels.search({ city: 'Braga', limit: 2 });
    const refused = { code: 'VALIDATION', faults: [{ pointer: '/cursor' }] };

    await expect(hotels.search({ cursor: next_cursor, sort: 'price' })).rejects.toMatchObject(refused);
    // Of the same form as one by price.
    const byRating = (await hotels.search({ city: 'Braga', limit: 2, sort: 'rating' })).next_cursor;
    await expect(hotels.search({ cursor: byRating, sort: 'price' })).rejects.toMatchObject(refused);
    await expect(hotels.search({ cursor: 'nonsense' })).rejects.toMatchObject(refused);
    await expect(
      hotels.search({
        cursor: Buffer.from('["price",{"$gt":1},"1"]').toString('base64url'),
        sort: 'price',
      }),
    ).rejects.toMatchObject(refused);
  });
}
