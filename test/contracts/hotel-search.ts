import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Consumer } from '../../src/core/events/event-bus.js';
import type { LoggedEvent } from '../../src/core/events/types.js';
import { OPERATOR_VIEW } from '../../src/core/hotels/catalogue.js';
import type { AriUpdate, Restrictions } from '../../src/core/model/ari.js';
import type { SearchRequest } from '../../src/core/search/search-hotels.js';
import type { HotelFile } from '../builders/a-hotel.js';
import { aHotel } from '../builders/a-hotel.js';
import { anApp, type TestApp } from '../builders/an-app.js';

export interface HotelSearchUnderTest {
  /** Settings that choose the index. */
  readonly env: Record<string, string>;
  /** Makes what was written visible at once. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** The way of a change from the tables through events into the index, and of a search back to exact prices. */
export function testHotelSearch(open: () => Promise<HotelSearchUnderTest>): void {
  let under: HotelSearchUnderTest;
  let t: TestApp;
  let projector: Consumer;
  let place = '0';

  beforeAll(async () => {
    under = await open();
    t = await anApp({ env: under.env, hotel: { latitude: 41.15, longitude: -8.61, amenities: ['WIFI'] } });
    const consumer = t.app.consumers.get('search');
    if (consumer === undefined) throw new Error('the app has no consumer "search"');
    projector = consumer;
  });
  afterAll(async () => {
    await t.close();
    await under.close();
  });
  beforeEach(async () => {
    const range = { from: t.day(0), to: t.day(60), room_code: 'DBL' };
    const clear: Restrictions = {
      closed: false,
      closed_to_arrival: false,
      closed_to_departure: false,
      min_stay_arrival: null,
      max_stay_through: null,
      min_advance_days: null,
    };
    await t.push([
      { ...range, available: 5 },
      { ...range, rate_code: 'BAR', amounts: price(100), set: clear },
    ]);
    await project();
  });

  const price = (amount: number, guests = 2) => [
    { guests, amount: `${amount}.00`, currency: 'EUR', tax: 'after' as const },
  ];

  /** Every event so far that the projector has not had. */
  async function newEvents(): Promise<LoggedEvent[]> {
    await t.app.relay.drain();
    const events = await t.app.eventLog.read({ after: place, limit: 1_000 });
    place = events.at(-1)?.event_id ?? place;
    return events.filter(({ topic }) => projector.topics.includes(topic));
  }

  async function project(): Promise<void> {
    await projector.handle(await newEvents());
    await under.refresh();
  }

  const search = (request: Partial<SearchRequest> = {}) =>
    t.app.searchHotels({
      viewer: null,
      text: null,
      city: null,
      country: null,
      near: null,
      stay: null,
      guests: null,
      rooms: 1,
      price: null,
      amenities: [],
      rating: null,
      sort: 'recommended',
      limit: 20,
      cursor: null,
      facets: false,
      ...request,
    });
  const stay = (from: number, to: number) => ({ check_in: t.day(from), check_out: t.day(to) });
  async function codes(request: Partial<SearchRequest> = {}): Promise<string[]> {
    return (await search(request)).hotels.map(({ hotel_code }) => hotel_code);
  }
  const restrict = (day: number, set: Restrictions, extra: Partial<AriUpdate> = {}) =>
    t.push([{ from: t.day(day), to: t.day(day), rate_code: 'BAR', set, ...extra }]);
  const onboard = (file: Partial<HotelFile>) =>
    t.app.onboardHotel(aHotel({ pms: t.pms.code, otas: [t.ota.code], ...file }), {
      dryRun: false,
      requestId: null,
    });

  describe('without dates', () => {
    test('shows the lowest coming price and all rooms', async () => {
      expect((await search()).hotels).toEqual([
        {
          hotel_id: t.hotelId,
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
      expect(await codes({ text: 'VÍSTA por' })).toEqual(['HV01']);
      expect(await codes({ text: 'vista madrid' })).toEqual([]);
      expect(await codes({ city: 'PORTO' })).toEqual(['HV01']);
      expect(await codes({ country: 'pt' })).toEqual(['HV01']);
      const near = { latitude: 41.16, longitude: -8.61, radius_km: 2 };
      expect((await search({ near, sort: 'distance' })).hotels[0]?.distance_km).toBeCloseTo(1.112, 2);
      expect(await codes({ near: { ...near, radius_km: 1 } })).toEqual([]);
      expect(await codes({ guests: 3 })).toEqual([]);
      expect(await codes({ guests: 3, rooms: 2 })).toEqual(['HV01']);
      expect(await codes({ amenities: ['WIFI'] })).toEqual(['HV01']);
      expect(await codes({ amenities: ['POOL'] })).toEqual([]);
      expect(await codes({ price: { min: 100, max: 100 } })).toEqual(['HV01']);
      expect(await codes({ price: { min: null, max: 99.99 } })).toEqual([]);
    });
  });

  describe('with dates the page is exact', () => {
    test('the average of the cheapest offer, its total and the least of its nights', async () => {
      await t.push([
        { from: t.day(11), to: t.day(11), available: 3 },
        { from: t.day(11), to: t.day(11), rate_code: 'BAR', amounts: price(101) },
      ]);

      const [hit] = (await search({ stay: stay(10, 13), rooms: 2, guests: 4 })).hotels;

      expect(hit).toMatchObject({
        price_per_night: '100.33',
        total_price: '602.00',
        room_code: 'DBL',
        availability: { available_rooms: 3, total_rooms: 10 },
      });
    });

    test('a booking at that price goes through', async () => {
      const [hit] = (await search({ stay: stay(20, 22) })).hotels;

      const answer = await t.book({
        checkin_date: t.day(20),
        checkout_date: t.day(22),
        total_price: hit?.total_price ?? '',
      });

      expect(answer.kind).toBe('confirmed');
    });

    test('more rooms than one night has left', async () => {
      await t.push([{ from: t.day(11), to: t.day(11), available: 1 }]);

      expect(await codes({ stay: stay(10, 12), rooms: 1 })).toEqual(['HV01']);
      expect(await codes({ stay: stay(10, 12), rooms: 2 })).toEqual([]);
    });

    test.each<[string, number, Restrictions]>([
      ['closed on one night', 11, { closed: true }],
      ['closed to arrival', 10, { closed_to_arrival: true }],
      ['closed to departure on the departure date', 12, { closed_to_departure: true }],
      ['a longer stay from that arrival', 10, { min_stay_arrival: 3 }],
      ['a shorter stay over that night', 11, { max_stay_through: 1 }],
      ['booked earlier', 10, { min_advance_days: 11 }],
    ])('%s: not shown, though the index does not know', async (_, day, set) => {
      expect(await codes({ stay: stay(10, 12) })).toEqual(['HV01']);

      await restrict(day, set);

      expect(await codes({ stay: stay(10, 12) })).toEqual([]);
    });

    test('restrictions of another day do not matter', async () => {
      await restrict(12, { closed: true, closed_to_arrival: true });
      await restrict(10, { closed_to_departure: true });

      expect(await codes({ stay: stay(10, 12) })).toEqual(['HV01']);
    });

    test('a price that left the range since, and one that entered it', async () => {
      expect(await codes({ stay: stay(10, 12), price: { min: 90, max: 100 } })).toEqual(['HV01']);

      await restrict(10, {}, { amounts: price(110) });

      expect(await codes({ stay: stay(10, 12), price: { min: 90, max: 100 } })).toEqual([]);
      expect(await codes({ stay: stay(11, 13), price: { min: 90, max: 100 } })).toEqual(['HV01']);
    });

    test('an arrival in the past is a mistake', async () => {
      await expect(search({ stay: stay(-3, 1) })).rejects.toMatchObject({
        code: 'VALIDATION',
        faults: [{ pointer: '/checkin_date' }],
      });
    });
  });

  describe('the index follows', () => {
    test('a night that is sold out leaves and comes back; one that is only fewer writes nothing', async () => {
      await t.push([{ from: t.day(30), to: t.day(30), available: 1 }]);
      const before = await ticket();
      await project();
      expect(await ticket()).toBe(before);

      await t.book({ checkin_date: t.day(30), checkout_date: t.day(31) });
      await project();
      expect(await openOn(30)).toBe(false);

      await t.push([{ from: t.day(30), to: t.day(30), available: 1 }]);
      await t.push([{ from: t.day(30), to: t.day(30), available: 4 }]);
      await project();
      expect(await openOn(30)).toBe(true);
    });

    test('events twice and out of order leave it as the tables are', async () => {
      await t.push([{ from: t.day(31), to: t.day(31), available: 0 }]);
      await t.push([{ from: t.day(31), to: t.day(31), available: 2 }]);
      await t.push([{ from: t.day(31), to: t.day(31), available: 0 }]);
      const events = await newEvents();
      for (const event of [...events].reverse()) await projector.handle([event]);
      await projector.handle([...events, ...events]);

      expect(await openOn(31)).toBe(false);
    });

    test('the closed rate of a night and a price', async () => {
      await restrict(32, { closed: true });
      await t.push([{ from: t.day(0), to: t.day(60), rate_code: 'BAR', amounts: price(77) }]);
      await project();

      expect(await openOn(32)).toBe(false);
      expect((await search()).hotels[0]?.price_per_night).toBe('77.00');
    });

    test('an inactive hotel leaves at once, and comes back with its next change', async () => {
      await onboard({ status: 'INACTIVE' });
      expect(await codes()).toEqual([]);
      await project();
      expect((await t.app.searchIndex.openNights([t.hotelId])).has(t.hotelId)).toBe(false);

      await onboard({ status: 'ACTIVE' });
      await project();
      expect(await codes()).toEqual(['HV01']);
    });

    test('a partner finds what is mapped to it, by its own codes, once it is', async () => {
      await onboard({ code: 'HV02', name: 'Elsewhere', city: 'Faro', otas: [] });
      await project();
      const viewer = t.ota;
      expect(await codes({ viewer })).toEqual(['HV01']);
      expect(await codes({ viewer: OPERATOR_VIEW, city: 'Faro' })).toEqual(['HV02']);

      const mapped = { partner_code: t.ota.code, hotel_code: 'HV02', kind: 'hotel' as const };
      await t.app.mappings.set({ ...mapped, our_code: 'HV02', their_code: 'THEIRS' });
      await project();

      expect(await codes({ viewer, city: 'Faro' })).toEqual(['THEIRS']);
      expect((await search({ viewer, city: 'Faro' })).hotels[0]?.availability.total_rooms).toBe(0);
    });
  });

  describe('pages', () => {
    test('what cannot be booked is replaced by the next, and no hotel is shown twice or lost', async () => {
      const sellable: string[] = [];
      for (let at = 0; at < 25; at += 1) {
        const code = `PG${String(at).padStart(2, '0')}`;
        await onboard({ code, name: `Page ${at}`, city: 'Braga' });
        const range = { from: t.day(0), to: t.day(20), room_code: 'DBL' };
        // Two of three may not be booked for a single night, which the index does not know.
        const set = at % 3 === 0 ? {} : { min_stay_arrival: 2 };
        if (at % 3 === 0) sellable.push(code);
        await t.app.applyAri(
          t.pms,
          {
            hotel_code: code,
            complete_set: false,
            rate_absent: 'every_rate',
            sent_at: null,
            updates: [
              update({ ...range, available: 2 }),
              update({ ...range, rate_code: 'BAR', amounts: price(100), set }),
            ],
          },
          { requestId: null },
        );
      }
      await project();

      const shown: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await search({ city: 'Braga', stay: stay(5, 6), sort: 'name', limit: 4, cursor });
        expect(page.hotels.length).toBeLessThanOrEqual(4);
        shown.push(...page.hotels.map(({ hotel_code }) => hotel_code));
        cursor = page.next_cursor;
        if (cursor !== null) expect(page.hotels).toHaveLength(4);
      } while (cursor !== null);

      expect([...shown].sort()).toEqual(sellable);
      expect((await search({ city: 'Braga', facets: true })).facets?.total).toBe(25);
    });

    test('a cursor of another order, or of nobody, is refused', async () => {
      const { next_cursor } = await search({ city: 'Braga', limit: 2 });
      const refused = { code: 'VALIDATION', faults: [{ pointer: '/cursor' }] };

      await expect(search({ cursor: next_cursor, sort: 'price' })).rejects.toMatchObject(refused);
      await expect(search({ cursor: 'nonsense' })).rejects.toMatchObject(refused);
      await expect(
        search({ cursor: Buffer.from('["price",{"$gt":1},"1"]').toString('base64url'), sort: 'price' }),
      ).rejects.toMatchObject(refused);
    });
  });

  describe('rebuild', () => {
    test('makes the index anew from the tables', async () => {
      // Lost on the way: the index is behind the tables, and no event will tell.
      await t.push([{ from: t.day(40), to: t.day(40), available: 0 }]);
      await newEvents();
      expect(await openOn(40)).toBe(true);

      const seen: number[] = [];
      const report = await t.app.rebuildSearch({ onProgress: ({ done }) => seen.push(done) });
      await under.refresh();

      expect(report).toMatchObject({ resumed: false, hotels: 27, documents: 27 });
      expect(seen).toEqual([27]);
      expect(await openOn(40)).toBe(false);
      expect((await codes({ city: 'Braga', limit: 100 })).length).toBe(25);
    });

    test('goes on where one was killed, and what changed meanwhile is not lost', async () => {
      const target = await t.app.searchIndex.beginRebuild();
      // Killed after the first part: what it noted is all that is left of it.
      const [half] = await t.db.database.rows<{ hotel_id: string }>(
        'SELECT hotel_id FROM hotels ORDER BY hotel_id LIMIT 1',
      );
      await t.db.database.run(
        'INSERT INTO search_rebuilds (rebuild_id, target, after_hotel_id, started_at) VALUES (1, ?, ?, NOW())',
        [target.name, half?.hotel_id ?? ''],
      );
      expect(half?.hotel_id).toBe(t.hotelId);
      // HV01 is behind the noted place: only the projector brings it into the new index.
      await t.push([{ from: t.day(41), to: t.day(41), available: 0 }]);
      await project();

      const report = await t.app.rebuildSearch();
      await under.refresh();

      expect(report).toMatchObject({ index: target.name, resumed: true, hotels: 26 });
      expect(await openOn(41)).toBe(false);
      expect(await codes({ city: 'Porto' })).toEqual(['HV01']);
      expect((await t.app.rebuildSearch()).resumed).toBe(false);
    });

    test('only one at a time', async () => {
      const [first, second] = await Promise.allSettled([t.app.rebuildSearch(), t.app.rebuildSearch()]);

      expect([first?.status, second?.status].sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  async function openOn(day: number): Promise<boolean> {
    const open = (await t.app.searchIndex.openNights([t.hotelId])).get(t.hotelId);
    return [...(open?.values() ?? [])].flat().some(({ from, to }) => from <= t.day(day) && t.day(day) <= to);
  }

  /** How many times somebody began to write to the index. */
  async function ticket(): Promise<number> {
    const [row] = await t.db.database.rows<{ ticket: string }>('SELECT ticket FROM search_clock');
    return Number(row?.ticket ?? 0);
  }
}

function update(given: Partial<AriUpdate>): AriUpdate {
  return {
    room_code: null,
    unit_code: null,
    rate_code: null,
    from: '',
    to: '',
    days: null,
    set: {},
    amounts: [],
    at: '/updates/0',
    ...given,
  };
}
