import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { roomIdOf } from '../builders/room-id.js';
import { anAppClient, confirmedBookings } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';
import { anHttpClient } from './http-client.js';
import { roleProcesses, type RoleProcess, type RoleProcesses } from './role-processes.js';

const WORKERS = ['relay', 'projector', 'scheduler'] as const;
const HISTORY = new History('roles');
/** A leader that says nothing for ten seconds has lost its lead; then somebody else must ask for it. */
const PAST_THE_LEASE_MS = 13_000;

let t: TestApp;
let processes: RoleProcesses;
let apis: RoleProcess[];
let workers: RoleProcess[];
let room_id: string;
let otaKey: string;
let turn = 0;

beforeAll(async () => {
  t = await anApp();
  await loadPrices(t, 20, 30);
  ({ key: otaKey } = await t.app.keys.create(t.ota.code, { mode: 'test' }));
  await (await anAppClient(t, HISTORY)).push(500, t.day(20), t.day(30));
  room_id = await roomIdOf(t.db.database, { hotelCode: 'HV01', room: 'DBL' });
  processes = roleProcesses(t.db.url);
  const start = (roles: string) => Promise.all([processes.start(roles), processes.start(roles)]);
  apis = await start('api');
  workers = (await Promise.all(WORKERS.map(start))).flat();
});

afterAll(async () => {
  await processes.close();
  await t.close();
});

function book(count: number) {
  const { partner_id } = t.ota;
  const gateways = apis.map((api) => api.url);
  const client = anHttpClient({ gateways, otaKey, partner_id, room_id, history: HISTORY });
  return Promise.all(
    Array.from({ length: count }, async () => {
      const number = (turn += 1);
      const stay = { check_in: t.day(20 + (number % 5)), check_out: t.day(26), key: `roles-${number}` };
      return client.book(stay, number);
    }),
  );
}

/** Every event is in the log and every consumer has worked on all of them. */
async function untilDrained(): Promise<void> {
  const outbox = async () => (await t.db.database.rows('SELECT outbox_id FROM outbox LIMIT 1')).length;
  await expect.poll(outbox, { timeout: 30_000 }).toBe(0);
  const lag = async () => {
    const lags = [...t.app.consumers.values()].map((consumer) => t.app.bus.lag(consumer));
    return (await Promise.all(lags)).reduce((sum, { waiting }) => sum + waiting, 0);
  };
  await expect.poll(lag, { timeout: 30_000 }).toBe(0);
}

async function expectAllTold(): Promise<void> {
  await untilDrained();
  const dumps = await dumpSystem(t.db.database);
  expect(dumps.bookings.map((row) => row.booking_id).sort()).toEqual(
    confirmedBookings(HISTORY.operations).sort(),
  );
  expect(checkHistory(HISTORY.operations, dumps)).toEqual([]);
}

const alive = (role: string) => workers.filter((worker) => worker.roles === role);
const leads = (worker: RoleProcess) =>
  worker.lines().filter(({ event }) => event === `${worker.roles}.leading`).length;

/** The process of this role that took the lead last. */
function leaderOf(role: 'relay' | 'scheduler'): RoleProcess {
  const since = (worker: RoleProcess) =>
    Number(worker.lines().findLast(({ event }) => event === `${role}.leading`)?.time ?? 0);
  const [leader] = alive(role).sort((a, b) => since(b) - since(a));
  if (leader === undefined || since(leader) === 0) throw new Error(`no ${role} leads`);
  return leader;
}

async function replace(worker: RoleProcess): Promise<RoleProcess> {
  await worker.kill();
  const other = await processes.start(worker.roles);
  workers = [...workers.filter((known) => known !== worker), other];
  return other;
}

const get = async (server: RoleProcess, path: string) => {
  const response = await fetch(server.url + path);
  return { status: response.status, text: await response.text() };
};

describe('api, relay, projector and scheduler in processes of their own, two of each', () => {
  test('bring a booking through to whoever reads of it', async () => {
    const booked = await book(20);

    await expectAllTold();
    const found = await get(apis[1] ?? fail(), '/api/hotels/search?city=Porto');
    expect(booked.every(({ answer }) => answer.kind === 'ok')).toBe(true);
    expect(JSON.parse(found.text)).toMatchObject({ hotels: [{ hotel_id: t.hotelId }] });
  });

  test('tell of themselves on a port of their own, and serve nothing else there', async () => {
    for (const worker of workers) {
      const ready = await get(worker, '/readyz');
      expect(JSON.parse(ready.text)).toMatchObject({ status: 'ok', roles: { [worker.roles]: 'ok' } });
      expect((await get(worker, '/metrics')).text).toContain(`bellhop_role_up{role="${worker.roles}"} 1`);
      expect((await get(worker, '/api/hotels/search')).status).toBe(404);
    }
  });

  test('tell the lag of each consumer in one place, the leading scheduler', async () => {
    const measured = async () => {
      const texts = await Promise.all(alive('scheduler').map((worker) => get(worker, '/metrics')));
      return texts.filter(({ text }) => /bellhop_consumer_lag_events\{consumer="search"\} \d/.test(text))
        .length;
    };

    await expect.poll(measured, { timeout: 20_000 }).toBe(1);
  });

  test.each(WORKERS)('lose nothing when each %s is killed in turn amid a burst', async (role) => {
    const victims = alive(role);
    for (const victim of victims) {
      const burst = book(25);
      await sleep(30);
      await replace(victim);
      await burst;
      await expectAllTold();
    }
    expect(victims).toHaveLength(2);
  });

  test('lose nothing when an api is killed amid a burst: the other answers', async () => {
    const burst = book(40);
    await sleep(60);
    await apis[0]?.kill();
    const answers = await burst;
    apis = apis.slice(1);

    expect(answers.filter(({ answer }) => answer.kind === 'unknown')).toEqual([]);
    await expectAllTold();
  });

  test('do no harm when a leading relay and scheduler are paused past their lease and wake up', async () => {
    const paused = [leaderOf('relay'), leaderOf('scheduler')];
    const others = workers.filter((worker) => worker.roles !== 'projector' && !paused.includes(worker));
    const before = new Map(others.map((worker) => [worker, leads(worker)]));
    for (const worker of paused) process.kill(worker.pid, 'SIGSTOP');
    try {
      await book(20);
      await sleep(PAST_THE_LEASE_MS);
      for (const worker of others) {
        await expect.poll(() => leads(worker), { timeout: 10_000 }).toBe((before.get(worker) ?? 0) + 1);
      }
      await expectAllTold();
      const burst = book(30);
      for (const worker of paused) process.kill(worker.pid, 'SIGCONT');
      await burst;
    } finally {
      for (const worker of paused) process.kill(worker.pid, 'SIGCONT');
    }
    await expectAllTold();

    // They are followers now, and lead again when they have to.
    for (const worker of paused) {
      await expect.poll(async () => (await get(worker, '/readyz')).status).toBe(200);
      const led = leads(worker);
      await workers.find((other) => others.includes(other) && other.roles === worker.roles)?.kill();
      await expect.poll(() => leads(worker), { timeout: 20_000 }).toBe(led + 1);
    }
    await book(10);
    await expectAllTold();
  });
});

function fail(): never {
  throw new Error('no such process');
}
