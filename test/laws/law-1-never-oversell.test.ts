import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, type TestApp, type TestAppOptions } from '../builders/an-app.js';
import { createTestRedis, startPrivateRedis } from '../harness/redis.js';
import { anAppClient, confirmedBookings, wronglyRefused } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';
import type { Operation } from '../history/history.js';
import { loadPrices } from '../builders/prices.js';
import { whileLocked } from './row-locks.js';

const CLIENTS = 200;
const STOCK = 5;
/** Offset from today of the night that every stay of a storm wants. */
const HOT = 27;

const open: TestApp[] = [];
let redis: PrivateServer | null = null;

afterEach(async () => {
  for (const t of open.splice(0).reverse()) await t.close();
  await redis?.stop();
  redis = null;
});

async function started(options: TestAppOptions = {}): Promise<TestApp> {
  const t = await anApp(options);
  open.push(t);
  return t;
}

/** 200 clients at once, spread over the applications, each with another stay over the same night. */
async function storm(apps: readonly TestApp[], history: History): Promise<Operation[]> {
  const clients = await Promise.all(apps.map((t) => anAppClient(t, history)));
  const [first] = apps;
  if (first === undefined) throw new Error('no application');
  return Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => {
      const client = clients[i % clients.length];
      if (client === undefined) throw new Error('no client');
      const check_in = first.day(HOT - (i % 7));
      const check_out = first.day(HOT + 1 + (i % 5));
      return client.bookUntilAnswered({ check_in, check_out, key: `storm-${i}` });
    }),
  );
}

async function load(t: TestApp, history: History, rooms: number): Promise<void> {
  const client = await anAppClient(t, history);
  await loadPrices(t, HOT - 7, HOT + 7);
  await client.push(rooms, t.day(HOT - 7), t.day(HOT + 7));
}

/** The stock of the hot night is sold, no more and no less, and nothing else went wrong either. */
async function expectExactlyTheStock(
  t: TestApp,
  history: History,
  answers: readonly Operation[],
): Promise<void> {
  expect(confirmedBookings(answers)).toHaveLength(STOCK);
  const codes = answers.map(({ answer }) => (answer.kind === 'refused' ? answer.code : answer.kind));
  expect(codes.filter((code) => code === 'SOLD_OUT')).toHaveLength(CLIENTS - STOCK);
  expect(await t.night(t.day(HOT))).toMatchObject({
    available_rooms: 0,
    unacked_rooms: STOCK,
    pms_rooms: STOCK,
  });
  await t.app.relay.drain();
  expect(checkHistory(history.operations, await dumpSystem(t.db.database))).toEqual([]);
}

async function lockOutcomes(t: TestApp): Promise<Record<string, number>> {
  const { values } = await t.app.metrics.lockAttempts.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['outcome']), value]));
}

describe('200 clients want the last 5 rooms of a night', () => {
  test('with the Redis lock', async () => {
    const t = await started({ redisUrl: (await createTestRedis()).url });
    const history = new History('lock-on');
    await load(t, history, STOCK);

    const answers = await storm([t], history);

    await expectExactlyTheStock(t, history, answers);
    expect((await lockOutcomes(t))['acquired']).toBeGreaterThan(0);
  });

  test('with the lock replaced by nothing', async () => {
    const t = await started({ env: { BELLHOP_ROOM_LOCK: 'off' } });
    const history = new History('lock-off');
    await load(t, history, STOCK);

    const answers = await storm([t], history);

    await expectExactlyTheStock(t, history, answers);
    expect(await lockOutcomes(t)).toEqual({});
  });

  test('with a lock that expires while its transaction still runs', async () => {
    const env = { BELLHOP_ROOM_LOCK_TTL_MS: '50', BELLHOP_ROOM_LOCK_WAIT_MS: '10000' };
    const { url: redisUrl } = await createTestRedis();
    const t = await started({ redisUrl, env });
    // Within one process they queue: only an expired lock lets a second one at the night.
    const apps = [t, await started({ redisUrl, env, db: t.db }), await started({ redisUrl, env, db: t.db })];
    const history = new History('lock-expired');
    await load(t, history, STOCK);

    const answers = await whileLocked(t, t.day(HOT), async (held) => {
      const running = storm(apps, history);
      await held.waiters(3);
      return running;
    });

    await expectExactlyTheStock(t, history, answers);
    const outcomes = await Promise.all(apps.map(lockOutcomes));
    expect(outcomes.reduce((sum, outcome) => sum + (outcome['expired'] ?? 0), 0)).toBeGreaterThan(0);
  });

  test('with Redis killed in the middle', async () => {
    const own = await startPrivateRedis();
    redis = own;
    const t = await started({ redisUrl: own.url });
    const history = new History('redis-killed');
    await load(t, history, STOCK);

    const answers = await whileLocked(t, t.day(HOT), async (held) => {
      const running = storm([t], history);
      await held.waiters(1);
      process.kill(own.pid, 'SIGKILL');
      await own.ended;
      return running;
    });

    await expectExactlyTheStock(t, history, answers);
    expect((await lockOutcomes(t))['redis_down']).toBeGreaterThan(0);
    expect((await t.app.health()).status).toBe('degraded');
  });

  test('over two applications that share MySQL but no Redis, both relaying events', async () => {
    const one = await started({ redisUrl: (await createTestRedis()).url });
    const other = await started({ db: one.db, redisUrl: (await createTestRedis()).url });
    const history = new History('two-apps');
    await load(one, history, STOCK);
    one.app.relay.start();
    other.app.relay.start();

    const answers = await storm([one, other], history);

    await expectExactlyTheStock(one, history, answers);
  });
});

