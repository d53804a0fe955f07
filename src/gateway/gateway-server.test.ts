import { once } from 'node:events';
import { Agent, request as httpRequest, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { talk } from '../../test/gateway/serve.js';
import { GatewayServer } from './gateway-server.js';

const servers: GatewayServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(0);
});

async function start(
  handle: RequestListener,
  timeouts?: ConstructorParameters<typeof GatewayServer>[1],
): Promise<{ server: GatewayServer; port: number }> {
  const server = new GatewayServer(handle, timeouts);
  servers.push(server);
  return { server, port: await server.listen('127.0.0.1', 0) };
}

/** A connection that has had one answer and waits. */
async function idleConnection(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

const answerOk: RequestListener = (_request, response) => response.end('ok');

describe('GatewayServer.stop', () => {
  it('waits for the answer of a request under way and closes its connection', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { server, port } = await start((_request, response) => void held.then(() => response.end('done')));
    const answer = talk(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', { ms: 5_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));

    const stopped = server.stop(5_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    release();

    expect(await answer).toMatch(/HTTP\/1\.1 200 OK[\s\S]*Connection: close[\s\S]*done$/);
    await stopped;
  });

  it('still answers a request that comes on an open connection at that moment, then closes it', async () => {
    const { server, port } = await start(answerOk);
    const socket = await idleConnection(port);

    const stopped = server.stop(5_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];

    expect(chunk.toString()).toContain('Connection: close');
    await once(socket, 'close');
    await stopped;
  });

  it('waits for a request that has only begun to arrive', async () => {
    const { server, port } = await start(answerOk);
    const socket = await idleConnection(port);
    socket.write('GET / HTTP/1.1\r\nHo');
    await new Promise((resolve) => setTimeout(resolve, 50));

    const stopped = server.stop(5_000);
    await new Promise((resolve) => setTimeout(resolve, 700));
    socket.write('st: x\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];

    expect(chunk.toString()).toContain('HTTP/1.1 200');
    await stopped;
  });

  it('accepts nothing new', async () => {
    const { server, port } = await start(answerOk);
    const stopped = server.stop(5_000);

    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    await stopped;
  });

  it('does not wait for connections that only linger, used or not', async () => {
    const { server, port } = await start(answerOk);
    const used = await idleConnection(port);
    const unused = connect(port, '127.0.0.1');
    await once(unused, 'connect');
    const closed = Promise.all([once(used, 'close'), once(unused, 'close')]);

    const started = Date.now();
    await server.stop(8_000);
    await closed;

    expect(Date.now() - started).toBeLessThan(2_000);
  });

  it('cuts off what takes longer than its grace', async () => {
    const { server, port } = await start(() => undefined);
    const answer = talk(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', { ms: 5_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));

    const started = Date.now();
    await server.stop(400);

    expect(Date.now() - started).toBeLessThan(1_500);
    expect(await answer).toBe('');
  });

  it('loses no answer of busy keep-alive clients', async () => {
    const { server, port } = await start(
      (_request, response) => void setTimeout(() => response.end('ok'), 5),
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const outcomes = { answered: 0, refused: 0, lost: 0 };
    let over = false;
    const clients = Array.from({ length: 16 }, async () => {
      while (!over) {
        const outcome = await get(agent, port);
        outcomes[outcome] += 1;
        if (outcome !== 'answered') return;
      }
    });
    // Not a time: on a loaded machine too little would have been answered for the clients to be busy.
    while (outcomes.answered <= 100) await new Promise((resolve) => setTimeout(resolve, 10));

    await server.stop(8_000);
    over = true;
    await Promise.all(clients);
    agent.destroy();

    expect(outcomes.lost).toBe(0);
  });
});

/** `lost`: the connection broke after the request had gone out on it. */
function get(agent: Agent, port: number): Promise<'answered' | 'refused' | 'lost'> {
  return new Promise((resolve) => {
    const request = httpRequest({ port, host: '127.0.0.1', agent }, (response) => {
      response.resume();
      response.once('end', () => resolve('answered'));
      response.once('error', () => resolve('lost'));
    });
    request.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'lost'),
    );
    request.end();
  });
}

describe('GatewayServer', () => {
  it('says which port is taken', async () => {
    const { port } = await start(answerOk);

    await expect(new GatewayServer(answerOk).listen('127.0.0.1', port)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `Port ${port} on 127.0.0.1 is taken; choose another with BELLHOP_PORT.`,
    });
  });

  it('answers what is not HTTP, and headers that never end, without a route', async () => {
    const { port } = await start(answerOk);

    expect(await talk(port, 'hello\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 Bad Request[\s\S]*application\/problem\+json/,
    );
    expect(await talk(port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).toContain(
      'HTTP/1.1 431',
    );
  });

  it('answers a body whose client said good-bye too early', async () => {
    const { port } = await start((request, response) => {
      request.on('end', () => response.end('complete'));
      request.resume();
    });

    const answer = await talk(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', {
      end: true,
    });

    expect(answer).toContain('HTTP/1.1 400');
    expect(answer).not.toContain('complete');
  });

  it('cuts off clients that never finish their headers, or their body', async () => {
    const timeouts = { headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 };
    const { port } = await start((request, response) => {
      request.on('end', () => response.end('complete'));
      request.on('error', () => undefined);
      request.resume();
    }, timeouts);

    const headers = talk(port, 'GET / HTTP/1.1\r\nHost: x\r\n', { ms: 5_000 });
    const body = talk(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', { ms: 5_000 });

    expect(await headers).toContain('HTTP/1.1 408');
    expect(await body).toContain('HTTP/1.1 408');
    expect(await body).not.toContain('complete');
  });
});
