import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { WireRequest } from '../model/channel-codec.js';
import { createSendRequest } from './send-request.js';

const REQUEST: WireRequest = {
  ...{ method: 'POST', path: '', headers: {}, body: '<Push/>', message: 'Push', items: [], values: 1 },
};

let server: Server | undefined;
afterEach(() => server?.closeAllConnections());

/** Answers as `onRequest` says; closes the connection instead where that is false. */
async function aPartner(
  onRequest: (count: number) => boolean,
): Promise<{ url: string; heard: () => number }> {
  let count = 0;
  const own = createServer((request, response) => {
    count += 1;
    const isAnswered = onRequest(count);
    request.resume().on('end', () => (isAnswered ? response.end('ok') : request.socket.resetAndDestroy()));
  });
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(own.address() as AddressInfo).port}`, heard: () => count };
}

it('sends once more what met a kept connection in the moment of its end', async () => {
  const partner = await aPartner((count) => count !== 2);
  const send = createSendRequest([]);
  await send(partner.url, REQUEST, 5_000);

  expect(await send(partner.url, REQUEST, 5_000)).toMatchObject({
    kind: 'answered',
    answer: { status: 200 },
  });
  expect(partner.heard()).toBe(3);
});

it('leaves a new connection that is cut to the schedule of its contract', async () => {
  const partner = await aPartner(() => false);

  expect(await createSendRequest([])(partner.url, REQUEST, 5_000)).toEqual({
    kind: 'unreachable',
    reason: 'ECONNRESET',
    message: 'no answer',
  });
  expect(partner.heard()).toBe(1);
});
