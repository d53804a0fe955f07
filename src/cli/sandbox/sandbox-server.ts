import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../core/model/errors.js';
import { problem, serveControl, type ControlReply } from './control-api.js';
import type { Sandbox } from './sandbox.js';
import type { WireReply } from './wire-call.js';

const CONTROL = '/control';
const MOST_CONTROL_BYTES = 64 * 1024 * 1024;
/** The largest of the contracts (Google, 100 MB) and a little more. */
const MOST_WIRE_BYTES = 101 * 1024 * 1024;

export interface RunningServer {
  readonly url: string;
  readonly control: string;
  close(): Promise<void>;
}

/** The partner's two doors on one port: its contract at any path, and the control API below /control. */
export async function startServer(
  sandbox: Sandbox,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const wire = createWireDoor(sandbox);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
    const isControl = url.pathname === CONTROL || url.pathname.startsWith(`${CONTROL}/`);
    const serving = isControl
      ? controlDoor(sandbox, url, { request, response })
      : wire(url, { request, response });
    // What breaks off in the middle is the sender's matter.
    serving.catch(() => response.destroy());
  });
  await listen(server, host, port);
  const { address, port: taken, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
  return { url, control: `${url}${CONTROL}`, close: () => close(server) };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function controlDoor(sandbox: Sandbox, url: URL, { request, response }: Exchange): Promise<void> {
  const body = await readBody(request, MOST_CONTROL_BYTES);
  const path = url.pathname.slice(CONTROL.length).replace(/^\/+|\/+$/g, '');
  const reply: ControlReply =
    body === null
      ? problem(413, new AppError('TOO_LARGE', 'The body is larger than 64 MB; send it in parts.'))
      : await serveControl(sandbox, { method: request.method ?? 'GET', path, query: url.searchParams, body });
  const type = reply.status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(reply.status, { 'content-type': `${type}; charset=utf-8` });
  response.end(JSON.stringify(reply.document));
}

/** Messages are worked on one after the other, in the order in which they are complete. */
function createWireDoor(sandbox: Sandbox): (url: URL, exchange: Exchange) => Promise<void> {
  const { dice, log } = sandbox;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  let underWay = 0;
  return async (url, { request, response }) => {
    const at_once = (underWay += 1);
    let open = true;
    const leave = (): void => {
      if (open) underWay -= 1;
      open = false;
    };
    // Whoever has the answer may send the next one at once.
    response.once('finish', leave).once('close', leave);
    const body = await readBody(request, MOST_WIRE_BYTES);
    const at = new Date().toISOString();
    const { latency_ms } = dice.settings;
    // Unreferenced: an answer that is still awaited does not hold up the end of the sandbox.
    if (latency_ms > 0) await new Promise((resolve) => setTimeout(resolve, latency_ms).unref());
    const { reply, faults } = await inTurn(() => answer(sandbox, url, { request, body }));
    const dropped = faults.includes('drop_answer');
    log.add({
      at,
      method: request.method ?? 'GET',
      path: url.pathname + url.search,
      message: reply.message,
      hotel_code: reply.hotel_code,
      body: body?.toString('utf8') ?? '',
      status: dropped ? null : reply.status,
      faults: latency_ms > 0 ? ['latency_ms', ...faults] : faults,
      silent: reply.silent ?? [],
      at_once,
    });
    if (dropped) {
      response.destroy();
      return;
    }
    response.writeHead(reply.status, { 'content-type': reply.contentType, ...reply.headers });
    response.end(reply.body);
  };
}

async function answer(
  sandbox: Sandbox,
  url: URL,
  { request, body }: { readonly request: IncomingMessage; readonly body: Buffer | null },
): Promise<{ readonly reply: WireReply; readonly faults: readonly string[] }> {
  const { dice } = sandbox;
  if (body === null)
    return { reply: plainReply(413, 'The message is larger than this partner takes.'), faults: [] };
  if (dice.strikes('error_rate')) {
    const { status } = dice.settings;
    const headers = status === 429 || status === 503 ? { 'retry-after': '1' } : {};
    return {
      reply: { ...plainReply(status, `HTTP ${status}, as asked for`), headers },
      faults: ['error_rate'],
    };
  }
  const { method = 'GET', headers } = request;
  const reply = await sandbox
    .serve({ method, path: url.pathname, query: url.searchParams, headers, body })
    .catch((error: unknown) =>
      plainReply(500, error instanceof Error ? error.message : 'The sandbox failed.'),
    );
  const silent = (reply.silent ?? []).map(({ fault }) => fault);
  const said = reply.partial === true ? ['partial'] : [];
  return { reply, faults: [...said, ...silent, ...(dice.strikes('drop_answer') ? ['drop_answer'] : [])] };
}

function plainReply(status: number, text: string): WireReply {
  return { status, contentType: 'text/plain; charset=utf-8', body: text, message: null, hotel_code: null };
}

/** Null where it is larger; the rest is read over, so that the answer is heard. */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > most ? null : Buffer.concat(chunks);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${cause.code ?? cause.message})`;
      reject(
        new AppError(
          'UNAVAILABLE',
          `Port ${port} on ${host} ${why}; choose another one, or 0 for a free one.`,
          {
            cause,
            next: 'bellhop sandbox start --help',
          },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
