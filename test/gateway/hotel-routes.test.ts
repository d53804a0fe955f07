import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hotelView, quoteView } from '../../src/gateway/schemas/hotel.js';
import { aHotel } from '../builders/a-hotel.js';
import { aGateway, type PartnerCode, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(4);
  await gateway.app.mappings.set({
    partner_code: 'ota-1',
    hotel_code: 'HV01',
    kind: 'room',
    our_code: 'DBL',
    their_code: 'D-2',
  });
});
afterAll(() => gateway.close());

const get = (path: string, as: PartnerCode | null = null) =>
  gateway.call('GET', `/api/hotels/${path}`, { as });
const stay = () => `checkin_date=${gateway.day(10)}&checkout_date=${gateway.day(12)}`;

describe('GET /api/hotels/:hotel_id', () => {
  it('shows guests a hotel by our code or id, without what is between it and its partners', async () => {
    const byCode = await (await get('HV01')).text();
    const byId = await (await get(gateway.hotelId)).text();

    expect(byId).toBe(byCode);
    expect(hotelView.parse(JSON.parse(byCode))).toMatchObject({
      hotel_id: gateway.hotelId,
      hotel_code: 'HV01',
      rooms: [{ room_code: 'DBL', base_price: '120.00' }, { room_code: 'SGL' }],
      rate_plans: [{ rate_code: 'BAR' }],
    });
    expect(byCode).not.toMatch(/pms|ota-|inventory_mode|version/);
  });

  it('shows a partner its own codes, and nothing of hotels that are not mapped to it', async () => {
    const own = hotelView.parse(await (await get('HV01', 'ota-1')).json());

    expect(own.rooms.map((room) => room.room_code)).toEqual(['D-2', 'SGL']);
    expect((await get('HV02', 'ota-1')).status).toBe(404);
    expect((await get('HV02', 'operator-1')).status).toBe(200);
  });

  it('hides a hotel that is closed from guests', async () => {
    await gateway.app.onboardHotel(aHotel({ code: 'HV03', status: 'INACTIVE' }), {
      dryRun: false,
      requestId: null,
    });

    expect((await get('HV03')).status).toBe(404);
    expect((await get('NOPE')).status).toBe(404);
    expect((await get(`HV03/quote?${stay()}`)).status).toBe(404);
  });
});

describe('GET /api/hotels/:hotel_id/quote', () => {
  it('prices a stay for guests and partners', async () => {
    const guest = quoteView.parse(await (await get(`HV01/quote?${stay()}&guests=3&rooms=2`)).json());
    const partner = quoteView.parse(await (await get(`HV01/quote?${stay()}&room_code=D-2`, 'ota-1')).json());

    expect(guest).toMatchObject({ total_price: '400.00', currency: 'EUR' });
    expect(partner).toMatchObject({
      total_price: '200.00',
      rooms: [{ room_code: 'D-2', nights: [{ price: '100.00' }, { price: '100.00' }] }],
    });
  });

  it.each([
    ['guests=2&rooms=9', 409, 'SOLD_OUT'],
    ['guests=9&rooms=1', 422, 'STAY_RESTRICTED'],
    ['guests=0', 400, 'VALIDATION'],
    ['guests=two', 400, 'VALIDATION'],
    ['room_code=NOPE', 404, 'ROOM_NOT_FOUND'],
    ['rate_code=NOPE', 404, 'RATE_NOT_FOUND'],
    ['colour=blue', 400, 'VALIDATION'],
  ])('answers %s with %i %s', async (query, status, code) => {
    const response = await get(`HV01/quote?${stay()}&${query}`);

    expect(await problemOf(response)).toMatchObject({ status, code });
  });

  it('refuses dates that make no stay', async () => {
    for (const dates of [
      'checkin_date=2026-02-30&checkout_date=2026-03-02',
      `checkin_date=${gateway.day(2)}&checkout_date=${gateway.day(2)}`,
      '',
    ]) {
      expect((await get(`HV01/quote?${dates}`)).status).toBe(400);
    }
  });
});
