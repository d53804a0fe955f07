import { afterEach, describe, expect, it } from 'vitest';
import { keyOf, serve, type Served } from '../../test/gateway/serve.js';
import { AppError } from '../core/model/errors.js';
import { jsonAnswer } from './answer.js';
import { readJsonBytes } from './read-json.js';
import type { Route } from './route.js';

/** The same behind two paths: one is answered before Express, one by it. */
function twins(handle: Extract<Route, { access: 'open' }>['handle']): Route[] {
  const route = { method: 'post', access: ['ota'], handle } as const;
  return [
    { ...route, path: '/direct', direct: true },
    { ...route, path: '/by/express' },
  ];
}

let served: Served;
afterEach(() => served.close());

async function both(ask: (path: string) => Promise<Response>) {
  const seen = [];
  for (const path of ['/direct', '/by/express']) {
    const response = await ask(path);
    const { date: _date, 'ratelimit-remaining': _left, ...headers } = Object.fromEntries(response.headers);
    const text = await response.text();
    await expect.poll(() => served.lines().at(-1)).toMatchObject({ event: 'http.request', route: path });
    const { ms: _ms, time: _time, route: _route, ...line } = served.lines().at(-1) ?? {};
    seen.push({ status: response.status, headers, text, line });
  }
  return seen;
}

const key = { 'x-api-key': keyOf('ota'), 'x-request-id': 'r-1' };

describe('a direct route', () => {
  it('answers as one behind Express does', async () => {
    served = await serve(
      twins(async (exchange) => {
        exchange.setHeader('X-Seen', 'yes');
        exchange.note({ bytes: (await readJsonBytes(exchange.request)).length });
        return jsonAnswer(201, { query: exchange.query, params: exchange.params }, { 'X-More': '1' });
      }),
    );
    const headers = { ...key, 'content-type': 'application/json' };
    const [direct, express] = await both((path) =>
      fetch(served.url + path, { method: 'POST', headers, body: '{"a":1}' }),
    );

    expect(direct).toEqual(express);
    expect(direct).toMatchObject({
      status: 201,
      headers: { 'x-seen': 'yes', 'x-more': '1', 'x-request-id': 'r-1', 'x-content-type-options': 'nosniff' },
      line: { status: 201, bytes: 7, partner: 'ota', request_id: 'r-1' },
    });
  });

  it.each([
    ['an answer that is an error', key, new AppError('ROOM_BUSY', 'busy', { retryAfter: 3 })],
    ['a bug', key, new TypeError('x is not a function')],
    ['a stranger', { 'x-request-id': 'r-1' }, new AppError('INTERNAL', 'not reached')],
  ])('fails as one behind Express does: %s', async (_what, headers, error) => {
    served = await serve(twins(() => Promise.reject(error)));
    const [direct, express] = await both((path) => fetch(served.url + path, { method: 'POST', headers }));

    expect(direct).toEqual(express);
    expect(direct?.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('leaves queries and other methods to Express', async () => {
    served = await serve(twins(({ query }) => Promise.resolve(jsonAnswer(200, query))));
    const asked = await fetch(`${served.url}/direct?a=1`, { method: 'POST', headers: key });
    const got = await fetch(`${served.url}/direct`, { headers: key });

    expect(await asked.json()).toEqual({ a: '1' });
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
