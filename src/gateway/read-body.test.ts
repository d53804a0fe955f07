import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problemOf, serve, talk, type Served } from '../../test/gateway/serve.js';
import { jsonAnswer } from './answer.js';
import { readBody } from './read-body.js';
import { parseJson, parseOptionalJson, readJsonBytes } from './read-json.js';
import type { Route } from './route.js';

const LIMIT = 100_000;

const ROUTES: Route[] = [
  {
    method: 'post',
    path: '/bytes',
    access: 'open',
    handle: async ({ request }) => jsonAnswer(200, { bytes: (await readBody(request, LIMIT)).length }),
  },
  {
    method: 'post',
    path: '/json',
    access: 'open',
    handle: async ({ request }) => {
      const { value } = parseJson(await readJsonBytes(request), z.strictObject({ name: z.string() }));
      return jsonAnswer(200, value);
    },
  },
  {
    method: 'post',
    path: '/optional',
    access: 'open',
    handle: async ({ request }) =>
      jsonAnswer(200, parseOptionalJson(await readJsonBytes(request), z.strictObject({})).value),
  },
];

let served: Served;
beforeAll(async () => {
  served = await serve(ROUTES);
});
afterAll(() => served.close());

const post = (path: string, body: string | Buffer | null, headers: Record<string, string> = {}) =>
  fetch(`${served.url}${path}`, { method: 'POST', headers, ...(body === null ? {} : { body }) });
const json = { 'content-type': 'application/json' };

describe('readBody', () => {
  it('takes a body up to its limit, to the byte', async () => {
    expect(await (await post('/bytes', Buffer.alloc(LIMIT))).json()).toEqual({ bytes: LIMIT });

    const response = await post('/bytes', Buffer.alloc(LIMIT + 1));
    expect(response.status).toBe(413);
    expect(await problemOf(response)).toMatchObject({ code: 'TOO_LARGE', retryable: false });
  });

  it('answers a body of 11 MB that its client sends to the end, and keeps the connection in order', async () => {
    expect((await post('/bytes', Buffer.alloc(11_000_000))).status).toBe(413);
    expect((await post('/bytes', 'abc')).status).toBe(200);
  });

  it('refuses a body without length as soon as it is over', async () => {
    const chunks = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 30; i += 1) controller.enqueue(new Uint8Array(10_000));
        controller.close();
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: chunks, duplex: 'half' };

    expect((await fetch(`${served.url}/bytes`, init)).status).toBe(413);
  });

  it('inflates gzip within the limit', async () => {
    const gzip = { 'content-encoding': 'gzip' };

    expect(await (await post('/bytes', gzipSync(Buffer.alloc(LIMIT)), gzip)).json()).toEqual({
      bytes: LIMIT,
    });
    expect((await post('/bytes', gzipSync(Buffer.alloc(LIMIT + 1)), gzip)).status).toBe(413);
  });

  it('stops a gzip bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const before = process.memoryUsage().rss;
    const response = await post('/bytes', bomb, { 'content-encoding': 'gzip' });

    expect(response.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it.each([
    ['cut off', gzipSync('hello').subarray(0, 12)],
    ['no gzip at all', Buffer.from('hello')],
  ])('refuses gzip that is %s', async (_what, body) => {
    const response = await post('/bytes', body, { 'content-encoding': 'gzip' });

    expect(response.status).toBe(400);
    expect((await problemOf(response)).detail).toContain('gzip');
  });

  it('refuses other encodings by name', async () => {
    const response = await post('/bytes', 'x', { 'content-encoding': 'br' });

    expect(response.status).toBe(415);
    expect((await problemOf(response)).detail).toContain('"br"');
  });

  it('gives up on a client that leaves in the middle, without a trace but the log line', async () => {
    const before = served.lines().length;
    await talk(served.port, 'POST /bytes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', {
      ms: 100,
    });

    await expect.poll(() => served.lines().length).toBe(before + 1);
    expect(served.lines().at(-1)).toMatchObject({ route: '/bytes', status: 499 });
  });
});

describe('readJson', () => {
  it.each([
    [undefined, 415],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json', 200],
    ['Application/JSON; charset=utf-8', 200],
  ])('takes Content-Type %s with %i', async (type, status) => {
    const response = await post(
      '/json',
      Buffer.from('{"name":"é"}'),
      type === undefined ? {} : { 'content-type': type },
    );

    expect(response.status).toBe(status);
    if (status === 415) expect((await problemOf(response)).detail).toContain('send application/json');
  });

  it.each([
    ['{"name":', 'MALFORMED'],
    ['', 'MALFORMED'],
    ['{"name":1}', 'VALIDATION'],
    ['{"name":"a","nme":1}', 'VALIDATION'],
    ['{"name":"a","name":"b"}', 'VALIDATION'],
    ['{"name":"a","__proto__":{}}', 'VALIDATION'],
    [Buffer.from([0x22, 0xff, 0x22]), 'MALFORMED'],
  ])('refuses %j with %s', async (body, code) => {
    const response = await post('/json', body, json);

    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ code });
  });

  it('names an unknown field by its pointer', async () => {
    const problem = await problemOf(await post('/json', '{"name":"a","n/me":1}', json));

    expect(problem.errors).toMatchObject([{ pointer: '/n~1me', code: 'VALIDATION' }]);
  });

  it('takes JSON of at most 1 MiB', async () => {
    expect((await post('/json', JSON.stringify({ name: 'x'.repeat(1_048_576) }), json)).status).toBe(413);
  });

  it('needs no body and no type where a body may be left out', async () => {
    expect((await post('/optional', null)).status).toBe(200);
    expect((await post('/optional', '{}', json)).status).toBe(200);
    expect((await post('/optional', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('/optional', '{"a":1}', json)).status).toBe(400);
  });
});
