import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FaultyWay {
  /** The server's own URL, over this way. */
  readonly url: string;
  /** How often the fault has happened. */
  readonly faults: number;
  close(): void;
}

interface Fault {
  /** Called with each packet on its way to the server; true: no answer comes back, the connection breaks. */
  readonly breaks?: (packet: string) => boolean;
  /** How long each answer takes on its way back. */
  readonly delayMs?: () => number;
}

/** A TCP way to a server that delays its answers, or breaks when the server has already heard what was said. */
export async function faultyWay(target: URL, { breaks, delayMs }: Fault): Promise<FaultyWay> {
  const sockets = new Set<Socket>();
  let faults = 0;
  const server = createServer((inward) => {
    const outward = connect(Number(target.port), target.hostname);
    let silent = false;
    let before = Promise.resolve();
    for (const socket of [inward, outward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        inward.destroy();
        outward.destroy();
      });
    }
    inward.on('data', (chunk: Buffer) => {
      if (breaks?.(chunk.toString('latin1')) === true) {
        silent = true;
        faults += 1;
      }
      outward.write(chunk);
    });
    outward.on('data', (chunk: Buffer) => {
      if (silent) {
        inward.destroy();
        return;
      }
      if (delayMs === undefined) {
        inward.write(chunk);
        return;
      }
      faults += 1;
      // In order: an answer never overtakes another.
      before = before.then(() => sleep(delayMs())).then(() => void inward.write(chunk));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    get faults() {
      return faults;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
