import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SearchDocument } from '../../src/core/search/search-document.js';
import type { IndexQuery, Sort } from '../../src/core/search/search-index.js';
import { aSearchDocument } from '../builders/a-search-document.js';
import { EVERYTHING, FilledIndex, PORTO, type IndexUnderTest } from '../builders/a-search-index.js';

/** The order in which hotels are found, and pages of it. */
export function testIndexOrder(open: () => Promise<IndexUnderTest>): void {
  const search = new FilledIndex();
  beforeAll(() => search.open(open()));
  afterAll(() => search.under.close());
  beforeEach(() => search.under.clear());

  const BIG = '7211534512341234567';
  const NEXT = '7211534512341234568';
  const documents = (): SearchDocument[] => [
    aSearchDocument(NEXT, { name: 'B', rating: 4.5, review_count: 10, price_from: 90 }),
    aSearchDocument(BIG, { name: 'b', rating: 4.5, review_count: 10, price_from: 90 }),
    aSearchDocument('9', { name: 'Ö', rating: 4.5, review_count: 11, price_from: 300.5 }),
    aSearchDocument('10', { name: 'A', price_from: null }),
    aSearchDocument('11', { name: 'C 2', rating: 5, price_from: 90.5 }),
  ];

  test.each<[Sort, string[]]>([
    ['recommended', ['11', '9', BIG, NEXT, '10']],
    ['rating', ['11', '9', BIG, NEXT, '10']],
    ['price', [BIG, NEXT, '11', '9', '10']],
    ['name', ['10', BIG, NEXT, '11', '9']],
  ])('by %s, equal ones by id as a number', async (sort, order) => {
    await search.write(...documents());

    expect(await search.find({}, { sort })).toEqual(order);
  });

  test.each<Sort>(['recommended', 'price', 'rating', 'distance', 'name'])(
    'pages by %s repeat no hotel and lose none',
    async (sort) => {
      const near = { ...PORTO, radius_km: 100 };
      // Groups of three with equal values, so that pages of two end within them.
      const hotels = Array.from({ length: 20 }, (_, at) =>
        aSearchDocument(String(1_000 + at), {
          name: `Hotel ${Math.floor(at / 3) % 4}`,
          rating: at % 5 === 0 ? null : Math.floor(at / 3) / 2,
          price_from: at % 7 === 0 ? null : 50 + Math.floor(at / 3),
          location: { ...PORTO, latitude: PORTO.latitude + Math.floor(at / 3) / 100 },
        }),
      );
      await search.write(...hotels);
      const whole = await search.find({ near }, { sort });

      const paged: string[] = [];
      let after: IndexQuery['after'] = null;
      for (let page = 0; page < 15; page += 1) {
        const found = await search.index.find({
          filter: { ...EVERYTHING, near },
          sort,
          // As a cursor carries it.
          after: JSON.parse(JSON.stringify(after)) as IndexQuery['after'],
          limit: 2,
        });
        paged.push(...found.map(({ hotel_id }) => hotel_id));
        after = found.at(-1)?.key ?? null;
        if (found.length < 2) break;
      }

      expect(whole).toHaveLength(20);
      expect(paged).toEqual(whole);
    },
  );

  test('a candidate brings its price_from', async () => {
    await search.write(
      aSearchDocument('1', { price_from: 90.5 }),
      aSearchDocument('2', { price_from: null }),
    );

    const found = await search.index.find({ filter: EVERYTHING, sort: 'price', after: null, limit: 5 });

    expect(found.map(({ price_from }) => price_from)).toEqual([90.5, null]);
  });
}
