import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificates.js';

/** How the front meets whoever calls: with a certificate, with none at all (plain HTTP), or with a reset in the handshake. */
export type FrontManner = TestCertificate | 'plain' | 'reset';

export interface TlsFront {
  readonly url: string;
  manner: FrontManner;
  /** Connections so far. */
  readonly calls: () => number;
  close(): Promise<void>;
}

/** An https address before a server that speaks HTTP at a port of this machine. */
export async function aTlsFront(behind: number, manner: FrontManner): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  let calls = 0;
  const kept = (socket: Socket): Socket => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    return socket;
  };
  const front = { manner };
  const server = createServer((socket) => {
    calls += 1;
    kept(socket);
    if (front.manner === 'reset') socket.once('data', () => socket.resetAndDestroy());
    else {
      const heard =
        front.manner === 'plain' ? socket : kept(new TLSSocket(socket, { isServer: true, ...front.manner }));
      heard.pipe(kept(connect(behind, '127.0.0.1'))).pipe(heard);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(front, {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
