import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_TRAITS } from '../../src/core/model/errors.js';
import { aGateway, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(gateway.url + path, { headers });

describe('operations', () => {
  it('tells that it lives and is ready', async () => {
    expect(await (await get('/livez')).json()).toEqual({ status: 'ok' });
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ok', checks: { mysql: 'ok', redis: 'ok' } });
  });

  it('gives metrics in Prometheus form to this machine', async () => {
    await get('/livez');
    const response = await get('/metrics');

    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toContain(
      'bellhop_http_request_seconds_count{route="/livez",method="GET",status="200"}',
    );
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
  });

  it('lists its own links', async () => {
    const { links } = (await (await get('/')).json()) as { links: Record<string, string> };

    for (const path of Object.values(links)) expect((await get(path)).status).toBe(200);
  });
});

describe('/docs', () => {
  it('serves a page that takes everything from here, under a policy that allows nothing else', async () => {
    const response = await get('/docs');
    const html = await response.text();
    const own = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? '');

    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(own.length).toBeGreaterThan(3);
    for (const path of own) {
      expect(path).toMatch(/^\/docs\//);
      const asset = await get(path);
      expect([path, asset.status]).toEqual([path, 200]);
      expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(50);
    }
  });

  it.each(['/docs/package.json', '/docs/..%2fpackage.json', '/docs/constructor', '/docs/swagger-ui.css.map'])(
    'serves nothing else: %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('explains every error code', async () => {
    const html = await (await get('/docs/errors')).text();

    for (const code of Object.keys(ERROR_TRAITS)) expect(html).toContain(`<tr id="${code}">`);
  });

  it('answers HEAD like GET, without a body', async () => {
    const response = await fetch(`${gateway.url}/docs/openapi.json`, { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});
