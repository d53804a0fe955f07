import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchAnswer } from '../../src/gateway/schemas/search.js';
import { aHotel } from '../builders/a-hotel.js';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.app.onboardHotel(
    aHotel({ code: 'SHUT', name: 'Shut', pms: 'pms-1', otas: ['ota-1'], status: 'INACTIVE' }),
    { dryRun: false, requestId: null },
  );
  await gateway.load(4);
  const mapped = { partner_code: 'ota-1', hotel_code: 'HV01', kind: 'room' as const };
  await gateway.app.mappings.set({ ...mapped, our_code: 'DBL', their_code: 'D-2' });
  await gateway.app.rebuildSearch();
});
afterAll(() => gateway.close());

const get = (query: string, as: PartnerCode | null = null) =>
  gateway.call('GET', `/api/hotels/search?${query}`, { as });
const stay = () => `checkin_date=${gateway.day(10)}&checkout_date=${gateway.day(13)}`;

async function found(query: string, as: PartnerCode | null = null) {
  const response = await get(query, as);
  expect(response.status).toBe(200);
  return searchAnswer.parse(await response.json());
}

async function codes(query: string, as: PartnerCode | null = null): Promise<string[]> {
  return (await found(query, as)).hotels.map(({ hotel_code }) => hotel_code);
}

describe('GET /api/hotels/search', () => {
  it('answers guests with what can be booked, exactly', async () => {
    const answer = await found(`location=Porto&${stay()}&guests=4&rooms=2`);

    expect(answer).toMatchObject({
      hotels: [
        {
          hotel_id: gateway.hotelId,
          hotel_code: 'HV01',
          name: 'Hotel Vista',
          price_per_night: '100.00',
          total_price: '600.00',
          room_code: 'DBL',
          availability: { available_rooms: 4, total_rooms: 10 },
        },
      ],
      next_cursor: null,
      facets: null,
    });
  });

  it('shows guests the active hotels and each partner what is mapped to it, by its codes', async () => {
    expect(await codes('sort=name')).toEqual(['HV01', 'HV02']);
    expect(await codes('', 'operator-1')).toEqual(['HV01', 'HV02']);
    expect(await codes('', 'ota-1')).toEqual(['HV01']);
    expect(await codes('', 'ota-2')).toEqual(['HV02']);
    expect(await codes('', 'pms-2')).toEqual(['HV02']);
    expect((await found(stay(), 'ota-1')).hotels[0]?.room_code).toBe('D-2');
  });

  it('refuses a key that is wrong', async () => {
    const response = await gateway.call('GET', '/api/hotels/search', {
      headers: { authorization: 'Bearer bh_test_wrong' },
    });

    expect(response.status).toBe(401);
  });

  it('pages', async () => {
    const first = await found('sort=name&limit=1');
    const second = await found(`sort=name&limit=1&cursor=${first.next_cursor}`);

    expect([...first.hotels, ...second.hotels].map(({ hotel_code }) => hotel_code)).toEqual(['HV01', 'HV02']);
  });

  it('counts facets when asked', async () => {
    const { facets } = await found('facets=true');

    expect(facets).toMatchObject({ total: 2, cities: [{ value: 'Porto', count: 2 }] });
  });

  it('reads every parameter', async () => {
    const query = 'text=hotel%20vis&city=PORTO&country=pt&guests=2&rooms=1&price_range=50-150.5&limit=5';

    expect(await codes(`${query}&${stay()}`)).toEqual(['HV01']);
    expect(await codes('rating=4')).toEqual([]);
    expect(await codes('rating=4.5')).toEqual([]);
    expect(await codes('location=Porto%2C%20PT')).toEqual([]);
    expect(await codes('amenities=wifi')).toEqual([]);
    expect(await codes('price_range=-99')).toEqual([]);
    expect(await codes('price_range=100-&sort=price')).toEqual(['HV01']);
    expect(await codes('location=41.15,-8.61,20&sort=distance')).toEqual([]);
  });

  it.each([
    ['checkin_date=2027-02-30&checkout_date=2027-03-02', '/checkin_date'],
    ['checkin_date=2027-03-02', '/checkout_date'],
    ['checkout_date=2027-03-02', '/checkin_date'],
    ['checkin_date=2027-03-02&checkout_date=2027-03-02', '/checkout_date'],
    ['checkin_date=2027-03-02&checkout_date=2028-03-02', '/checkout_date'],
    ['checkin_date=2020-03-02&checkout_date=2020-03-03', '/checkin_date'],
    ['location=41.15,-8.61', '/location'],
    ['location=91,0,5', '/location'],
    ['location=41.15,-8.61,0', '/location'],
    ['location=', '/location'],
    ['location=NaN,1,1', '/location'],
    ['location=1,NaN,1', '/location'],
    ['location=Infinity,1,1', '/location'],
    ['location=41.15,,5', '/location'],
    ['location=,-8.61,5', '/location'],
    ['location=%2B41.15,-8.61,5', '/location'],
    ['location=1e1,-8.61,5', '/location'],
    ['location=41.15;-8.61;5', '/location'],
    ['location=1%2C2', '/location'],
    ['rating=', '/rating'],
    ['rating=5.01', '/rating'],
    ['rating=0x3', '/rating'],
    ['location=Porto&city=Porto', '/city'],
    ['country=Portugal', '/country'],
    ['guests=0', '/guests'],
    ['rooms=51', '/rooms'],
    ['price_range=200-100', '/price_range'],
    ['price_range=cheap', '/price_range'],
    ['price_range=-', '/price_range'],
    ['amenities=WIFI,,POOL', '/amenities'],
    ['rating=6', '/rating'],
    ['sort=cheapest', '/sort'],
    ['sort=distance', '/sort'],
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['cursor=abc', '/cursor'],
    ['facets=yes', '/facets'],
    ['colour=blue', '/colour'],
    ['text=a&text=b', '/text'],
    ['text=%25%25', '/text'],
  ])('%s is refused at %s', async (query, pointer) => {
    const response = await get(query);

    expect(response.status).toBe(400);
    const { code, errors } = await problemOf(response);
    expect(code).toBe('VALIDATION');
    expect(errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
  });
});
