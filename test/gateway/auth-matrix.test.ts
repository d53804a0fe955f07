import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartnerKind } from '../../src/core/partners/partner.js';
import { createGatekeeper } from '../../src/gateway/gatekeeper.js';
import { createRoutes } from '../../src/gateway/gateway.js';
import type { Route } from '../../src/gateway/route.js';
import { aGateway, PARTNERS, type PartnerCode, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
const bad: Record<'wrong' | 'expired' | 'revoked', string> = {
  wrong: 'bh_test_00000000000000000000000000000000',
  expired: '',
  revoked: '',
};

beforeAll(async () => {
  gateway = await aGateway();
  const { keys, database } = { keys: gateway.app.keys, database: gateway.db.database };
  for (const code of PARTNERS) {
    // One bad key of each sort is enough: the kinds are told apart only after the key is known to be good.
    if (code !== 'operator-1') continue;
    const expired = await keys.create(code, { mode: 'test' });
    await database.run("UPDATE partner_keys SET expires_at = '2020-01-01 00:00:00' WHERE key_id = ?", [
      expired.key_id,
    ]);
    const revoked = await keys.create(code, { mode: 'test' });
    await keys.revoke(revoked.key_id);
    bad.expired = expired.key;
    bad.revoked = revoked.key;
  }
});
afterAll(() => gateway.close());

/** Every route of the API, as the gateway itself lists them. */
function allRoutes(): Route[] {
  const gatekeeper = createGatekeeper({ authenticate: gateway.app.authenticate, requestsPerMinute: 1 });
  return createRoutes(gateway.app, { gatekeeper, roles: () => ({}), stopping: () => false });
}

const EXPECTED: Record<string, readonly PartnerKind[] | 'guest' | 'operations' | 'open'> = {
  'post /pms/ota': 'open',
  'post /pms/ota/webservices/{requestor}': 'open',
  'get /pms/ota/core-api/pmses/{pms}/hotels/{hotel}/room-rates': ['pms'],
  'post /pms/alpinebits': 'open',
  'post /pms/mews/{operation}': 'open',
  'post /ota/siteconnect': 'open',
  'post /ota/expedia': 'open',
  'post /ota/open-channel/channel_webhooks/open_channel/new_booking': 'open',
  'post /ota/open-channel/channel_webhooks/open_channel/request_full_sync': 'open',
  'post /ota/open-channel/api/v1/channel_webhooks/open_channel/new_booking': 'open',
  'post /ota/open-channel/api/v1/channel_webhooks/open_channel/request_full_sync': 'open',
  // Their caller is a PMS as well: the routes see to it, to answer in the grammar of the contract.
  'post /pms/channex/api/v1/availability': 'open',
  'post /pms/channex/api/v1/restrictions': 'open',
  'get /pms/channex/api/v1/availability': 'open',
  'get /pms/channex/api/v1/restrictions': 'open',
  'get /pms/channex/api/v1/properties': 'open',
  'get /pms/channex/api/v1/room_types': 'open',
  'get /pms/channex/api/v1/rate_plans': 'open',
  'get /pms/channex/api/v1/booking_revisions/feed': 'open',
  'get /pms/channex/api/v1/booking_revisions/{id}': 'open',
  'post /pms/channex/api/v1/booking_revisions/{id}/ack': 'open',
  'get /pms/channex/api/v1/bookings': 'open',
  'get /pms/channex/api/v1/bookings/{id}': 'open',
  'get /pms/channex/api/v1/webhooks': 'open',
  'post /pms/channex/api/v1/webhooks': 'open',
  'post /pms/channex/api/v1/webhooks/test': 'open',
  'get /pms/channex/api/v1/webhooks/{id}': 'open',
  'put /pms/channex/api/v1/webhooks/{id}': 'open',
  'delete /pms/channex/api/v1/webhooks/{id}': 'open',
  'post /api/ari': ['pms', 'operator'],
  'get /api/ari': ['pms', 'ota', 'operator'],
  'post /api/bookings/create': ['ota', 'operator'],
  'get /api/bookings/{booking_id}': ['ota', 'pms', 'operator'],
  'get /api/bookings/{booking_id}/timeline': ['operator'],
  'post /api/bookings/{booking_id}/confirm': ['ota', 'operator'],
  'post /api/bookings/{booking_id}/cancel': ['ota', 'operator'],
  'put /api/bookings/{booking_id}': ['ota', 'operator'],
  'put /api/bookings/by-reference/{partner_reference}': ['ota'],
  'post /api/bookings/by-reference/{partner_reference}/cancel': ['ota'],
  'get /api/users/{user_id}/bookings': ['ota', 'operator'],
  'get /api/reservations/feed': ['pms'],
  'get /api/reservations/live': ['pms'],
  'post /api/reservations/{revision}/ack': ['pms'],
  'get /api/hotels/search': 'guest',
  'get /api/hotels/{hotel_id}': 'guest',
  'get /api/hotels/{hotel_id}/quote': 'guest',
  'post /api/payments/webhooks/{provider}': 'open',
  'get /api/webhook-endpoints': ['pms', 'ota', 'operator'],
  'post /api/webhook-endpoints': ['pms', 'ota', 'operator'],
  'get /api/webhook-endpoints/{endpoint_id}': ['pms', 'ota', 'operator'],
  'put /api/webhook-endpoints/{endpoint_id}': ['pms', 'ota', 'operator'],
  'delete /api/webhook-endpoints/{endpoint_id}': ['pms', 'ota', 'operator'],
  'post /api/webhook-endpoints/{endpoint_id}/rotate': ['pms', 'ota', 'operator'],
  'get /api/webhook-endpoints/{endpoint_id}/deliveries': ['pms', 'ota', 'operator'],
  'post /api/webhook-endpoints/{endpoint_id}/deliveries/{delivery_id}/resend': ['pms', 'ota', 'operator'],
  'get /livez': 'open',
  'get /readyz': 'open',
  'get /metrics': 'operations',
};

const pathOf = (path: string) => path.replaceAll(/\{\w+\}/g, '7211534512341234');

/** What a request with nothing but credentials comes to; a proxy's header, so that this machine is no reason to get in. */
async function statusFor(route: Route, headers: Record<string, string>): Promise<number> {
  const response = await fetch(gateway.url + pathOf(route.path), {
    method: route.method.toUpperCase(),
    headers: { 'x-forwarded-for': '203.0.113.9', ...headers },
  });
  await response.arrayBuffer();
  return response.status;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const kindOf = (code: PartnerCode) => code.slice(0, -2) as PartnerKind;

describe('the authorisation matrix', () => {
  it('covers every route there is', () => {
    const found = Object.fromEntries(
      allRoutes().map(({ method, path, access }) => [`${method} ${path}`, access]),
    );

    expect(found).toEqual(EXPECTED);
  });

  it('lets nobody in without a good key', async () => {
    for (const route of allRoutes()) {
      if (route.access === 'open') continue;
      for (const [what, key] of Object.entries(bad)) {
        expect([route.path, what, await statusFor(route, bearer(key))]).toEqual([route.path, what, 401]);
      }
      const basic = `Basic ${Buffer.from(`pms-1:${gateway.keys['operator-1']}`).toString('base64')}`;
      expect([route.path, await statusFor(route, { authorization: basic })]).toEqual([route.path, 401]);
      if (route.access === 'guest') continue;
      expect([route.path, await statusFor(route, {})]).toEqual([route.path, 401]);
    }
  });

  it('lets each kind of partner into its own routes only', async () => {
    for (const route of allRoutes()) {
      if (route.access === 'open' || route.access === 'guest') continue;
      const kinds: readonly PartnerKind[] = route.access === 'operations' ? ['operator'] : route.access;
      for (const code of PARTNERS) {
        const status = await statusFor(route, bearer(gateway.keys[code]));
        const admitted = status !== 401 && status !== 403;
        expect([route.path, code, admitted]).toEqual([route.path, code, kinds.includes(kindOf(code))]);
        if (!admitted) expect(status).toBe(403);
      }
    }
  });

  it('refuses a key from the moment on in which it is revoked', async () => {
    const { key, key_id } = await gateway.app.keys.create('ota-1', { mode: 'test' });
    const read = () => fetch(`${gateway.url}/api/bookings/1`, { headers: bearer(key) });

    expect((await read()).status).toBe(404);
    await gateway.app.keys.revoke(key_id);
    expect((await read()).status).toBe(401);
  });
});

describe("another partner's things", () => {
  it('are not there, by any route, in the same words as what does not exist', async () => {
    await gateway.load(5);
    const stay = { checkin_date: gateway.day(3), checkout_date: gateway.day(4), guests: 1 };
    const body = { hotel_id: 'HV01', room_code: 'DBL', ...stay };
    const created = await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body });
    const { booking_id } = (await created.json()) as { booking_id: string };
    const feed = await gateway.call('GET', '/api/reservations/feed', { as: 'pms-1' });
    const [{ revision_id = '' } = {}] = ((await feed.json()) as { reservations: { revision_id: string }[] })
      .reservations;
    const dates = `from=${gateway.day(1)}&to=${gateway.day(1)}`;
    const quote = `checkin_date=${stay.checkin_date}&checkout_date=${stay.checkout_date}`;
    const lines = [{ room_code: 'DBL', quantity: 1, guests: 1 }];
    const restated = { checkin_date: stay.checkin_date, checkout_date: stay.checkout_date, lines };
    const update = { room_code: 'DBL', date: gateway.day(1), available_rooms: 1 };

    const attempts: [
      PartnerCode,
      'GET' | 'POST' | 'PUT',
      (id: string) => string,
      string,
      ((id: string) => unknown)?,
    ][] = [
      ['ota-2', 'GET', (id) => `/api/bookings/${id}`, booking_id],
      ['pms-2', 'GET', (id) => `/api/bookings/${id}`, booking_id],
      ['ota-2', 'POST', (id) => `/api/bookings/${id}/confirm`, booking_id],
      ['ota-2', 'POST', (id) => `/api/bookings/${id}/cancel`, booking_id],
      ['ota-2', 'PUT', (id) => `/api/bookings/${id}`, booking_id, () => restated],
      ['pms-2', 'POST', (id) => `/api/reservations/${id}/ack`, revision_id],
      ['pms-2', 'GET', (id) => `/api/reservations/feed?hotel_id=${id}`, gateway.hotelId],
      ['pms-2', 'GET', (id) => `/api/reservations/live?hotel_id=${id}`, gateway.hotelId],
      ['pms-2', 'GET', (id) => `/api/ari?hotel_id=${id}&${dates}`, gateway.hotelId],
      ['ota-2', 'GET', (id) => `/api/ari?hotel_id=${id}&${dates}`, gateway.hotelId],
      ['ota-2', 'GET', (id) => `/api/hotels/${id}`, gateway.hotelId],
      ['ota-2', 'GET', (id) => `/api/hotels/${id}/quote?${quote}`, gateway.hotelId],
      ['ota-2', 'POST', () => '/api/bookings/create', gateway.hotelId, (id) => ({ hotel_id: id, ...stay })],
      ['pms-2', 'POST', () => '/api/ari', gateway.hotelId, (id) => ({ hotel_code: id, updates: [update] })],
    ];
    for (const [as, method, path, id, makeBody] of attempts) {
      const answers = [];
      for (const used of [id, '7211534512341234']) {
        const response = await gateway.call(method, path(used), {
          as,
          ...(makeBody === undefined ? {} : { body: makeBody(used) }),
        });
        const text = (await response.text()).replaceAll(used, 'ID');
        answers.push([response.status, text.replace(/"requestId":"[^"]+"/, '')]);
      }
      expect([as, path('ID'), answers[0]?.[0]]).toEqual([as, path('ID'), 404]);
      expect(answers[0]).toEqual(answers[1]);
    }
  });
});
