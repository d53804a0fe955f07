import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../test/builders/an-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await anApp();
  await t.load(3, 1, 20);
});
afterAll(() => t.close());

async function count(table: 'event_log' | 'idempotency_keys'): Promise<number> {
  const [row] = await t.db.database.rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row?.n);
}

test('deletes what has had its time and keeps the rest', async () => {
  await t.book({}, { key: 'old' });
  await t.book({}, { key: 'young' });
  await t.app.relay.drain();
  const events = await count('event_log');
  await t.db.database.run(
    "UPDATE idempotency_keys SET expires_at = '2020-01-01' WHERE idempotency_key = 'old'",
  );
  await t.db.database.run("UPDATE event_log SET occurred_at = '2020-01-01' ORDER BY event_id LIMIT 2");

  const deleted = await t.app.housekeeping.run();

  expect(deleted).toBe(3);
  expect(await count('idempotency_keys')).toBe(1);
  expect(await count('event_log')).toBe(events - 2);
  expect(await t.app.housekeeping.run()).toBe(0);
});

test('an expired key is free for another request', async () => {
  await t.db.database.run(
    "UPDATE idempotency_keys SET expires_at = '2020-01-01' WHERE idempotency_key = 'young'",
  );

  const answer = await t.book({ checkin_date: t.day(14), checkout_date: t.day(15) }, { key: 'young' });

  expect(answer).toMatchObject({ kind: 'confirmed', replayed: false });
});

test('dead letters that were decided long ago go, those that wait for somebody stay', async () => {
  const { deadLetters } = t.app;
  for (const source of ['1', '2', '3']) {
    await deadLetters.park({
      consumer: 'search',
      source,
      topic: 'bellhop.hotels',
      event: null,
      cause: 'a test',
    });
  }
  const ids = (await deadLetters.list({ limit: 10 })).map((letter) => letter.dead_letter_id);
  for (const id of ids.slice(1)) await deadLetters.decide(id, 'DISCARDED');
  await t.db.database.run(
    "UPDATE dead_letters SET parked_at = '2020-01-01', decided_at = IF(dead_letter_id = ?, decided_at, '2020-01-01')",
    [ids[1] ?? ''],
  );

  expect(await t.app.housekeeping.run()).toBe(1);

  const left = (await deadLetters.list({ limit: 10 })).map((letter) => letter.dead_letter_id);
  expect(left).toEqual(ids.slice(0, 2));
});

test('webhooks of payments go after a month', async () => {
  const { database } = t.db;
  await database.run(
    `INSERT INTO payment_events (provider, event_id, type, received_at)
     VALUES ('stripe', 'evt_1', 't', UTC_TIMESTAMP(3) - INTERVAL 31 DAY), ('stripe', 'evt_2', 't', UTC_TIMESTAMP(3))`,
  );

  expect(await t.app.housekeeping.run()).toBe(1);

  expect(await database.rows('SELECT event_id FROM payment_events')).toEqual([{ event_id: 'evt_2' }]);
});
