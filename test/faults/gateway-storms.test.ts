import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { roomIdOf } from '../builders/room-id.js';
import { dumpSystem } from '../history/dump-system.js';
import type { Operation } from '../history/history.js';
import { History } from '../history/recorder.js';
import { anHttpClient, type HttpClient } from './http-client.js';
import { roleProcesses, type RoleProcess, type RoleProcesses } from './role-processes.js';
import { countAnswers, FIRST, judge, loadStock } from './storm.js';

const CLIENTS = 120;
const STOCK = 6;
/** Short, so that a process can be paused for twice as long. */
const LOCK_TTL_MS = 700;
const CARDS = ['tok_ok', 'tok_decline', 'tok_timeout_taken', 'tok_late'] as const;

let t: TestApp;
let processes: RoleProcesses;
let gateways: RoleProcess[];
let otaKey: string;
const history = new History('gateways');

beforeAll(async () => {
  t = await anApp();
  await loadStock(t, history, STOCK);
  ({ key: otaKey } = await t.app.keys.create(t.ota.code, { mode: 'test' }));
  processes = roleProcesses(t.db.url);
  const env = { BELLHOP_ROOM_LOCK_TTL_MS: String(LOCK_TTL_MS) };
  gateways = await Promise.all([1, 2, 3].map(() => processes.start('all', env)));
});

afterAll(async () => {
  await processes.close();
  await t.close();
});

/** @param seen gets the codes of all answers that say that a server failed */
async function storm(round: string, seen: Set<string>): Promise<Operation[]> {
  const { partner_id } = t.ota;
  const room_id = await roomIdOf(t.db.database, { hotelCode: 'HV01', room: 'DBL' });
  const client = anHttpClient({
    gateways: gateways.map((gateway) => gateway.url),
    ...{ otaKey, partner_id, room_id, history },
    observe: (what) => {
      if (typeof what !== 'string' && what.status >= 500) seen.add(what.code ?? String(what.status));
    },
  });
  const lives = Array.from({ length: CLIENTS }, (_, i) => live(client, i, round));
  return (await Promise.all(lives)).flat();
}

async function live(client: HttpClient, i: number, round: string): Promise<Operation[]> {
  const check_in = t.day(FIRST + ((i * 7) % 11));
  const stay = { check_in, check_out: addDays(check_in, 1 + ((i * 5) % 4)), key: `${round}-${i}` };
  const plan = i % 6;
  const payment = CARDS[i % CARDS.length] ?? 'tok_ok';
  // They come one after the other, so that some are still on their way whenever a process stops.
  await sleep(i * 8);
  const made = await client.book(
    { ...stay, ...(plan < 2 ? { hold: true } : plan === 2 ? { payment } : {}) },
    i,
  );
  const { answer } = made;
  if (answer.kind !== 'ok' || answer.booking_id === null) return [made];
  const id = answer.booking_id;
  if (plan === 0) return [made, await client.confirm(id, { key: stay.key }, i + 1)];
  if (plan === 1) return [made, await client.confirm(id, { key: stay.key, payment }, i + 1)];
  if (plan === 3) {
    const moved = { ...stay, check_in: addDays(check_in, 1), check_out: addDays(stay.check_out, 1) };
    return [made, await client.modify(id, moved, i + 1)];
  }
  return plan === 4 ? [made, await client.cancel(id, stay.key, i + 1)] : [made];
}

/** Requests that were refused a connection, or lost it, although something was done for them. */
async function findLostAnswers(from: number): Promise<string[]> {
  const { events } = await dumpSystem(t.db.database);
  const done = new Set(events.map((event) => event.request_id));
  const failed = history.operations.slice(from).filter(({ answer }) => answer.kind === 'unknown');
  // Nobody would have been turned away if nothing had stopped.
  expect(failed.length).toBeGreaterThan(0);
  return failed.filter(({ id }) => done.has(id)).map(({ id }) => id);
}

test('three gateways, one of them paused for twice the time of its locks, and then one more', async () => {
  const running = storm('paused', new Set());
  for (const gateway of gateways.slice(0, 2)) {
    await sleep(150);
    process.kill(gateway.pid, 'SIGSTOP');
    try {
      await sleep(2 * LOCK_TTL_MS);
    } finally {
      process.kill(gateway.pid, 'SIGCONT');
    }
  }
  const counts = countAnswers(await running);

  expect(counts['book ok']).toBeGreaterThan(STOCK);
  expect(counts['confirm ok']).toBeGreaterThan(0);
  expect(await judge(t, history)).toEqual([]);
});

test('three gateways of which two are told to stop, one after the other: no answer is lost, and none fails', async () => {
  const seen = new Set<string>();
  const before = history.operations.length;
  // Rooms to sell: what the storm before has sold stays sold.
  await loadStock(t, history, 3 * STOCK);

  const running = storm('stopped', seen);
  const [one, two] = gateways;
  await sleep(200);
  await one?.stop();
  await sleep(100);
  await two?.stop();
  const counts = countAnswers(await running);

  expect(counts['book ok']).toBeGreaterThan(STOCK);
  expect(counts['book unknown'] ?? 0).toBe(0);
  expect([...seen].filter((code) => code !== 'ROOM_BUSY')).toEqual([]);
  expect(await findLostAnswers(before)).toEqual([]);
  expect(await judge(t, history)).toEqual([]);
});
