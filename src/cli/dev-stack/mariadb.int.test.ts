import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mariaDbFiles, startMariaDb } from './mariadb.js';
import { freePort } from './ports.js';
import type { PrivateServer } from './private-server.js';
import { processIdentity } from './process-identity.js';

let directory: string;
const running: PrivateServer[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-mariadb-'));
  chmodSync(directory, 0o711);
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function start(options: { directory?: string; port?: number } = {}): Promise<PrivateServer> {
  const server = await startMariaDb({ directory, durable: false, ...options });
  running.push(server);
  return server;
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const connection = await mysql.createConnection({ uri: url });
  try {
    const [rows] = await connection.query(sql);
    return rows as T[];
  } finally {
    await connection.end();
  }
}

describe('a private MariaDB', () => {
  test('keeps its data over a stop and a start, at the same address', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (id INT PRIMARY KEY)');
    await query(first.url, 'INSERT INTO kept VALUES (7)');
    await first.stop();
    expect(processIdentity(first.pid)).toBeUndefined();
    expect(existsSync(mariaDbFiles(directory).pid)).toBe(false);

    const second = await start();

    expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  test('stops on SIGTERM by itself', async () => {
    const server = await start();

    process.kill(server.pid, 'SIGTERM');
    await server.ended;

    expect(readFileSync(server.logFile, 'utf8')).toContain('Shutdown complete');
  });

  test('recovers after SIGKILL with what was committed, at the same address', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (id INT PRIMARY KEY)');
    await query(first.url, 'INSERT INTO kept VALUES (8)');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;

    const second = await start();

    expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 8 }]);
    expect(second.url).toBe(first.url);
  });

  test('ends the server that a killed run left behind on the same data', async () => {
    const leftOver = await start();

    const next = await start();

    expect(processIdentity(leftOver.pid)).toBeUndefined();
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await leftOver.stop();
    expect(processIdentity(next.pid)).toBeDefined();
  });

  test('starts and works beside others that start at the same time', async () => {
    const names = ['one', 'two', 'three', 'four'];

    const servers = await Promise.all(names.map((name) => start({ directory: join(directory, name) })));

    const answers = await Promise.all(servers.map((server) => query(server.url, 'SELECT 1 AS one')));
    expect(answers).toEqual(names.map(() => [{ one: 1 }]));
  });

  test('says which port is taken and starts nothing', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));

    await expect(start({ port })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `Port ${port} on 127.0.0.1 is already taken by another process; choose another.`,
    });

    expect(existsSync(mariaDbFiles(directory).pid)).toBe(false);
    other.close();
  });

  test('shows the end of its log when it cannot start, and leaves nothing running', async () => {
    const files = mariaDbFiles(directory);
    await (await start()).stop();
    for (const name of ['ibdata1', 'ib_logfile0']) writeFileSync(join(files.data, name), 'not a tablespace');

    await expect(start()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/MariaDB did not start: it ended with[\s\S]*\[ERROR\]/) as string,
    });

    expect(existsSync(files.pid)).toBe(false);
  });

  test('lets nobody in without the password', async () => {
    const server = await start();
    const url = new URL(server.url);

    for (const user of ['root', 'bellhop', '']) {
      const login = mysql.createConnection({ host: '127.0.0.1', port: Number(url.port), user });
      await expect(login).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
      const local = mysql.createConnection({
        socketPath: join(mariaDbFiles(directory).data, 'mysqld.sock'),
        user,
      });
      await expect(local).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
    }
  });

  test('starts below a very long path', async () => {
    const deep = join(directory, 'x'.repeat(100), 'y'.repeat(60));

    const server = await start({ directory: deep });

    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('starts below a directory that is closed to others, also after it was open', async () => {
    await (await start()).stop();
    chmodSync(directory, 0o700);
    await (await start()).stop();
    chmodSync(directory, 0o711);

    const server = await start();

    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('has no rights of root, even when started by root', async () => {
    const server = await start();

    const uid = Number(execFileSync('ps', ['-o', 'uid=', '-p', String(server.pid)], { encoding: 'utf8' }));

    const own = process.getuid?.() ?? 0;
    if (own === 0) expect(uid).toBeGreaterThan(0);
    else expect(uid).toBe(own);
  });

  test('begins again when an initialisation was broken off', async () => {
    const files = mariaDbFiles(directory);
    mkdirSync(`${files.data}.new/mysql`, { recursive: true });
    mkdirSync(files.data);

    const server = await start();

    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
