import { afterAll, beforeAll, expect, it } from 'vitest';
import { aGateway, basicAuth, type TestGateway } from './a-gateway.js';

/** Things that must never stand in a log line or a metric, whatever way they take. */
const CANARIES = {
  pan: '4111111111111111',
  cvv: 'cvv-canary-737',
  first: 'Zenobiacanary',
  last: 'Quixwhistlecanary',
  email: 'canary@example.com',
  phone: '+351910000737',
  password: 'password-canary-737',
} as const;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ env: { BELLHOP_LOG_LEVEL: 'trace' } });
  await gateway.load(5);
});
afterAll(() => gateway.close());

it('keeps cards, names and keys out of logs, metrics and error answers', async () => {
  const { call, day, keys } = gateway;
  const { pan, cvv, first, last, email, phone, password } = CANARIES;
  const guest = { first_name: first, last_name: last, email, phone };
  const stay = { hotel_id: 'HV01', checkin_date: day(3), checkout_date: day(4), guests: 2, room_code: 'DBL' };
  const book = (body: unknown) => call('POST', '/api/bookings/create', { as: 'ota-1', body });
  const xml = { 'content-type': 'text/xml' };
  const answers: Response[] = [];

  expect((await book({ ...stay, guest })).status).toBe(201);
  answers.push(
    await book({ ...stay, guest, payment: { card_number: pan, cvv } }),
    await book({ ...stay, guest: { ...guest, first_name: pan } }),
    await book(`{"guest":{"first_name":"${first}" "last_name":"${last}"}}`),
    await book({ ...stay, hotel_id: 'HV02', guest }),
    await call('GET', `/api/hotels/HV01?name=${first}&card=${pan}`),
    await call('GET', `/api/nothing/${pan}?email=${email}`),
    await call('GET', '/api/ari', { headers: { 'x-api-key': password } }),
    await call('POST', '/pms/ota', {
      headers: { ...xml, authorization: basicAuth('pms-1', password) },
      body: `<OTA_PingRQ><EchoData>${first}</EchoData></OTA_PingRQ>`,
    }),
    await call('POST', '/pms/ota', {
      as: 'pms-1',
      headers: xml,
      body: `<OTA_HotelResNotifRQ><Surname>${last}</Surname><PaymentCard CardNumber="${pan}" SeriesCode="${cvv}"/></OTA_HotelResNotifRQ>`,
    }),
  );

  const everything = [gateway.logged(), await gateway.app.metrics.registry.metrics()];
  for (const answer of answers) expect(answer.status).toBeGreaterThanOrEqual(200);
  for (const canary of [...Object.values(CANARIES), ...Object.values(keys)]) {
    for (const text of everything) expect(text).not.toContain(canary);
  }
  for (const answer of answers) {
    const text = await answer.text();
    for (const canary of [pan, cvv, last, email, phone, password, ...Object.values(keys)])
      expect(text).not.toContain(canary);
  }
  expect(gateway.logged()).toContain('"partner":"ota-1"');
});
