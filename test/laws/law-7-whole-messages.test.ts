import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import type { AriUpdate } from '../../src/core/model/ari.js';
import { anApp, type TestApp } from '../builders/an-app.js';

let t: TestApp;

beforeAll(async () => {
  t = await anApp();
});

afterAll(() => t.close());

const price = (amount: string) => [{ guests: 2, amount, currency: 'EUR', tax: 'after' as const }];

/** Everything that a push may write. */
async function state(): Promise<unknown> {
  const { database } = t.db;
  return {
    inventory: await database.rows('SELECT * FROM room_inventory ORDER BY room_id, date'),
    rates: await database.rows('SELECT * FROM room_rates ORDER BY room_id, rate_plan_id, date'),
    marks: await database.rows('SELECT * FROM pms_push_marks'),
    outbox: await database.rows('SELECT outbox_id FROM outbox'),
  };
}

test('730 days over clock changes, year ends and a leap year are 730 nights, each once', async () => {
  const [from, to] = [t.day(0), t.day(729)];

  const result = await t.push([
    { from, to, available: 5 },
    { from, to, rate_code: 'BAR', amounts: price('99.00') },
  ]);

  const rows = await t.db.database.rows<{ date: string }>(
    'SELECT i.date FROM room_inventory i JOIN room_rates r ON r.room_id = i.room_id AND r.date = i.date ORDER BY i.date',
  );
  expect(result).toMatchObject({ inventory_changed: 730, rates_changed: 730 });
  expect(rows.map((row) => row.date)).toEqual(Array.from({ length: 730 }, (_, i) => addDays(from, i)));
});

test('the same message again writes nothing at all', async () => {
  const updates = [
    { from: t.day(0), to: t.day(729), available: 5 },
    { from: t.day(0), to: t.day(729), rate_code: 'BAR', amounts: price('99.00') },
  ];
  const before = await state();

  const result = await t.push(updates);

  expect(result).toMatchObject({ inventory_changed: 0, rates_changed: 0, events: 0 });
  expect(await state()).toEqual(before);
});

test.each<[string, () => Partial<AriUpdate>]>([
  ['an unknown room', () => ({ from: t.day(90), to: t.day(91), room_code: 'NOPE', available: 1 })],
  [
    'an unknown rate plan',
    () => ({ from: t.day(90), to: t.day(91), rate_code: 'NOPE', set: { closed: true } }),
  ],
  [
    'an amount in another currency',
    () => ({
      from: t.day(90),
      to: t.day(91),
      rate_code: 'BAR',
      amounts: [{ guests: 2, amount: '9.00', currency: 'USD', tax: 'after' }],
    }),
  ],
  ['dates that are inverted', () => ({ from: t.day(91), to: t.day(90), available: 1 })],
])('a message with %s at its end changes nothing, for all that is right before', async (_what, bad) => {
  const before = await state();
  const good = { from: t.day(80), to: t.day(95) };

  const work = t.push([
    { ...good, available: 1 },
    { ...good, rate_code: 'BAR', amounts: price('55.00') },
    bad(),
  ]);

  await expect(work).rejects.toMatchObject({ name: 'AppError' });
  expect(await state()).toEqual(before);
});

test('a message that would close the hotel changes nothing of what else it says', async () => {
  const before = await state();

  const work = t.push([
    { from: t.day(0), to: t.day(729), available: 0 },
    { from: t.day(80), to: t.day(95), rate_code: 'BAR', amounts: price('55.00') },
  ]);

  await expect(work).rejects.toMatchObject({ code: 'PARKED' });
  expect(await state()).toEqual(before);
});

test('of messages that overlap in time, one stands whole on every night', async () => {
  const range = { from: t.day(100), to: t.day(160) };
  await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      t.push([
        { ...range, available: n },
        { ...range, rate_code: 'BAR', amounts: price(`${n}0.00`) },
      ]),
    ),
  );

  const found = await t.db.database.rows<{ rooms: number; price: string }>(
    `SELECT DISTINCT i.pms_rooms AS rooms, r.occupancy_amounts AS price FROM room_inventory i
     JOIN room_rates r ON r.room_id = i.room_id AND r.date = i.date WHERE i.date BETWEEN ? AND ?`,
    [range.from, range.to],
  );
  expect(found).toHaveLength(1);
  expect(found[0]?.price).toBe(`{"2":"${found[0]?.rooms}0.00"}`);
});
