import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { speaksCassandra } from './doctor-engines.js';

async function aServer(answer: readonly number[]): Promise<string> {
  const server = createServer((socket) => socket.on('data', () => socket.end(Buffer.from(answer))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a port answers as Cassandra, or is taken by something else, or by nothing', async () => {
  const cassandra = await aServer([0x84, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0]);
  const other = await aServer([...Buffer.from('HTTP/1.1 400 Bad Request')]);

  expect(await speaksCassandra(cassandra)).toBe(true);
  expect(await speaksCassandra(other)).toBe(false);
  expect(await speaksCassandra('127.0.0.1:1')).toBe(false);
});
