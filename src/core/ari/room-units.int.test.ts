import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import type { AriUpdate } from '../model/ari.js';

let t: TestApp;
beforeAll(async () => {
  t = await anApp({});
});
afterAll(() => t.close());

const unit = (unit_code: string, available: number, day: number): Partial<AriUpdate> => ({
  unit_code,
  available,
  from: t.day(day),
  to: t.day(day),
});
const roomsOn = async (day: number) => (await t.night(t.day(day))).available_rooms;
const complete = { complete_set: true, replaces_closed: true, rate_absent: 'room' } as const;

async function storedUnits(): Promise<number> {
  const [row] = await t.db.database.rows<{ n: string }>('SELECT COUNT(*) AS n FROM room_units');
  return Number(row?.n);
}

describe('single rooms of a room type', () => {
  test('add up to its count, also where a later message names only one of them', async () => {
    await t.push([unit('101', 1, 1), unit('102', 1, 1), unit('103', 0, 1)]);
    const before = await roomsOn(1);
    await t.push([unit('101', 0, 1)]);
    const sold = await roomsOn(1);
    await t.push([unit('103', 1, 1)]);

    expect(before).toBe(2);
    expect(sold).toBe(1);
    expect(await roomsOn(1)).toBe(2);
  });

  test('the same message again changes nothing', async () => {
    const updates = [unit('101', 1, 2), unit('102', 1, 2)];
    await t.push(updates);

    expect(await t.push(updates)).toMatchObject({ inventory_changed: 0, events: 0 });
    expect(await roomsOn(2)).toBe(2);
  });

  test('a count of the type itself ends the count of its rooms', async () => {
    await t.push([unit('101', 1, 3), unit('102', 1, 3)]);
    await t.push([{ from: t.day(3), to: t.day(3), available: 7 }]);
    const whole = await roomsOn(3);
    await t.push([unit('101', 1, 3)]);

    expect(whole).toBe(7);
    expect(await roomsOn(3)).toBe(1);
  });

  test('a complete set forgets the rooms that it does not name', async () => {
    await t.push([unit('101', 1, 4), unit('102', 1, 4), unit('101', 1, 5)]);
    await t.push([unit('101', 1, 4)], complete);
    const kept = await storedUnits();
    await t.push([unit('102', 1, 4)]);

    expect(kept).toBe(1);
    expect(await roomsOn(4)).toBe(2);
    expect(await roomsOn(5)).toBe(0);
  });

  test('news of one room is not lost behind a later one of another', async () => {
    const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    await t.push([unit('101', 1, 6), unit('102', 1, 6)], { sent_at: at(30) });
    await t.push([unit('101', 0, 6)], { sent_at: at(10) });
    await t.push([unit('102', 0, 6)], { sent_at: at(20) });

    expect(await roomsOn(6)).toBe(0);
  });
});

describe('a complete set that says when the hotel is closed', () => {
  test('closes those nights and opens them again with the next one', async () => {
    const everyRoom = { room_code: null, available: 0, set: { closed: true } };
    const season = { ...everyRoom, from: t.day(8), to: t.day(9) };
    const open = { from: t.day(7), to: t.day(7), available: 3 };

    await t.push([season, open], complete);
    const closed = await t.night(t.day(8));
    await t.push([{ from: t.day(7), to: t.day(9), available: 3 }], complete);

    expect(closed).toMatchObject({ closed: 1, available_rooms: 0 });
    expect(await t.night(t.day(7))).toMatchObject({ closed: 0, available_rooms: 3 });
    expect(await t.night(t.day(8))).toMatchObject({ closed: 0, available_rooms: 3 });
  });
});
