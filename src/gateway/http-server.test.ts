import { afterEach, describe, expect, it } from 'vitest';
import { keyOf, problemOf, serve, talk, type Served } from '../../test/gateway/serve.js';
import { AppError } from '../core/model/errors.js';
import { jsonAnswer } from './answer.js';
import type { Route } from './route.js';

const ok = () => Promise.resolve(jsonAnswer(200, { ok: true }));

const ROUTES: Route[] = [
  { method: 'get', path: '/open', access: 'open', handle: ok },
  { method: 'get', path: '/things/{thing_id}', access: ['ota'], handle: ok },
  {
    method: 'get',
    path: '/guest',
    access: 'guest',
    handle: ({ partner }) => Promise.resolve(jsonAnswer(200, { partner: partner?.code ?? null })),
  },
  { method: 'get', path: '/inside', access: 'operations', handle: ok },
  {
    method: 'get',
    path: '/bug',
    access: 'open',
    handle: () => Promise.reject(new TypeError("Cannot read properties of undefined (reading 'x')")),
  },
  {
    method: 'get',
    path: '/duplicate',
    access: 'open',
    handle: () =>
      Promise.reject(
        Object.assign(new Error("Duplicate entry 'Rossi'"), {
          code: 'ER_DUP_ENTRY',
          sql: 'Rossi',
          sqlMessage: 'Rossi',
        }),
      ),
  },
  {
    method: 'get',
    path: '/lost',
    access: 'open',
    handle: () =>
      Promise.reject(Object.assign(new Error('connect ECONNREFUSED 10.0.0.7'), { code: 'ECONNREFUSED' })),
  },
  {
    method: 'get',
    path: '/busy',
    access: 'open',
    handle: () => Promise.reject(new AppError('ROOM_BUSY', 'busy', { retryAfter: 1 })),
  },
];

let served: Served;
afterEach(() => served.close());

