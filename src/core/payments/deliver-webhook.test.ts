import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger } from '../platform/logger.js';
import { deliverByHttp, deliverWithin } from './deliver-webhook.js';
import { signBody, verifySignature } from './webhook-signature.js';

const SECRET = 'a secret of sixteen or more';
const body = Buffer.from('{"id":"evt_1"}');
const headers = {
  'payment-signature': signBody(SECRET, body, new Date()),
  'content-type': 'application/json',
};

let server: Server;
let statuses: number[];
let received: { signature: string | undefined; body: Buffer }[];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = request.headers['payment-signature'];
      received.push({ signature: String(signature), body: Buffer.concat(chunks) });
      const status = statuses.shift() ?? 200;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const deliver = (): Promise<void> =>
  deliverByHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, {
    timeoutMs: 1_000,
    logger: createLogger('silent'),
  })({ headers, body });

it('posts a webhook byte for byte, with its signature', async () => {
  statuses = [200];
  await deliver();
  expect(received).toHaveLength(1);
  const [{ signature, body: got } = { signature: undefined, body: Buffer.alloc(0) }] = received;
  expect(() =>
    verifySignature({ header: signature, body: got, secrets: [SECRET], now: new Date() }),
  ).not.toThrow();
});

it.each([
  ['a fault and a cut connection', [500, 0, 200]],
  ['a redirect, which is not followed', [302, 200]],
])('comes again after %s', async (_what, answers) => {
  statuses = [...answers];
  await deliver();
  expect(received).toHaveLength(answers.length);
});

it('gives up in the end, and throws nothing', async () => {
  statuses = [500, 500, 500, 500];
  await deliver();
  expect(received).toHaveLength(3);
});

it('within the process, too, throws nothing', async () => {
  const within = deliverWithin(() => {
    throw new Error('not listening');
  }, createLogger('silent'));
  await expect(within({ headers, body })).resolves.toBeUndefined();
});
