import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { aSelfSigned, anAuthority } from '../../../test/builders/certificates.js';
import type { WireRequest } from '../model/channel-codec.js';
import { createSendRequest, type Sent } from './send-request.js';

/* What stands in the way of a safe connection is told in words, and nothing of the message leaves this machine. */

const SECRET = 'password-of-ours';
const REQUEST: WireRequest = {
  ...{ method: 'POST', path: '/push', headers: { authorization: SECRET }, body: `<Push by="${SECRET}"/>` },
  ...{ message: 'Push', items: [], values: 1 },
};

const servers: Server[] = [];
let heard = '';
let connections = 0;
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  heard = '';
  connections = 0;
});

function listening(server: Server): Server {
  server.on('connection', (socket: Socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => (heard += bytes.toString('latin1')));
  });
  servers.push(server);
  return server;
}

async function sendTo(server: Server): Promise<Sent> {
  await new Promise<void>((resolve) => listening(server).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createSendRequest([])(`https://127.0.0.1:${port}`, REQUEST, 5_000);
}

const withCertificate = (made: { readonly cert: string; readonly key: string }): Server =>
  createHttpsServer(made, (request, response) => {
    heard += 'POST';
    request.resume().on('end', () => response.end('ok'));
  });

test.each([
  ['signed by itself', () => withCertificate(aSelfSigned()), /^DEPTH_ZERO_SELF_SIGNED_CERT$/, /authority/],
  [
    'signed by an authority that nobody knows here',
    () => withCertificate(anAuthority().issue(-1, 5)),
    /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
    /NODE_EXTRA_CA_CERTS/,
  ],
  [
    'of plain HTTP',
    () => createHttpServer((_request, response) => response.end('ok')),
    /^(?:EPROTO|ERR_SSL_\w+)$/,
    /no TLS/,
  ],
  [
    'reset in its handshake',
    () => createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    /^ECONNRESET$/,
    /handshake/,
  ],
  [
    'closed in its handshake',
    () => createTcpServer((socket) => socket.once('data', () => socket.destroy())),
    /^ECONNRESET$/,
    /handshake/,
  ],
])('a server %s is not spoken to', async (_how, server, code, words) => {
  const sent = await sendTo(server());

  expect(sent).toEqual({
    kind: 'unreachable',
    reason: expect.stringMatching(code) as string,
    message: expect.stringMatching(words) as string,
  });
  expect(connections).toBe(1);
  expect(heard).not.toContain(SECRET);
  expect(heard).not.toContain('POST');
});

test('nor is one without a certificate that is trusted where the environment asks for no proof', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const sent = await sendTo(withCertificate(aSelfSigned())).finally(() => vi.unstubAllEnvs());

  expect(sent).toMatchObject({ kind: 'unreachable', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});
