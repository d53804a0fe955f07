import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CertificationCase, CertificationExpectation } from '../../core/model/certification.js';
import type { CaseNames, CertifyScene } from './certify-scene.js';
import { fillPlaceholders } from './fill-placeholders.js';
import { foreignScene } from './foreign-scene.js';
import { runCases, type CaseResult } from './run-cases.js';

const names: CaseNames = {
  ...{ hotel: 'H1', room: '007', room2: 'SGL', rate: 'BAR', rate2: 'FLEX', partner: 'pms-1' },
  ...{ key: 'bh_test_secret', channelKey: 'bh_test_channel', today: '2027-02-27', run: '42' },
};
const NIGHT = { room_code: '007', available_rooms: 4, rates: [{ rate_code: 'BAR', closed: true }] };

let server: Server;
let seen: { method: string; url: string; authorization: string | undefined; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, authorization: headers.authorization, body });
      if (url === '/busy' && seen.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else if (url.startsWith('/api/ari?')) response.end(JSON.stringify({ nights: [NIGHT] }));
      else response.writeHead(201).end(`<Success ID="m-7" key="${names.key}"/>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
});

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function sceneOf(known: CaseNames): CertifyScene {
  const { port } = server.address() as AddressInfo;
  return {
    gateway: `http://127.0.0.1:${port}`,
    names: () => Promise.resolve(known),
    putOnSale: null,
    close: () => Promise.resolve(),
  };
}

async function run(...steps: CertificationCase['steps']): Promise<CaseResult> {
  const scene = sceneOf(names);
  const one = { id: 'one', title: 'One', source: 'nowhere', steps };
  const [result] = await runCases(scene, [{ place: 0, one }], { timeoutSeconds: 5, done: () => undefined });
  if (result === undefined) throw new Error('a case has its result');
  return result;
}

const send = (body: string, expected: CertificationExpectation = {}, headers?: Record<string, string>) => ({
  request: { method: 'POST', path: '/x/{hotel}', body, ...(headers === undefined ? {} : { headers }) },
  expect: expected,
});

test('placeholders are filled in, what is none stays', () => {
  expect(fillPlaceholders('{"a":{"b":"{room}"},"{day+2}":"{day-1}","c":"{nobody}"}', names)).toBe(
    '{"a":{"b":"007"},"2027-03-01":"2027-02-26","c":"{nobody}"}',
  );
});

test('a case passes when everything is as expected, and later steps use what earlier ones gave', async () => {
  const result = await run(
    send('<a/>', {
      status: 201,
      contains: ['<Success'],
      lacks: ['<Error'],
      capture: { message: 'ID="([^"]+)"' },
    }),
    send('{message}', {
      cells: [
        { room: '{room}', day: 1, fields: { available_rooms: 4 } },
        { room: '{room}', rate: '{rate}', day: 1, fields: { closed: true } },
      ],
    }),
  );

  expect(result).toMatchObject({ passed: true });
  expect(seen.map(({ body }) => body)).toEqual(['<a/>', 'm-7', '', '']);
  expect(seen[2]?.url).toBe('/api/ari?hotel_id=H1&room_code=007&from=2027-02-28&to=2027-02-28');
});

test.each<[string, CertificationExpectation, string]>([
  ['a status', { status: 200 }, 'HTTP status 201, expected 200'],
  ['a text that is missing', { contains: ['{hotel}'] }, 'the answer lacks "H1"'],
  ['a text that must not be', { lacks: ['<Success'] }, 'the answer holds "<Success", which it must not'],
  ['nothing to capture', { capture: { x: 'Z="(.)"' } }, 'the answer has nothing for {x} (Z="(.)")'],
  [
    'another count',
    { cells: [{ room: '{room}', day: 1, fields: { available_rooms: 5 } }] },
    '007 on 2027-02-28: available_rooms is 4, expected 5',
  ],
  [
    'a rate plan that was never closed',
    { cells: [{ room: '{room}', rate: 'NONE', day: 1, fields: { closed: true, min_stay_arrival: null } }] },
    '007 NONE on 2027-02-28: closed is false, expected true',
  ],
])('%s fails the case and ends it', async (_what, expected, failure) => {
  const result = await run(send('<a/>', expected), send('<never/>'));

  expect(result.passed).toBe(false);
  expect(result.steps).toHaveLength(1);
  expect(result.steps[0]?.failures).toEqual([failure]);
});

test('credentials are the case’s own where it has some, and are shown to nobody', async () => {
  const basic = `Basic ${Buffer.from('pms-1:bh_test_secret').toString('base64')}`;
  const results = [
    await run(send('<a/>')),
    await run(send('<wsse>{key}</wsse>')),
    await run(send('<a/>', {}, { authorization: '' })),
    await run(send('<a/>', {}, { 'x-api-key': '{channel_key}' })),
  ];

  expect(seen.map(({ authorization }) => authorization)).toEqual([basic, undefined, undefined, undefined]);
  expect(seen[1]?.body).toBe('<wsse>bh_test_secret</wsse>');
  const shown = JSON.stringify(results);
  expect(shown).not.toMatch(/bh_test_(secret|channel)/);
  expect(shown).not.toContain(basic);
});

test('a budget that an earlier run has used up is waited for, unless the case is about it', async () => {
  const busy = (status: number) => ({ request: { method: 'GET', path: '/busy' }, expect: { status } });
  expect((await run(busy(201))).passed).toBe(true);
  expect(seen).toHaveLength(2);
  seen = [];
  expect((await run(busy(429))).passed).toBe(true);
  expect(seen).toHaveLength(1);
});

test('a case that books through a channel is skipped by name where there is none', async () => {
  const books = send('<a/>', {}, { 'x-api-key': '{channel_key}' });
  const cases = [books, send('<b/>')].map((step, place) => ({
    place,
    one: { id: `case-${place}`, title: 'Case', source: 'Test', steps: [step] },
  }));
  const without = sceneOf({ ...names, channelKey: '' });
  const results = await runCases(without, cases, { timeoutSeconds: 5, done: () => undefined });

  expect(results.map(({ id, passed, skipped }) => [id, passed, skipped])).toEqual([
    ['case-0', false, expect.stringContaining('--channel-key')],
    ['case-1', true, undefined],
  ]);
  expect(seen.map(({ body }) => body)).toEqual(['<b/>']);
});

test('another gateway needs five codes', () => {
  const gateway = {
    url: 'http://x',
    partner: 'p',
    key: 'k',
    channelKey: '',
    run: '1',
    now: new Date('2027-01-01T00:00:00Z'),
  };
  expect(() => foreignScene({ ...gateway, codes: 'H1,DBL,SGL,BAR' })).toThrow(/five codes/);
  expect(foreignScene({ ...gateway, codes: 'H1, DBL,SGL,BAR,FLEX' }).putOnSale).toBeNull();
});
