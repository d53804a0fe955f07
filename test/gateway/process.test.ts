import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { aGateway, type TestGateway } from './a-gateway.js';

interface GatewayProcess {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  output(): string;
  errors(): string;
  /** The port, as soon as it serves. */
  ready(): Promise<number>;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** bin/gateway.js as an operator starts it, with this environment and nothing else of ours. */
function start(env: Record<string, string>, args: readonly string[] = []): GatewayProcess {
  const child = spawn(process.execPath, [resolve('bin/gateway.js'), ...args], {
    env: { PATH: process.env.PATH ?? '', BELLHOP_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    exit,
    output: () => output,
    errors: () => errors,
    ready: () =>
      expect
        .poll(() => /"event":"gateway.ready".*?"port":(\d+)/.exec(output)?.[1], { timeout: 20_000 })
        .not.toBeUndefined()
        .then(() => Number(/"event":"gateway.ready".*?"port":(\d+)/.exec(output)?.[1])),
  };
}

const stores = (db: Pick<TestDatabase, 'url'>) => ({
  BELLHOP_MYSQL_URL: db.url,
  BELLHOP_REDIS_URL: inject('redisUrl'),
});

describe('what is asked with arguments', () => {
  it('help goes to standard output and needs no setting, a wrong argument exits 2', async () => {
    const help = start({}, ['--help']);
    const wrong = start({}, ['--port=4200']);

    expect([await help.exit, await wrong.exit]).toEqual([0, 2]);
    expect(help.output()).toContain('BELLHOP_MYSQL_URL (must be set)');
    expect(wrong.errors()).toContain('unknown argument "--port=4200"');
    expect([help.errors(), wrong.output()]).toEqual(['', '']);
  });
});

describe('a gateway that cannot start', () => {
  it('names every setting that is wrong, a wrong role but no secret, and exits 2', async () => {
    const gateway = start({
      BELLHOP_MYSQL_URL: 'postgres://user:secret-canary@host/x',
      BELLHOP_ROLES: 'api,cook',
    });

    expect(await gateway.exit).toBe(2);
    for (const name of ['BELLHOP_MYSQL_URL', 'BELLHOP_REDIS_URL', 'BELLHOP_ROLES: "cook" is no role'])
      expect(gateway.errors()).toContain(name);
    expect(gateway.errors() + gateway.output()).not.toContain('secret-canary');
  });

  it('asks for the migrations that its database lacks, and exits 1', async () => {
    const db = await createTestDatabase({ migrated: false });
    const gateway = start(stores(db));

    expect(await gateway.exit).toBe(1);
    expect(gateway.errors()).toMatch(
      /^bellhop gateway: The database lacks \d+ migration\(s\): .*\nnext: bellhop db migrate\n$/,
    );
    expect(gateway.output()).toContain('"code":"MIGRATIONS_PENDING"');
    expect(gateway.output()).not.toContain('frames');
    await db.drop();
  });

  it('says that its database cannot be reached, and exits 1', async () => {
    const gateway = start({
      BELLHOP_MYSQL_URL: 'mysql://u:secret-canary@127.0.0.1:1/x',
      BELLHOP_REDIS_URL: inject('redisUrl'),
    });

    expect(await gateway.exit).toBe(1);
    expect(gateway.errors()).toContain('database cannot be reached');
    expect(gateway.errors() + gateway.output()).not.toContain('secret-canary');
  });

  it('says that its port is taken, and exits 1', async () => {
    const db = await createTestDatabase();
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const gateway = start({ ...stores(db), BELLHOP_PORT: String(port) });

    expect(await gateway.exit).toBe(1);
    expect(gateway.errors()).toContain(`Port ${port} on 127.0.0.1 is taken`);
    holder.close();
    await db.drop();
  });
});

describe('a gateway that is asked to stop', () => {
  let system: TestGateway;
  beforeAll(async () => {
    system = await aGateway();
    await system.load(9_000);
  });
  afterAll(() => system.close());

  it('loses no answer under load, exits 0 and leaves every booking that it confirmed', async () => {
    const gateway = start(stores(system.db));
    const port = await gateway.ready();
    const clients = startClients(port, 24);
    await expect.poll(() => clients.counts.confirmed, { timeout: 20_000 }).toBeGreaterThan(100);

    gateway.child.kill('SIGTERM');
    const started = Date.now();
    expect(await gateway.exit).toBe(0);
    await clients.over;

    expect(Date.now() - started).toBeLessThan(9_000);
    expect(clients.counts).toMatchObject({ other: 0, lost: 0 });
    expect(clients.counts.refused).toBe(24);
    const [row] = await system.db.database.rows<{ bookings: number | string }>(
      "SELECT COUNT(*) AS bookings FROM bookings WHERE status = 'CONFIRMED'",
    );
    expect(Number(row?.bookings)).toBe(clients.counts.confirmed);
    expect(gateway.output()).toContain('"event":"gateway.stopped"');
    expect(gateway.output()).not.toMatch(/"level":"(error|fatal)"/);
  });

  it('exits at once when asked twice, though a request is still under way', async () => {
    const gateway = start(stores(system.db));
    const port = await gateway.ready();
    const stalled = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/pms/ota',
      headers: { 'content-type': 'text/xml', 'content-length': '1000' },
    });
    stalled.on('error', () => undefined);
    stalled.write('<');
    await new Promise((done) => setTimeout(done, 200));

    gateway.child.kill('SIGTERM');
    await expect.poll(() => gateway.output()).toContain('"event":"gateway.stopping"');
    const started = Date.now();
    gateway.child.kill('SIGINT');

    expect(await gateway.exit).toBe(1);
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  it('stops within ten seconds though a client stalls its body', async () => {
    const gateway = start(stores(system.db));
    const port = await gateway.ready();
    const stalled = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/pms/ota',
      headers: { 'content-type': 'text/xml', 'content-length': '1000' },
    });
    stalled.on('error', () => undefined);
    stalled.write('<');
    await new Promise((done) => setTimeout(done, 200));

    const started = Date.now();
    gateway.child.kill('SIGTERM');

    expect(await gateway.exit).toBe(0);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('does only what its roles say', async () => {
    const gateway = start({ ...stores(system.db), BELLHOP_ROLES: 'relay,scheduler' });
    await expect.poll(() => gateway.output(), { timeout: 20_000 }).toContain('"event":"gateway.ready"');

    expect(gateway.output()).not.toMatch(/"event":"gateway.ready".*"port"/);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exit).toBe(0);
  });

  function startClients(port: number, count: number) {
    const agent = new Agent({ keepAlive: true, maxSockets: count });
    const counts = { confirmed: 0, other: 0, refused: 0, lost: 0 };
    const clients = Array.from({ length: count }, async (_, client) => {
      for (let turn = 0; ; turn += 1) {
        const outcome = await bookOnce(agent, port, {
          key: `${client}-${turn}`,
          night: 1 + ((client + turn) % 50),
        });
        counts[outcome] += 1;
        if (outcome === 'refused' || outcome === 'lost') return;
      }
    });
    return { counts, over: Promise.all(clients).finally(() => agent.destroy()) };
  }

  /** `lost`: the request had gone out when its connection broke, so nobody knows what became of it. */
  function bookOnce(
    agent: Agent,
    port: number,
    { key, night }: { key: string; night: number },
  ): Promise<'confirmed' | 'other' | 'refused' | 'lost'> {
    const body = JSON.stringify({
      hotel_id: 'HV01',
      checkin_date: system.day(night),
      checkout_date: system.day(night + 1),
      guests: 2,
      room_code: 'DBL',
    });
    return new Promise((done) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'idempotency-key': key,
        authorization: `Bearer ${system.keys['ota-1']}`,
      };
      const call = httpRequest(
        { port, host: '127.0.0.1', method: 'POST', path: '/api/bookings/create', agent, headers },
        (response) => {
          response.resume();
          response.once('end', () => done(response.statusCode === 201 ? 'confirmed' : 'other'));
          response.once('error', () => done('lost'));
        },
      );
      call.once('error', (error: NodeJS.ErrnoException) =>
        done(error.code === 'ECONNREFUSED' ? 'refused' : 'lost'),
      );
      call.end(body);
    });
  }
});