describe('the HTTP pipeline', () => {
  it('keeps a fit request id and makes one for any other', async () => {
    served = await serve(ROUTES);
    const idOf = async (given?: string) =>
      (
        await fetch(`${served.url}/open`, { headers: given === undefined ? {} : { 'x-request-id': given } })
      ).headers.get('x-request-id');

    expect(await idOf('Abc-1_2.3')).toBe('Abc-1_2.3');
    for (const unfit of [undefined, 'has space', 'x'.repeat(65), 'a{b}'])
      expect(await idOf(unfit)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the methods of a known path to one that asks by another, and does not know any other path', async () => {
    served = await serve([
      ...ROUTES,
      { method: 'post', path: '/things/{thing_id}', access: ['ota'], handle: ok },
    ]);
    const ask = async (method: string, path: string) => {
      const response = await fetch(served.url + path, { method });
      return [response.status, response.headers.get('allow'), (await problemOf(response)).code];
    };

    expect(await ask('DELETE', '/open')).toEqual([405, 'GET, HEAD', 'METHOD_NOT_ALLOWED']);
    expect(await ask('POST', '/open')).toEqual([405, 'GET, HEAD', 'METHOD_NOT_ALLOWED']);
    expect(await ask('PUT', '/things/7')).toEqual([405, 'GET, HEAD, POST', 'METHOD_NOT_ALLOWED']);
    expect(await ask('POST', '/nowhere')).toEqual([404, null, 'NOT_FOUND']);
    expect(served.lines().find(({ status }) => status === 405)).toMatchObject({ route: '/open' });
  });

  it('answers errors as problem+json under the request id, and logs the code', async () => {
    served = await serve(ROUTES);
    const response = await fetch(`${served.url}/busy`, { headers: { 'x-request-id': 'r-1' } });

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await problemOf(response)).toMatchObject({ code: 'ROOM_BUSY', requestId: 'r-1', retryable: true });
    expect(served.lines().at(-1)).toMatchObject({
      event: 'http.request',
      route: '/busy',
      status: 503,
      code: 'ROOM_BUSY',
      request_id: 'r-1',
    });
  });

  it('says nothing outward of a bug, and logs it with its frames', async () => {
    served = await serve(ROUTES);
    const response = await fetch(`${served.url}/bug`);
    const text = await response.text();

    expect(response.status).toBe(500);
    expect(text).not.toMatch(/Cannot read|\.ts|at /);
    const line = served.lines().find((entry) => entry.event === 'request.failed');
    expect(line).toMatchObject({
      level: 'error',
      code: 'INTERNAL',
      request_id: response.headers.get('x-request-id'),
    });
    expect(JSON.stringify(line)).toContain('http-server.test.ts');
  });

  it('logs a database error without what it quotes', async () => {
    served = await serve(ROUTES);
    await fetch(`${served.url}/duplicate`);

    expect(JSON.stringify(served.lines())).toContain('ER_DUP_ENTRY');
    expect(JSON.stringify(served.lines())).not.toContain('Rossi');
  });

  it('takes a database out of reach for something that passes', async () => {
    served = await serve(ROUTES);
    const response = await fetch(`${served.url}/lost`);

    expect(response.status).toBe(503);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(JSON.stringify(problem)).not.toContain('10.0.0.7');
  });

  it('answers 404 for what is not there, without its query, and 400 for a path that cannot be decoded', async () => {
    served = await serve(ROUTES);
    const missing = await fetch(`${served.url}/nothing?name=Rossi`);
    const broken = await talk(
      served.port,
      'GET /things/%E0%A4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );

    expect(missing.status).toBe(404);
    expect(JSON.stringify(await problemOf(missing))).not.toContain('Rossi');
    expect(broken).toContain('HTTP/1.1 400');
    expect(broken).toContain('MALFORMED');
  });

  it('logs and counts by route pattern, never by path or query', async () => {
    served = await serve(ROUTES);
    await fetch(`${served.url}/things/7211534512341234?name=Rossi`, {
      headers: { 'x-api-key': keyOf('ota') },
    });
    await fetch(`${served.url}/nothing/7211534512341234`);

    const lines = served.lines().filter((line) => line.event === 'http.request');
    expect(lines).toMatchObject([
      { method: 'GET', route: '/things/{thing_id}', status: 200, partner: 'ota' },
      { method: 'GET', route: '(none)', status: 404 },
    ]);
    expect(typeof lines[0]?.ms).toBe('number');
    const metrics = await served.metrics.registry.metrics();
    for (const text of [JSON.stringify(lines), metrics])
      expect(text).not.toMatch(/Rossi|7211534512341234|ota-key/);
    expect(metrics).toContain(
      'bellhop_http_request_seconds_count{route="/things/{thing_id}",method="GET",status="200"} 1',
    );
  });

  it('sets security headers and hides what it is made of', async () => {
    served = await serve(ROUTES);
    const { headers } = await fetch(`${served.url}/open`);

    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('lets operations in from this machine, but not what a proxy on it forwards', async () => {
    served = await serve(ROUTES);
    const get = (headers: Record<string, string>) => fetch(`${served.url}/inside`, { headers });

    expect((await get({})).status).toBe(200);
    expect((await get({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
    expect((await get({ forwarded: 'for=203.0.113.9', 'x-api-key': keyOf('ota') })).status).toBe(403);
    expect((await get({ forwarded: 'for=203.0.113.9', 'x-api-key': keyOf('operator') })).status).toBe(200);
  });

  it('takes guests without a key, partners with theirs, and nobody with a wrong one', async () => {
    served = await serve(ROUTES);
    const get = (headers: Record<string, string>) => fetch(`${served.url}/guest`, { headers });

    expect(await (await get({})).json()).toEqual({ partner: null });
    expect(await (await get({ 'x-api-key': keyOf('pms') })).json()).toEqual({ partner: 'pms' });
    expect((await get({ 'x-api-key': 'wrong' })).status).toBe(401);
  });
});
