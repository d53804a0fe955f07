import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ariAnswer } from '../../src/gateway/schemas/ari.js';
import { hotelView } from '../../src/gateway/schemas/hotel.js';
import { aHotel } from '../builders/a-hotel.js';
import { aGateway, type TestGateway } from './a-gateway.js';

/** Two room types with two rate plans each, of which the channel is given one room type under one rate plan. */
let gateway: TestGateway;
let key: string;
let hotelId: string;
beforeAll(async () => {
  gateway = await aGateway();
  const { app, day } = gateway;
  await app.partners.create({ code: 'ota-3', name: 'Third', kind: 'ota', connector: 'native' });
  ({ key } = await app.keys.create('ota-3', { mode: 'test' }));
  const hotel = aHotel({
    code: 'HV09',
    pms: 'pms-1',
    rate_plans: [{ code: 'BAR' }, { code: 'SECRET' }],
  });
  ({ hotel_id: hotelId } = await app.onboardHotel(hotel, { dryRun: false, requestId: null }));
  for (const [kind, our_code, their_code] of [
    ['hotel', 'HV09', 'nine'],
    ['room', 'DBL', 'their-double'],
    ['rate', 'BAR', 'their-bar'],
  ] as const) {
    await app.mappings.set({ partner_code: 'ota-3', hotel_code: 'HV09', kind, our_code, their_code });
  }
  const range = { from: day(1), to: day(2) };
  const amounts = [{ guests: 1, amount: '77.00', currency: 'EUR' }];
  const updates = ['DBL', 'SGL'].flatMap((room_code) => [
    { room_code, ...range, available_rooms: 2 },
    { room_code, ...range, rate_code: 'BAR', amounts },
    { room_code, ...range, rate_code: 'SECRET', amounts: [{ guests: 1, amount: '55.00', currency: 'EUR' }] },
  ]);
  const pushed = await gateway.call('POST', '/api/ari', {
    as: 'pms-1',
    body: { hotel_code: 'HV09', updates },
  });
  if (pushed.status !== 200) throw new Error(await pushed.text());
});
afterAll(() => gateway.close());

const get = async (path: string) => {
  const response = await fetch(gateway.url + path, { headers: { authorization: `Bearer ${key}` } });
  return { status: response.status, text: await response.text() };
};
const nights = () => `from=${gateway.day(1)}&to=${gateway.day(2)}`;

describe('a channel that is given one room type under one rate plan', () => {
  it('is shown no other in GET /api/ari, under its own codes', async () => {
    const { text } = await get(`/api/ari?hotel_id=nine&${nights()}`);
    const answer = ariAnswer.parse(JSON.parse(text));

    expect(answer.nights.map((night) => night.room_code)).toEqual(['their-double', 'their-double']);
    expect(answer.nights.map((night) => night.rates.map((rate) => rate.rate_code))).toEqual([
      ['their-bar'],
      ['their-bar'],
    ]);
    // Not even the price of what it may not sell.
    expect(answer.nights.map((night) => night.price)).toEqual([null, null]);
    expect(text).not.toMatch(/SGL|DBL|BAR"|SECRET|55\.00/);
  });

  it('is refused the other room by every name of it', async () => {
    expect((await get(`/api/ari?hotel_id=nine&room_code=SGL&${nights()}`)).status).toBe(404);
    expect((await get(`/api/ari?hotel_id=nine&room_code=DBL&${nights()}`)).status).toBe(404);
    expect((await get(`/api/ari?hotel_id=${hotelId}&room_code=their-double&${nights()}`)).status).toBe(200);
  });

  it('is shown no other in GET /api/hotels/{hotel_id}', async () => {
    const { text } = await get('/api/hotels/nine');
    const hotel = hotelView.parse(JSON.parse(text));

    expect(hotel.rooms.map((room) => room.room_code)).toEqual(['their-double']);
    expect(hotel.rate_plans.map((plan) => plan.rate_code)).toEqual(['their-bar']);
    expect(text).not.toMatch(/SGL|DBL|SECRET|pms-1/);
  });
});
