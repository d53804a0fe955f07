import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEX, aChannexPms, type ChannexPms, type Feed } from './a-channex-pms.js';
import { aGateway, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
let pms: ChannexPms;

beforeAll(async () => {
  gateway = await aGateway();
  pms = aChannexPms(gateway);
});
afterAll(() => gateway.close());

describe('whoever asks', () => {
  it.each([
    ['POST', '/availability'],
    ['POST', '/restrictions'],
    ['GET', '/availability'],
    ['GET', '/restrictions'],
    ['GET', '/room_types'],
    ['GET', '/rate_plans'],
    ['GET', '/booking_revisions/1'],
    ['POST', '/booking_revisions/1/ack'],
    ['GET', '/bookings'],
    ['GET', '/bookings/1'],
    ['POST', '/webhooks'],
    ['PUT', '/webhooks/1'],
  ] as const)('%s %s needs the key of a PMS', async (method, path) => {
    const without = await gateway.call(method, `${CHANNEX}${path}`);
    const asChannel = await gateway.call(method, `${CHANNEX}${path}`, { as: 'ota-1' });

    expect([without.status, asChannel.status]).toEqual([401, 403]);
    expect(await without.json()).toEqual({ errors: { code: 'unauthorized', title: 'Unauthorized' } });
  });

  it.each([
    ['without a key', {}, 401, 'unauthorized'],
    ['with a wrong key', { 'user-api-key': 'bh_test_wrong' }, 401, 'unauthorized'],
  ])('%s is told so in the grammar of the contract', async (_what, headers, status, code) => {
    for (const path of ['/properties', '/booking_revisions/feed', '/webhooks']) {
      const response = await gateway.call('GET', `${CHANNEX}${path}`, { headers });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ errors: { code } });
    }
  });

  it('as a channel has no business here', async () => {
    const response = await pms.call('GET', '/properties', { as: 'ota-1' });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ errors: { code: 'forbidden' } });
  });

  it('finds its property, room types and rate plans', async () => {
    const properties = await pms.read<Feed>('/properties');
    const rooms = await pms.read<Feed>('/room_types?filter[property_id]=HV01');
    const rates = await pms.read<Feed>('/rate_plans?filter[property_id]=HV01');

    expect(properties.data.map(({ id }) => id)).toEqual(['HV01']);
    expect(rooms.data.map(({ id }) => id).sort()).toEqual(['DBL', 'SGL']);
    expect(rates.data.map(({ id }) => id)).toEqual(['DBL:BAR', 'SGL:BAR', 'BAR']);
    expect(rates.meta.total).toBe(3);
    expect((await pms.call('GET', '/room_types?filter[property_id]=HV02')).status).toBe(404);
  });

  it.each([
    ['/restrictions?filter[property_id]=HV01&filter[date]=2027-01-01', 'restrictions is required'],
    ['/availability?filter[property_id]=HV01', 'date is required'],
    ['/availability?filter[date]=2027-01-01', 'property_id is required'],
  ])('%s lacks something', async (path, detail) => {
    const response = await pms.call('GET', path);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: { code: 'bad_request', title: 'Bad Request', details: [detail] },
    });
  });
});
