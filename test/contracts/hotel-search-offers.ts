import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Restrictions } from '../../src/core/model/ari.js';
import { HotelSearch, priceOf, type HotelSearchUnderTest } from '../builders/a-hotel-search.js';

/** What a search shows of the hotels that it finds: without dates as the index knows it, with dates exactly. */
export function testSearchOffers(open: () => Promise<HotelSearchUnderTest>): void {
  const hotels = new HotelSearch();
  beforeAll(() => hotels.open(open()));
  afterAll(() => hotels.close());
  beforeEach(() => hotels.begin());

  describe('without dates', () => {
    test('shows the lowest coming price and all rooms', async () => {
      expect((await hotels.search()).hotels).toEqual([
        {
          hotel_id: hotels.t.hotelId,
          hotel_code: 'HV01',
          name: 'Hotel Vista',
          location: {
            address: null,
            city: 'Porto',
            country: 'PT',
            latitude: '41.150000',
            longitude: '-8.610000',
          },
          distance_km: null,
          description: null,
          rating: null,
          reviews: 0,
          amenities: ['WIFI'],
          image_url: null,
          currency: 'EUR',
          price_per_night: '100.00',
          total_price: null,
          room_code: null,
          availability: { available_rooms: null, total_rooms: 13 },
        },
      ]);
    });

    test('text, city, circle, party and amenities', async () => {
      expect(await hotels.codes({ text: 'VÍSTA por' })).toEqual(['HV01']);
      expect(await hotels.codes({ text: 'vista madrid' })).toEqual([]);
      expect(await hotels.codes({ city: 'PORTO' })).toEqual(['HV01']);
      expect(await hotels.codes({ country: 'pt' })).toEqual(['HV01']);
      const near = { latitude: 41.16, longitude: -8.61, radius_km: 2 };
      expect((await hotels.search({ near, sort: 'distance' })).hotels[0]?.distance_km).toBeCloseTo(1.112, 2);
      expect(await hotels.codes({ near: { ...near, radius_km: 1 } })).toEqual([]);
      expect(await hotels.codes({ guests: 3 })).toEqual([]);
      expect(await hotels.codes({ guests: 3, rooms: 2 })).toEqual(['HV01']);
      expect(await hotels.codes({ amenities: ['WIFI'] })).toEqual(['HV01']);
      expect(await hotels.codes({ amenities: ['POOL'] })).toEqual([]);
      expect(await hotels.codes({ price: { min: 100, max: 100 } })).toEqual(['HV01']);
      expect(await hotels.codes({ price: { min: null, max: 99.99 } })).toEqual([]);
    });
  });

  describe('with dates the page is exact', () => {
    test('the average of the cheapest offer, its total and the least of its nights', async () => {
      await hotels.t.push([
        { from: hotels.day(11), to: hotels.day(11), available: 3 },
        { from: hotels.day(11), to: hotels.day(11), rate_code: 'BAR', amounts: priceOf(101) },
      ]);

      const [hit] = (await hotels.search({ stay: hotels.stay(10, 13), rooms: 2, guests: 4 })).hotels;

      expect(hit).toMatchObject({
        price_per_night: '100.33',
        total_price: '602.00',
        room_code: 'DBL',
        availability: { available_rooms: 3, total_rooms: 10 },
      });
    });

    test('a booking at that price goes through', async () => {
      const [hit] = (await hotels.search({ stay: hotels.stay(20, 22) })).hotels;

      const answer = await hotels.t.book({
        checkin_date: hotels.day(20),
        checkout_date: hotels.day(22),
        total_price: hit?.total_price ?? '',
      });

      expect(answer.kind).toBe('confirmed');
    });

    test('more rooms than one night has left', async () => {
      await hotels.count(11, 1);

      expect(await hotels.codes({ stay: hotels.stay(10, 12), rooms: 1 })).toEqual(['HV01']);
      expect(await hotels.codes({ stay: hotels.stay(10, 12), rooms: 2 })).toEqual([]);
    });

    test.each<[string, number, Restrictions]>([
      ['closed on one night', 11, { closed: true }],
      ['closed to arrival', 10, { closed_to_arrival: true }],
      ['closed to departure on the departure date', 12, { closed_to_departure: true }],
      ['a longer stay from that arrival', 10, { min_stay_arrival: 3 }],
      ['a shorter stay over that night', 11, { max_stay_through: 1 }],
      ['booked earlier', 10, { min_advance_days: 11 }],
    ])('%s: not shown, though the index does not know', async (_, day, set) => {
      expect(await hotels.codes({ stay: hotels.stay(10, 12) })).toEqual(['HV01']);

      await hotels.restrict(day, set);

      expect(await hotels.codes({ stay: hotels.stay(10, 12) })).toEqual([]);
    });

    test('restrictions of another day do not matter', async () => {
      await hotels.restrict(12, { closed: true, closed_to_arrival: true });
      await hotels.restrict(10, { closed_to_departure: true });

      expect(await hotels.codes({ stay: hotels.stay(10, 12) })).toEqual(['HV01']);
    });

    test('a price that left the range since, and one that entered it', async () => {
      expect(await hotels.codes({ stay: hotels.stay(10, 12), price: { min: 90, max: 100 } })).toEqual([
        'HV01',
      ]);

      await hotels.restrict(10, {}, { amounts: priceOf(110) });

      expect(await hotels.codes({ stay: hotels.stay(10, 12), price: { min: 90, max: 100 } })).toEqual([]);
      expect(await hotels.codes({ stay: hotels.stay(11, 13), price: { min: 90, max: 100 } })).toEqual([
        'HV01',
      ]);
    });

    test('an arrival in the past is a mistake', async () => {
      await expect(hotels.search({ stay: hotels.stay(-3, 1) })).rejects.toMatchObject({
        code: 'VALIDATION',
        faults: [{ pointer: '/checkin_date' }],
      });
    });
  });
}
