import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createSendWebhook } from './send-webhook.js';

const HOST = '127.0.0.1';
const open = new Set<Socket>();
let server: Server;

afterEach(async () => {
  for (const socket of open) socket.destroy();
  await new Promise((done) => server.close(done));
});

/** A receiver that says exactly this, whatever it is sent. */
async function receiverThatSays(text: string): Promise<string> {
  server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('data', () => socket.write(text));
  });
  await new Promise<void>((done) => server.listen(0, HOST, done));
  const address = server.address();
  return `http://${HOST}:${typeof address === 'object' ? (address?.port ?? 0) : 0}/`;
}

test.each([
  ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', 'NO_ANSWER'],
  ['HTTP/1.1 102 Processing\r\n\r\n', 'TIMEOUT'],
  ['nothing like HTTP\r\n\r\n', 'HPE_INVALID_CONSTANT'],
])('an answer that is none ends the try: %j', async (text, reason) => {
  const url = await receiverThatSays(text);
  const send = createSendWebhook({ allowed: [HOST], timeoutMs: 300 });
  const request = { url, origin: 'operator', headers: {}, body: '{}' } as const;
  await expect(send(request)).resolves.toEqual({ status: null, reason });
});
