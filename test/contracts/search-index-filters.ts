import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aSearchDocument, aSearchRoom } from '../builders/a-search-document.js';
import { EVERYTHING, FilledIndex, PORTO, type IndexUnderTest } from '../builders/a-search-index.js';

/** What a filter finds, and how much of each kind. */
export function testIndexFilters(open: () => Promise<IndexUnderTest>): void {
  const search = new FilledIndex();
  beforeAll(() => search.open(open()));
  afterAll(() => search.under.close());
  beforeEach(() => search.under.clear());

  test('an empty index finds nothing', async () => {
    expect(await search.find()).toEqual([]);
    expect((await search.index.facets(EVERYTHING)).total).toBe(0);
  });

  test('each word is the beginning of a word of name, city or description, folded', async () => {
    await search.write(
      aSearchDocument('1', {
        name: 'Azulejo Palace',
        description: 'By the river, with a São João terrace',
      }),
      aSearchDocument('2', { name: 'Hôtel Étoile', city: 'Ærøskøbing' }),
      aSearchDocument('3', { name: '100% Sleep_Well' }),
    );

    expect(await search.find({ words: ['azul'] })).toEqual(['1']);
    expect(await search.find({ words: ['sao', 'azulejo'] })).toEqual(['1']);
    expect(await search.find({ words: ['zulejo'] })).toEqual([]);
    expect(await search.find({ words: ['azulejo', 'etoile'] })).toEqual([]);
    expect(await search.find({ words: ['etoi', 'aerosk'] })).toEqual(['2']);
    expect(await search.find({ words: ['100'] })).toEqual(['3']);
    expect(await search.find({ words: ['well'] })).toEqual(['3']);
    expect(await search.find({ words: ['por'] })).toEqual(['1', '3']);
  });

  test('city as a whole and country', async () => {
    await search.write(
      aSearchDocument('1', { city: 'São João da Madeira' }),
      aSearchDocument('2', { city: 'São João', country: 'BR' }),
    );

    expect(await search.find({ city: 'sao joao' })).toEqual(['2']);
    expect(await search.find({ city: 'sao joao da madeira' })).toEqual(['1']);
    expect(await search.find({ country: 'BR' })).toEqual(['2']);
    expect(await search.find({ country: 'ES' })).toEqual([]);
  });

  test('a circle takes its rim in and leaves out who has no place', async () => {
    // About 0 m, 1.11 km and 11.1 km north.
    await search.write(
      aSearchDocument('1', { location: PORTO }),
      aSearchDocument('2', { location: { ...PORTO, latitude: 41.1596 } }),
      aSearchDocument('3', { location: { ...PORTO, latitude: 41.2496 } }),
      aSearchDocument('4'),
    );

    expect(await search.find({ near: { ...PORTO, radius_km: 1 } })).toEqual(['1']);
    expect(await search.find({ near: { ...PORTO, radius_km: 2 } })).toEqual(['1', '2']);
    expect(await search.find({ near: { ...PORTO, radius_km: 12 } })).toEqual(['1', '2', '3']);
    expect(await search.find({ near: { ...PORTO, radius_km: 12 } }, { sort: 'distance', limit: 2 })).toEqual([
      '1',
      '2',
    ]);
  });

  test('every night is open in one room type that takes the party', async () => {
    const march = (from: number, to: number) => ({ from: `2031-03-${from}`, to: `2031-03-${to}` });
    await search.write(
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

    expect(await search.find({ nights: march(10, 12) })).toEqual(['1', '2']);
    expect(await search.find({ nights: march(12, 12) })).toEqual(['1', '2']);
    expect(await search.find({ nights: march(10, 13) })).toEqual(['2']);
    expect(await search.find({ nights: march(12, 14) })).toEqual([]);
    expect(await search.find({ nights: march(19, 20), capacity: 4 })).toEqual(['2']);
    expect(await search.find({ nights: march(10, 13), capacity: 3 })).toEqual([]);
    expect(await search.find({ nights: march(20, 21) })).toEqual([]);
    expect(await search.find({ capacity: 3 })).toEqual(['2']);
  });

  test('rooms, rating, amenities and partner', async () => {
    await search.write(
      aSearchDocument('1', {
        total_rooms: 2,
        rating: 4.5,
        amenities: ['POOL', 'WIFI'],
        partner_ids: ['7'],
      }),
      aSearchDocument('2', { total_rooms: 9, rating: 3.99, amenities: ['WIFI'], partner_ids: ['7', '8'] }),
      aSearchDocument('3', { total_rooms: 9, partner_ids: [] }),
    );

    expect(await search.find({ rooms: 3 })).toEqual(['2', '3']);
    expect(await search.find({ rating: 4.5 })).toEqual(['1']);
    expect(await search.find({ rating: 0 })).toEqual(['1', '2']);
    expect(await search.find({ amenities: ['WIFI'] })).toEqual(['1', '2']);
    expect(await search.find({ amenities: ['WIFI', 'POOL'] })).toEqual(['1']);
    expect(await search.find({ partner_id: '8' })).toEqual(['2']);
    expect(await search.find({ partner_id: '9' })).toEqual([]);
  });

  test('a price range is that of price_from, with nights that of what a night can cost', async () => {
    await search.write(
      aSearchDocument('1', { price_from: 100, price_lowest: 80, price_highest: 140 }),
      aSearchDocument('2', { price_from: 100.01, price_lowest: 100.01, price_highest: 100.01 }),
      aSearchDocument('3', { price_from: null, price_lowest: null, price_highest: null }),
    );
    const nights = { from: '2031-03-10', to: '2031-03-10' };

    expect(await search.find({ price: { min: null, max: 100 } })).toEqual(['1']);
    expect(await search.find({ price: { min: 100.01, max: 200 } })).toEqual(['2']);
    expect(await search.find({ price: { min: 0, max: null } })).toEqual(['1', '2']);
    expect(await search.find({ price: { min: 120, max: null }, nights })).toEqual(['1']);
    expect(await search.find({ price: { min: null, max: 90 }, nights })).toEqual(['1']);
    expect(await search.find({ price: { min: 141, max: null }, nights })).toEqual([]);
  });

  test('facets count all that the filter finds', async () => {
    await search.write(
      aSearchDocument('1', { amenities: ['POOL', 'WIFI'], rating: 4.5, price_from: 49.99 }),
      aSearchDocument('2', { amenities: ['WIFI'], rating: 3, price_from: 50, city: 'porto' }),
      aSearchDocument('3', { amenities: ['SPA'], price_from: 1_000 }),
      aSearchDocument('4', { amenities: ['SPA'], price_from: null, country: 'ES', city: 'Vigo' }),
    );

    const facets = await search.index.facets({ ...EVERYTHING, country: 'PT' });

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
}
