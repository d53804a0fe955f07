import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SeverableProxy {
  readonly port: number;
  /** Cuts every connection and refuses new ones until `restore`. */
  sever(): void;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** A TCP way to a server that a test can cut, while the server itself goes on for others. */
export async function severableProxy(target: { host: string; port: number }): Promise<SeverableProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((inward) => {
    const outward = connect(target.port, target.host);
    for (const socket of [inward, outward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        inward.destroy();
        outward.destroy();
      });
    }
    inward.pipe(outward).pipe(inward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sever = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    sever,
    restore: async () => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    close: async () => {
      if (!server.listening) return;
      sever();
      await once(server, 'close');
    },
  };
}
