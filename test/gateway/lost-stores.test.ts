import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startPrivateRedis } from '../harness/redis.js';
import { aGateway, type TestGateway } from './a-gateway.js';
import { problemOf } from './serve.js';
import { severableProxy, type SeverableProxy } from './severable-proxy.js';

const book = (gateway: TestGateway, headers: Record<string, string> = {}) =>
  gateway.call('POST', '/api/bookings/create', {
    as: 'ota-1',
    headers,
    body: {
      hotel_id: 'HV01',
      checkin_date: gateway.day(3),
      checkout_date: gateway.day(4),
      guests: 2,
      room_code: 'DBL',
    },
  });

const health = async (gateway: TestGateway) => {
  const response = await gateway.call('GET', '/readyz');
  return { http: response.status, ...((await response.json()) as object) };
};

describe('without Redis', () => {
  it('is degraded but ready, and books on', async () => {
    const redis = await startPrivateRedis();
    const gateway = await aGateway({ redisUrl: redis.url });
    await gateway.load(5);
    expect(await health(gateway)).toMatchObject({ http: 200, status: 'ok' });

    await redis.stop(0);

    expect(await health(gateway)).toMatchObject({
      http: 200,
      status: 'degraded',
      checks: { mysql: 'ok', redis: 'down' },
    });
    expect((await book(gateway)).status).toBe(201);
    await gateway.close();
  });
});

describe('without MySQL', () => {
  let gateway: TestGateway;
  let proxy: SeverableProxy;
  beforeAll(async () => {
    const server = new URL(inject('mysqlUrl'));
    proxy = await severableProxy({ host: server.hostname, port: Number(server.port) });
    gateway = await aGateway({ through: proxy.port });
    await gateway.load(5);
  });
  afterAll(async () => {
    await gateway.close();
    await proxy.close();
  });

  it('says so everywhere, as something that passes, and goes on when it is back', async () => {
    const key = { 'idempotency-key': 'through the outage' };
    proxy.sever();

    expect(await health(gateway)).toMatchObject({ http: 503, status: 'down', checks: { mysql: 'down' } });
    expect((await gateway.call('GET', '/livez')).status).toBe(200);
    const refused = await book(gateway, key);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await problemOf(refused)).toMatchObject({ status: 503, code: 'UNAVAILABLE', retryable: true });
    const xml = await gateway.call('POST', '/pms/ota', {
      as: 'pms-1',
      headers: { 'content-type': 'text/xml' },
      body: '<OTA_PingRQ xmlns="http://www.opentravel.org/OTA/2003/05" Version="1" EchoToken="e"><EchoData>x</EchoData></OTA_PingRQ>',
    });
    expect(xml.status).toBe(503);
    expect(await xml.text()).toMatch(/<OTA_PingRS[^>]*EchoToken="e"[\s\S]*<Error Type="12" Code="187"/);
    expect(gateway.logged()).not.toContain('"level":"error"');

    await proxy.restore();

    expect(await health(gateway)).toMatchObject({ http: 200 });
    expect((await book(gateway, key)).status).toBe(201);
    expect((await book(gateway, key)).headers.get('idempotent-replayed')).toBe('true');
  });
});