test('overlapping stays of any shape sell every room that can be sold, and none twice', async () => {
  const t = await started({ redisUrl: (await createTestRedis()).url });
  const history = new History('any-shape');
  const client = await anAppClient(t, history);
  await load(t, history, STOCK);

  const answers = await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => {
      // A fixed scatter: arrivals over 14 nights, stays of 1 to 4 nights, 1 or 2 rooms.
      const check_in = t.day(HOT - 7 + ((i * 7) % 11));
      const stay = { check_in, check_out: addDays(check_in, 1 + ((i * 5) % 4)), rooms: 1 + (i % 2) };
      return client.bookUntilAnswered({ ...stay, key: `shape-${i}` });
    }),
  );

  const dumps = await dumpSystem(t.db.database);
  const available = new Map(dumps.room_inventory.map((row) => [row.date, row.available_rooms]));
  expect(wronglyRefused(answers, available)).toEqual([]);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
});

test('a Redis that hangs holds up a booking for a moment and decides nothing', async () => {
  const own = await startPrivateRedis();
  redis = own;
  const t = await started({ redisUrl: own.url });
  const history = new History('redis-hangs');
  await load(t, history, 1);
  const client = await anAppClient(t, history);
  const stay = { check_in: t.day(HOT), check_out: t.day(HOT + 1) };
  process.kill(own.pid, 'SIGSTOP');

  const answers = await Promise.all(['a', 'b', 'c'].map((key) => client.bookUntilAnswered({ ...stay, key })));

  process.kill(own.pid, 'SIGCONT');
  await sleep(50);
  expect(confirmedBookings(answers)).toHaveLength(1);
  expect(checkHistory(history.operations, await dumpSystem(t.db.database))).toEqual([]);
});

test('a booking that quoted a free night loses to one that committed first, and leaves nothing behind', async () => {
  const t = await started({ env: { BELLHOP_ROOM_LOCK: 'off' } });
  const history = new History('late');
  await load(t, history, 1);
  const client = await anAppClient(t, history);
  const stay = { check_in: t.day(HOT - 1), check_out: t.day(HOT + 2) };

  const late = await whileLocked(t, t.day(HOT), async (held) => {
    const running = client.book({ ...stay, key: 'late' });
    await held.waiters(1);
    await held.run('UPDATE room_inventory SET closed = 1 WHERE date = ?', [t.day(HOT)]);
    return running;
  });

  expect(late.answer).toMatchObject({ kind: 'refused', code: 'SOLD_OUT' });
  const nights = await Promise.all([-1, 0, 1].map((offset) => t.night(t.day(HOT + offset))));
  expect(nights.map((night) => [night.available_rooms, night.unacked_rooms])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  const left = await t.db.database.rows(
    'SELECT booking_id FROM bookings UNION SELECT booking_id FROM booking_room_nights',
  );
  expect(left).toEqual([]);
});
