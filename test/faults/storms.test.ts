import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { anApp, type TestApp, type TestAppOptions } from '../builders/an-app.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { createTestRedis, startPrivateRedis } from '../harness/redis.js';
import { History } from '../history/recorder.js';
import { faultyWay, type FaultyWay } from './faulty-ways.js';
import { countAnswers, FIRST, judge, loadStock, storm } from './storm.js';

/*
 * Many guests at once who hold, pay, confirm, change and cancel overlapping stays of one room type, while something
 * breaks. Whatever each of them was told must be true when all is done.
 */

const MANY = 200;
const SOME = 96;
const STOCK = 6;

let db: TestDatabase;
const open: { close(): unknown }[] = [];

beforeEach(async () => {
  db = await createTestDatabase();
});

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await db.drop();
});

async function started(options: TestAppOptions = {}): Promise<TestApp> {
  const t = await anApp({ db, ...options });
  open.push(t);
  return t;
}

/** Repeats something as long as the storm goes on. */
async function during<T>(running: Promise<T>, fault: (round: number) => Promise<unknown>): Promise<T> {
  const state = { over: false };
  const faults = (async () => {
    for (let round = 0; !state.over; round += 1) await fault(round);
  })();
  try {
    return await running;
  } finally {
    state.over = true;
    await faults;
  }
}

async function weather(apps: readonly TestApp[], history: History, clients = SOME) {
  const answers = await storm(apps, history, clients);
  const counts = countAnswers(answers);
  // A storm in which nothing happened proves nothing.
  expect(counts['book ok']).toBeGreaterThan(STOCK);
  expect(counts['book SOLD_OUT']).toBeGreaterThan(0);
  expect(counts['confirm ok']).toBeGreaterThan(0);
  return counts;
}

describe('a storm of holds, payments, changes and cancellations leaves a clean history', () => {
  test('in good weather, with the Redis lock', async () => {
    const t = await started({ redisUrl: (await createTestRedis()).url });
    const history = new History('good');
    await loadStock(t, history, STOCK);

    const counts = await weather([t], history, MANY);

    expect(await judge(t, history)).toEqual([]);
    expect(counts['cancel ok']).toBeGreaterThan(0);
    // Whether a stay can move depends on what the others were faster to take.
    expect((counts['modify ok'] ?? 0) + (counts['modify SOLD_OUT'] ?? 0)).toBeGreaterThan(0);
    expect(
      (counts['book PAYMENT_DECLINED'] ?? 0) + (counts['confirm PAYMENT_DECLINED'] ?? 0),
    ).toBeGreaterThan(0);
    expect(counts['book pending']).toBeGreaterThan(0);
  });

  test('over three applications without any lock', async () => {
    const env = { BELLHOP_ROOM_LOCK: 'off' };
    const [one, two, three] = [await started({ env }), await started({ env }), await started({ env })];
    const history = new History('no-lock');
    await loadStock(one, history, STOCK);

    await weather([one, two, three], history);

    expect(await judge(one, history)).toEqual([]);
  });

  test('over two applications whose Redis is emptied again and again', async () => {
    const redis = await createTestRedis();
    const [one, two] = [await started({ redisUrl: redis.url }), await started({ redisUrl: redis.url })];
    const history = new History('flushed');
    await loadStock(one, history, STOCK);

    await during(weather([one, two], history), async () => {
      await redis.flush();
      await sleep(20);
    });

    expect(await judge(one, history)).toEqual([]);
  });

  test('over two applications whose Redis is killed', async () => {
    const redis: PrivateServer = await startPrivateRedis();
    open.push({ close: () => redis.stop() });
    const [one, two] = [await started({ redisUrl: redis.url }), await started({ redisUrl: redis.url })];
    const history = new History('killed');
    await loadStock(one, history, STOCK);

    const running = weather([one, two], history);
    await sleep(100);
    process.kill(redis.pid, 'SIGKILL');
    await running;

    expect(await judge(one, history)).toEqual([]);
  });

  test('over two applications with a Redis that is slow', async () => {
    const redis = await createTestRedis();
    const way = await slow(new URL(redis.url));
    const env = { BELLHOP_ROOM_LOCK_TTL_MS: '60' };
    const [one, two] = [await started({ redisUrl: way.url, env }), await started({ redisUrl: way.url, env })];
    const history = new History('slow');
    await loadStock(one, history, STOCK);

    await weather([one, two], history);

    expect(way.faults).toBeGreaterThan(0);
    expect(await judge(one, history)).toEqual([]);
  });

  test('with connections to the database that break after COMMIT was sent', async () => {
    let commits = 0;
    const way = await faultyWay(new URL(db.url), {
      breaks: (packet) => packet.includes('COMMIT') && (commits += 1) % 9 === 0,
    });
    open.push(way);
    const steady = await started();
    const history = new History('commit');
    await loadStock(steady, history, STOCK);
    const [one, two] = [
      await started({ db: { ...db, url: way.url } }),
      await started({ db: { ...db, url: way.url } }),
    ];

    await weather([one, two], history);

    expect(way.faults).toBeGreaterThan(3);
    expect(await judge(steady, history)).toEqual([]);
  });

  test('amid deadlocks and lock waits', async () => {
    const env = { BELLHOP_ROOM_LOCK: 'off' };
    const [one, two] = [await started({ env }), await started({ env })];
    const history = new History('deadlocks');
    await loadStock(one, history, STOCK);
    await db.database.run('CREATE TABLE ballast (x INT) ENGINE = InnoDB');
    const before = await countDeadlocks();

    await during(weather([one, two], history), (round) => crossLocks(one, round));

    expect(await countDeadlocks()).toBeGreaterThan(before);
    expect(await judge(one, history)).toEqual([]);
  });

  test('over two applications whose clocks are an hour apart', async () => {
    const hour = 3_600_000;
    const [one, two] = [
      await started(),
      await started({ clock: { now: () => new Date(Date.now() + hour) } }),
    ];
    const history = new History('clocks');
    await loadStock(one, history, STOCK);

    const answers = await storm([one, two], history, SOME);

    // What one holds is over for the other at once.
    expect(countAnswers(answers)['confirm HOLD_EXPIRED']).toBeGreaterThan(0);
    expect(await judge(one, history, { skewMs: Infinity })).toEqual([]);
  });
});

async function slow(target: URL): Promise<FaultyWay> {
  let turn = 0;
  const way = await faultyWay(target, { delayMs: () => ((turn += 1) % 4) * 15 });
  open.push(way);
  return way;
}

/**
 * Locks nights against the order in which everybody else does, after much work of its own: of two that meet, the server
 * ends the one that has done less, or lets it wait.
 */
async function crossLocks(t: TestApp, round: number): Promise<void> {
  const lock = 'SELECT date FROM room_inventory WHERE date = ? FOR UPDATE';
  const first = FIRST + 1 + (round % 8);
  await t.db.database.inTransaction(async (tx) => {
    await tx.run('INSERT INTO ballast (x) VALUES ?', [Array.from({ length: 200 }, (_, x) => [x])]);
    await tx.rows(lock, [t.day(first + 1)]);
    await sleep(20);
    await tx.rows(lock, [t.day(first)]);
  });
}

async function countDeadlocks(): Promise<number> {
  const [row] = await db.database.rows<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'");
  return Number(row?.Value ?? 0);
}
