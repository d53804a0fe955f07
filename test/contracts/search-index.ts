import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SearchDocument } from '../../src/core/search/search-document.js';
import type { IndexFilter, IndexQuery, SearchIndex, Sort } from '../../src/core/search/search-index.js';
import { aSearchDocument, aSearchRoom } from '../builders/a-search-document.js';

export interface IndexUnderTest {
  readonly index: SearchIndex;
  /** Makes what was written visible to `find` at once. */
  refresh(): Promise<void>;
  /** Empties it. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const EVERYTHING: IndexFilter = {
  partner_id: null,
  words: [],
  city: null,
  country: null,
  near: null,
  nights: null,
  capacity: 1,
  rooms: 1,
  price: null,
  amenities: [],
  rating: null,
};

const PORTO = { latitude: 41.1496, longitude: -8.611 };

/** What every search index does; the same documents give the same hotels in the same order, whatever holds them. */
export function testSearchIndex(open: () => Promise<IndexUnderTest>): void {
  let t: IndexUnderTest;
  let version = 0;
  beforeAll(async () => {
    t = await open();
  });
  afterAll(() => t.close());
  beforeEach(() => t.clear());

  async function write(...documents: SearchDocument[]): Promise<void> {
    version += 1;
    const changes = documents.map((document) => ({ hotel_id: document.hotel_id, document }));
    await t.index.write(version, changes, 'live');
    await t.refresh();
  }

  async function find(filter: Partial<IndexFilter> = {}, query: Partial<IndexQuery> = {}) {
    const found = await t.index.find({
      filter: { ...EVERYTHING, ...filter },
      sort: 'recommended',
      after: null,
      limit: 100,
      ...query,
    });
    return found.map(({ hotel_id }) => hotel_id);
  }

  describe('filters', () => {
    test('an empty index finds nothing', async () => {
      expect(await find()).toEqual([]);
      expect((await t.index.facets(EVERYTHING)).total).toBe(0);
    });

    test('each word is the beginning of a word of name, city or description, folded', async () => {
      await write(
        aSearchDocument('1', {
          name: 'Azulejo Palace',
          description: 'By the river, with a São João terrace',
        }),
        aSearchDocument('2', { name: 'Hôtel Étoile', city: 'Ærøskøbing' }),
        aSearchDocument('3', { name: '100% Sleep_Well' }),
      );

      expect(await find({ words: ['azul'] })).toEqual(['1']);
      expect(await find({ words: ['sao', 'azulejo'] })).toEqual(['1']);
      expect(await find({ words: ['zulejo'] })).toEqual([]);
      expect(await find({ words: ['azulejo', 'etoile'] })).toEqual([]);
      expect(await find({ words: ['etoi', 'aerosk'] })).toEqual(['2']);
      expect(await find({ words: ['100'] })).toEqual(['3']);
      expect(await find({ words: ['well'] })).toEqual(['3']);
      expect(await find({ words: ['por'] })).toEqual(['1', '3']);
    });

    test('city as a whole and country', async () => {
      await write(
        aSearchDocument('1', { city: 'São João da Madeira' }),
        aSearchDocument('2', { city: 'São João', country: 'BR' }),
      );

      expect(await find({ city: 'sao joao' })).toEqual(['2']);
      expect(await find({ city: 'sao joao da madeira' })).toEqual(['1']);
      expect(await find({ country: 'BR' })).toEqual(['2']);
      expect(await find({ country: 'ES' })).toEqual([]);
    });

    test('a circle takes its rim in and leaves out who has no place', async () => {
      // About 0 m, 1.11 km and 11.1 km north.
      await write(
        aSearchDocument('1', { location: PORTO }),
        aSearchDocument('2', { location: { ...PORTO, latitude: 41.1596 } }),
        aSearchDocument('3', { location: { ...PORTO, latitude: 41.2496 } }),
        aSearchDocument('4'),
      );

      expect(await find({ near: { ...PORTO, radius_km: 1 } })).toEqual(['1']);
      expect(await find({ near: { ...PORTO, radius_km: 2 } })).toEqual(['1', '2']);
      expect(await find({ near: { ...PORTO, radius_km: 12 } })).toEqual(['1', '2', '3']);
      expect(await find({ near: { ...PORTO, radius_km: 12 } }, { sort: 'distance', limit: 2 })).toEqual([
        '1',
        '2',
      ]);
    });

    test('every night is open in one room type that takes the party', async () => {
      const march = (from: number, to: number) => ({ from: `2031-03-${from}`, to: `2031-03-${to}` });
      await write(
        aSearchDocument('1', { rooms: [aSearchRoom('11', { open_nights: [march(10, 12), march(14, 20)] })] }),
        aSearchDocument('2', {
          max_capacity: 4,
          rooms: [
            aSearchRoom('21', { open_nights: [march(10, 13)] }),
            aSearchRoom('22', { capacity: 4, open_nights: [march(14, 20)] }),
          ],
        }),
        aSearchDocument('3', { rooms: [aSearchRoom('31', { open_nights: [] })] }),
        aSearchDocument('4', { max_capacity: 0, rooms: [] }),
      );

      expect(await find({ nights: march(10, 12) })).toEqual(['1', '2']);
      expect(await find({ nights: march(12, 12) })).toEqual(['1', '2']);
      expect(await find({ nights: march(10, 13) })).toEqual(['2']);
      expect(await find({ nights: march(12, 14) })).toEqual([]);
      expect(await find({ nights: march(19, 20), capacity: 4 })).toEqual(['2']);
      expect(await find({ nights: march(10, 13), capacity: 3 })).toEqual([]);
      expect(await find({ nights: march(20, 21) })).toEqual([]);
      expect(await find({ capacity: 3 })).toEqual(['2']);
    });

    test('rooms, rating, amenities and partner', async () => {
      await write(
        aSearchDocument('1', {
          total_rooms: 2,
          rating: 4.5,
          amenities: ['POOL', 'WIFI'],
          partner_ids: ['7'],
        }),
        aSearchDocument('2', { total_rooms: 9, rating: 3.99, amenities: ['WIFI'], partner_ids: ['7', '8'] }),
        aSearchDocument('3', { total_rooms: 9, partner_ids: [] }),
      );

      expect(await find({ rooms: 3 })).toEqual(['2', '3']);
      expect(await find({ rating: 4.5 })).toEqual(['1']);
      expect(await find({ rating: 0 })).toEqual(['1', '2']);
      expect(await find({ amenities: ['WIFI'] })).toEqual(['1', '2']);
      expect(await find({ amenities: ['WIFI', 'POOL'] })).toEqual(['1']);
      expect(await find({ partner_id: '8' })).toEqual(['2']);
      expect(await find({ partner_id: '9' })).toEqual([]);
    });

    test('a price range is that of price_from, with nights that of what a night can cost', async () => {
      await write(
        aSearchDocument('1', { price_from: 100, price_lowest: 80, price_highest: 140 }),
        aSearchDocument('2', { price_from: 100.01, price_lowest: 100.01, price_highest: 100.01 }),
        aSearchDocument('3', { price_from: null, price_lowest: null, price_highest: null }),
      );
      const nights = { from: '2031-03-10', to: '2031-03-10' };

      expect(await find({ price: { min: null, max: 100 } })).toEqual(['1']);
      expect(await find({ price: { min: 100.01, max: 200 } })).toEqual(['2']);
      expect(await find({ price: { min: 0, max: null } })).toEqual(['1', '2']);
      expect(await find({ price: { min: 120, max: null }, nights })).toEqual(['1']);
      expect(await find({ price: { min: null, max: 90 }, nights })).toEqual(['1']);
      expect(await find({ price: { min: 141, max: null }, nights })).toEqual([]);
    });
  });

  describe('order and pages', () => {
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
      await write(...documents());

      expect(await find({}, { sort })).toEqual(order);
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
        await write(...hotels);
        const whole = await find({ near }, { sort });

        const paged: string[] = [];
        let after: IndexQuery['after'] = null;
        for (let page = 0; page < 15; page += 1) {
          const found = await t.index.find({
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
      await write(aSearchDocument('1', { price_from: 90.5 }), aSearchDocument('2', { price_from: null }));

      const found = await t.index.find({ filter: EVERYTHING, sort: 'price', after: null, limit: 5 });

      expect(found.map(({ price_from }) => price_from)).toEqual([90.5, null]);
    });
  });

  test('facets count all that the filter finds', async () => {
    await write(
      aSearchDocument('1', { amenities: ['POOL', 'WIFI'], rating: 4.5, price_from: 49.99 }),
      aSearchDocument('2', { amenities: ['WIFI'], rating: 3, price_from: 50, city: 'porto' }),
      aSearchDocument('3', { amenities: ['SPA'], price_from: 1_000 }),
      aSearchDocument('4', { amenities: ['SPA'], price_from: null, country: 'ES', city: 'Vigo' }),
    );

    const facets = await t.index.facets({ ...EVERYTHING, country: 'PT' });

    expect(facets).toEqual({
      total: 3,
      amenities: [
        { value: 'WIFI', count: 2 },
        { value: 'POOL', count: 1 },
        { value: 'SPA', count: 1 },
      ],
      cities: [
        { value: 'Porto', count: 2 },
        { value: 'porto', count: 1 },
      ],
      rating: [
        { at_least: 3, count: 2 },
        { at_least: 3.5, count: 1 },
        { at_least: 4, count: 1 },
        { at_least: 4.5, count: 1 },
      ],
      price: [
        { from: 0, to: 50, count: 1 },
        { from: 50, to: 100, count: 1 },
        { from: 100, to: 150, count: 0 },
        { from: 150, to: 200, count: 0 },
        { from: 200, to: 300, count: 0 },
        { from: 300, to: 500, count: 0 },
        { from: 500, to: null, count: 1 },
      ],
    });
  });

  describe('versions', () => {
    const put = (at: number, document: SearchDocument | null) =>
      t.index.write(at, [{ hotel_id: '1', document }], 'live');

    test('an older or equal document changes nothing, a newer one everything', async () => {
      const base = (version += 10);
      await put(base, aSearchDocument('1', { name: 'New', amenities: ['POOL'], partner_ids: ['7'] }));
      await put(base - 1, aSearchDocument('1', { name: 'Old', amenities: ['SPA'], rooms: [] }));
      await put(base, aSearchDocument('1', { name: 'Twin', amenities: ['SPA'], rooms: [] }));
      await t.refresh();

      expect(await find({ words: ['new'], amenities: ['POOL'] })).toEqual(['1']);
      expect(await find({ words: ['old'] })).toEqual([]);
      expect((await t.index.openNights(['1'])).get('1')?.get('11')).toEqual([
        { from: '2031-03-01', to: '2031-03-31' },
      ]);

      await put((version = base + 1), aSearchDocument('1', { name: 'Newest', rooms: [] }));
      await t.refresh();

      expect(await find({ words: ['newest'] })).toEqual(['1']);
      expect(await find({ amenities: ['POOL'] })).toEqual([]);
      expect(await find({ nights: { from: '2031-03-02', to: '2031-03-02' } })).toEqual([]);
    });

    test('a hotel that left is not brought back by an older document', async () => {
      const base = (version += 10);
      await put(base, aSearchDocument('1'));
      await put(base + 2, null);
      await put(base + 1, aSearchDocument('1'));
      await t.refresh();

      expect(await find()).toEqual([]);
      expect((await t.index.openNights(['1'])).has('1')).toBe(false);

      await put((version = base + 3), aSearchDocument('1'));
      await t.refresh();

      expect(await find()).toEqual(['1']);
    });

    test('one late document does not hold up the others of its batch', async () => {
      const base = (version += 10);
      await put(base + 1, aSearchDocument('1', { name: 'New' }));
      const both = [aSearchDocument('1', { name: 'Old' }), aSearchDocument('2', { name: 'Other' })];
      await t.index.write(
        base,
        both.map((document) => ({ hotel_id: document.hotel_id, document })),
        'live',
      );
      version = base + 1;
      await t.refresh();

      expect(await find({}, { sort: 'name' })).toEqual(['1', '2']);
      expect(await find({ words: ['old'] })).toEqual([]);
    });

    test('open nights are those last written, without waiting', async () => {
      version += 10;
      const nights = [
        { from: '2031-03-01', to: '2031-03-02' },
        { from: '2031-03-04', to: '2031-03-04' },
      ];
      await put(
        version,
        aSearchDocument('1', {
          rooms: [aSearchRoom('11', { open_nights: nights }), aSearchRoom('12', { open_nights: [] })],
        }),
      );

      const open = await t.index.openNights(['1', '2']);

      expect([...open.keys()]).toEqual(['1']);
      expect(open.get('1')?.get('11')).toEqual(nights);
      expect(open.get('1')?.get('12') ?? []).toEqual([]);
    });
  });

  describe('rebuild', () => {
    test('what was written meanwhile is in the new index, newer than what the rebuild writes', async () => {
      const base = (version += 10);
      const entry = (document: SearchDocument) => ({ hotel_id: document.hotel_id, document });
      await write(aSearchDocument('1', { name: 'Stale' }));
      const target = await t.index.beginRebuild();
      await t.index.write(base + 2, [entry(aSearchDocument('1', { name: 'Fresh' }))], 'live');
      await t.index.write(
        base + 1,
        [entry(aSearchDocument('1', { name: 'Stale' })), entry(aSearchDocument('2', { name: 'Other' }))],
        'rebuild',
      );
      version = base + 2;
      await t.index.finishRebuild(target);
      await t.refresh();

      expect(await find({ words: ['fresh'] })).toEqual(['1']);
      expect(await find({ words: ['stale'] })).toEqual([]);
      expect(await find({ words: ['other'] })).toEqual(['2']);

      await write(aSearchDocument('3'));

      expect(await find({}, { sort: 'name' })).toEqual(['1', '3', '2']);
    });

    test('one that was left is taken up again', async () => {
      const first = await t.index.beginRebuild();
      const second = await t.index.beginRebuild();
      await t.index.finishRebuild(second);

      expect(second).toEqual({ name: first.name, resumed: true });
    });
  });
}
