import { afterEach, describe, expect, it } from 'vitest';
import { keyOf, problemOf, serve, type Served } from '../../test/gateway/serve.js';
import { jsonAnswer } from './answer.js';
import type { Route } from './route.js';

const ROUTES: Route[] = [
  {
    method: 'get',
    path: '/ota',
    access: ['ota', 'operator'],
    handle: () => Promise.resolve(jsonAnswer(200, {})),
  },
];

let served: Served;
afterEach(() => served.close());

const get = (headers: Record<string, string> = {}) => fetch(`${served.url}/ota`, { headers });
const basic = (user: string, key: string) => `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;

describe('the gatekeeper', () => {
  it('asks who has no key for one, in both ways that it may be sent', async () => {
    served = await serve(ROUTES);
    const response = await get();

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="bellhop", Basic realm="bellhop", charset="UTF-8"',
    );
    expect(await problemOf(response)).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false });
  });

  it('lets the right kinds in by any scheme', async () => {
    served = await serve(ROUTES);

    expect((await get({ authorization: `Bearer ${keyOf('ota')}` })).status).toBe(200);
    expect((await get({ 'x-api-key': keyOf('operator') })).status).toBe(200);
    expect((await get({ authorization: basic('ota', keyOf('ota')) })).status).toBe(200);
    expect((await get({ authorization: basic('pms', keyOf('ota')) })).status).toBe(401);
  });

  it('refuses other kinds by name', async () => {
    served = await serve(ROUTES);
    const response = await get({ 'x-api-key': keyOf('pms') });

    expect(response.status).toBe(403);
    expect((await problemOf(response)).detail).toBe(
      'This is for ota and operator partners; your key is of kind pms.',
    );
  });

  it('counts each partner on its own, says where it stands, and turns it away at the end of its minute', async () => {
    served = await serve(ROUTES, { requestsPerMinute: 2 });
    const first = await get({ 'x-api-key': keyOf('ota') });
    const second = await get({ 'x-api-key': keyOf('ota') });
    const third = await get({ 'x-api-key': keyOf('ota') });

    expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
    expect(first.headers.get('ratelimit-limit')).toBe('2');
    expect(first.headers.get('ratelimit-remaining')).toBe('1');
    expect(second.headers.get('ratelimit-remaining')).toBe('0');
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(50);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await problemOf(third)).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect((await get({ 'x-api-key': keyOf('operator') })).status).toBe(200);
  });

  it('stops a loop of wrong keys, but not a neighbour with a right one', async () => {
    served = await serve(ROUTES);
    const statuses = new Set<number>();
    for (let i = 0; i < 605; i += 1) statuses.add((await get({ 'x-api-key': 'wrong' })).status);

    expect([...statuses]).toEqual([401, 429]);
    expect((await get({ 'x-api-key': keyOf('ota') })).status).toBe(200);
  });
});
