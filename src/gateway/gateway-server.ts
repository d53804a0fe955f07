import {
  createServer,
  type ServerOptions,
  STATUS_CODES,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { AppError } from '../core/model/errors.js';

/** How long a connection without a request may linger once we stop: a client that is about to send gets its answer. */
const LINGER_MS = 300;
const POLL_MS = 50;

type Timeouts = Pick<
  ServerOptions,
  'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'connectionsCheckingInterval'
>;

const TIMEOUTS: Timeouts = {
  // Headers come in one packet from honest clients; ten seconds are for bad networks, not for slowloris.
  headersTimeout: 10_000,
  // A 10 MB message in a minute: 1.4 Mbit/s. A stalled body is answered 408 and cut off.
  requestTimeout: 60_000,
  // Just above the 60 s after which common load balancers drop an idle connection: they must be the ones to close.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
};

interface Connection {
  active: Set<ServerResponse>;
  /** Bytes read when it last fell idle: more than these means that the next request has begun to arrive. */
  settled: number;
}

/**
 * The listening socket and its end. Stopping loses no answer: nothing new is accepted, every answer from then on tells
 * the client to close its connection, idle connections get a moment to send what is already on its way, and requests
 * under way are waited for.
 */
export class GatewayServer {
  private readonly server: Server;
  private readonly connections = new Map<Socket, Connection>();
  private ending = false;

  constructor(handle: RequestListener, timeouts: Timeouts = TIMEOUTS) {
    this.server = createServer({ ...timeouts, maxHeaderSize: 16_384 });
    this.server.on('request', (request, response) => this.accept(request.socket, response));
    this.server.on('request', handle);
    this.server.on('connection', (socket: Socket) => this.track(socket));
    this.server.on('clientError', (error, socket) => this.refuse(error, socket as Socket));
  }

  get stopping(): boolean {
    return this.ending;
  }

  /** @returns the port, of use where 0 was asked for. @throws AppError CONFLICT when the port is taken. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error) => reject(listenError(error, host, port)));
      this.server.listen(port, host, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves when every connection is closed: by itself, or cut off after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    // net's close alone: http's also cuts idle connections at once, and with them requests that are on the wire.
    const closed = new Promise<void>((resolve) =>
      NetServer.prototype.close.call(this.server, () => resolve()),
    );
    for (const { active } of this.connections.values()) active.forEach(askToClose);
    const started = Date.now();
    const timer = setInterval(() => {
      const waited = Date.now() - started;
      for (const [socket, connection] of this.connections) {
        if (waited >= graceMs || (waited >= LINGER_MS && isIdle(socket, connection))) socket.destroy();
      }
    }, POLL_MS);
    await closed;
    clearInterval(timer);
  }

  private track(socket: Socket): void {
    this.connections.set(socket, { active: new Set(), settled: 0 });
    socket.once('close', () => this.connections.delete(socket));
  }

  private accept(socket: Socket, response: ServerResponse): void {
    const connection = this.connections.get(socket);
    connection?.active.add(response);
    if (this.ending) askToClose(response);
    response.once('close', () => {
      if (connection === undefined) return;
      connection.active.delete(response);
      connection.settled = socket.bytesRead;
    });
  }

  /** What is not HTTP, or did not come in time, never reaches a route: it is answered here and its connection ends. */
  private refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    const active = [...(this.connections.get(socket)?.active ?? [])];
    const answerable =
      socket.writable && error.code !== 'ECONNRESET' && !active.some((response) => response.headersSent);
    if (answerable) socket.write(unreadableAnswer(error.code));
    socket.destroySoon();
  }
}

function isIdle(socket: Socket, { active, settled }: Connection): boolean {
  return active.size === 0 && socket.bytesRead === settled;
}

function askToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

function listenError(error: Error, host: string, port: number): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new AppError('CONFLICT', `Port ${port} on ${host} is taken; choose another with BELLHOP_PORT.`, {
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return new AppError('CONFIG', `Cannot listen on ${host}:${port}; change BELLHOP_HOST or BELLHOP_PORT.`, {
      cause: error,
    });
  }
  return error;
}

function unreadableAnswer(code: string | undefined): string {
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const problem = {
    type: '/docs/errors#MALFORMED',
    title,
    status,
    code: 'MALFORMED',
    retryable: status === 408,
    errors: [],
  };
  const body = JSON.stringify(problem);
  const headers = [
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${body.length}`,
  ];
  return [`HTTP/1.1 ${status} ${title}`, ...headers, '', body].join('\r\n');
}
