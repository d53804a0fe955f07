import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { eventually } from '../harness/eventually.js';
import { createTestRedis } from '../harness/redis.js';

/** More charges that hang than the application has connections to the database. */
const HANGING = 6;
const CONNECTIONS = '2';

let t: TestApp;
let redisUrl: string;
let provider: Server;
/** Calls to the payment provider that have no answer yet. */
const open: ServerResponse[] = [];

beforeAll(async () => {
  provider = createServer((request, response) => {
    request.resume();
    open.push(response);
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const { port } = provider.address() as AddressInfo;
  redisUrl = (await createTestRedis()).url;
  t = await anApp({
    redisUrl,
    env: {
      BELLHOP_MYSQL_CONNECTIONS: CONNECTIONS,
      BELLHOP_PAYMENT_PROVIDER: 'stripe',
      BELLHOP_PAYMENT_TIMEOUT_MS: '60000',
      BELLHOP_PAYMENT_WEBHOOK_SECRET: 'a-secret-of-this-test',
      BELLHOP_STRIPE_KEY: 'sk_test_of_this_test',
      BELLHOP_STRIPE_URL: `http://127.0.0.1:${port}`,
    },
  });
  await t.load(20, 1, 30);
});

afterAll(async () => {
  await t.close();
  provider.closeAllConnections();
  provider.close();
});

async function lockedRows(): Promise<string[]> {
  return t.db.database.inTransaction(async (tx) => {
    const locked: string[] = [];
    for (const table of ['room_inventory', 'bookings', 'booking_holds', 'payments', 'idempotency_keys']) {
      const [all] = await tx.rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`);
      const free = await tx.rows(`SELECT 1 FROM ${table} FOR UPDATE SKIP LOCKED`);
      if (free.length !== Number(all?.n)) locked.push(table);
    }
    return locked;
  });
}

test('a payment provider that hangs holds no lock, no transaction and no connection', async () => {
  const stay = { checkin_date: t.day(10), checkout_date: t.day(12) };
  const card = { payment: { method: 'CARD' as const, token: 'pm_card_visa' } };
  const hold = bookingOf(await t.book({ ...stay, hold: true }));
  const paying = Array.from({ length: HANGING - 1 }, (_, i) =>
    t.book({ ...stay, ...card }, { key: `hangs-${i}` }),
  );
  const confirming = t.confirm(hold.booking_id, { key: 'hangs', token: 'pm_card_visa' });
  await eventually(() => open.length >= HANGING, { what: 'every charge to be under way' });

  const redis = new Redis(redisUrl);
  const roomLocks = await redis.keys('lock:room:*');
  redis.disconnect();
  expect(roomLocks).toEqual([]);
  expect(await lockedRows()).toEqual([]);
  // The same rooms, the same nights: nobody waits for the hanging ones.
  const others = await Promise.all([1, 2, 3].map(() => t.book(stay)));
  const cancelled = await t.cancel(
    bookingOf(others[0] ?? { replayed: false, kind: 'pending', body: '{}' }).booking_id,
  );
  expect(others.map((answer) => answer.kind)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  expect(JSON.parse(cancelled.body)).toMatchObject({ status: 'CANCELLED' });
  expect(await t.app.expireHolds()).toBe(0);

  for (const response of open.splice(0)) response.destroy();
  const answers = await Promise.all([...paying, confirming]);
  // A cut connection is no decline: the rooms stay held, and the payments are asked about again.
  expect(answers.map((answer) => answer.kind)).toEqual(Array(HANGING).fill('pending'));
  expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 20 - HANGING - 2 });
  expect(await verifyInvariants(t.db.database)).toEqual([]);
}, 30_000);
