import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { createRandom, wholeFrom } from '../../cli/load/random.js';
import { createNoteAcknowledged } from '../delivery/acknowledged-cells.js';
import type { ClaimedLane } from '../delivery/claim-lane.js';
import { isAcknowledged, readAcknowledged } from './acknowledged-copy.js';
import { compareAsText } from './equal-by-text.js';
import { mergeSorted } from './merge-sorted.js';
import { compareKeys } from './night-cell.js';
import { ourRoom, type NightRange } from './our-copy.js';
import type { Catalogue } from '../hotels/catalogue.js';

const DAYS = 200;
const SEED = Number(process.env['BELLHOP_TEST_SEED'] ?? 20_271);

let t: TestApp;
let catalogue: Catalogue;
let range: NightRange;
let random = createRandom(SEED);
const lane = () => ({ partner_id: t.ota.partner_id, catalogue, ...range });
const pick = <T>(...values: [T, ...T[]]): T => values[wholeFrom(random, 0, values.length - 1)] ?? values[0];

beforeAll(async () => {
  t = await anApp();
  catalogue = await t.app.openCatalogue(t.ota, t.hotelId);
  range = { from: t.day(0), to: t.day(DAYS - 1) };
}, 60_000);
afterAll(() => t.close());

/** Each night of its own kind: priced per room, by occupancy, for one more, not at all; with limits and flags, or without. */
async function stock(): Promise<void> {
  random = createRandom(SEED);
  for (const table of ['room_inventory', 'room_rates', 'channel_cells'])
    await t.db.database.run(`DELETE FROM ${table}`);
  for (const { room_id } of catalogue.rooms) {
    const rooms = [];
    const rates = [];
    for (let day = 0; day < DAYS; day++) {
      if (day % 17 !== 3)
        rooms.push([room_id, t.day(day), t.hotelId, wholeFrom(random, 0, 4), 4, pick(0, 0, 1)]);
      for (const { rate_plan_id } of catalogue.ratePlans)
        if (day % 13 !== 5)
          rates.push([
            ...[room_id, rate_plan_id, t.day(day), pick(null, null, '80.000', '1234.500')],
            pick(
              null,
              '{"1":"80.00","2":"95.50"}',
              '{"2":"95.00","extra":"20.00"}',
              '{"extra":"7.00"}',
              '{}',
            ),
            ...[
              pick(null, 1, 3),
              pick(null, 14),
              pick(null, 0, 2),
              pick(null, 28),
              pick(null, 2),
              pick(null, 99),
            ],
            ...[pick(0, 0, 1), pick(0, 1), pick(0, 1)],
          ]);
    }
    await t.db.database.run(
      'INSERT INTO room_inventory (room_id, date, hotel_id, available_rooms, pms_rooms, closed) VALUES ?',
      [rooms],
    );
    await t.db.database.run(
      `INSERT INTO room_rates (room_id, rate_plan_id, date, amount, occupancy_amounts, min_stay_arrival, max_stay_arrival,
         min_stay_through, max_stay_through, min_advance_days, max_advance_days, closed, closed_to_arrival,
         closed_to_departure) VALUES ?`,
      [rates],
    );
  }
  const note = createNoteAcknowledged({ database: t.app.database, clock: t.app.clock });
  const claimed = { partner_id: t.ota.partner_id, hotel_id: t.hotelId, delivery_id: '1', attempt: 0 };
  for (const room of catalogue.rooms) {
    const { cells } = await ourRoom(t.app.readAri, catalogue, { room, ...range });
    await note(claimed as ClaimedLane, { catalogue, cells, left: [] });
  }
}

/** Nights in which the values differ, as they were told and are told. A night of which nothing is stored or told has none. */
async function apartByValue(roomCode: string, stored: ReadonlySet<string>): Promise<string[]> {
  const room = catalogue.room(roomCode);
  if (room === undefined) throw new Error(`no room ${roomCode}`);
  const { cells } = await ourRoom(t.app.readAri, catalogue, { room, ...range });
  const told = await readAcknowledged(t.db.database, { ...lane(), room_id: room.room_id });
  const apart = [...mergeSorted(cells, told, compareKeys)].flatMap(([ours, theirs]) => {
    if (ours === undefined) return theirs?.date ?? [];
    if (theirs === undefined && !stored.has(ours.date)) return [];
    return isAcknowledged(ours, theirs) ? [] : ours.date;
  });
  return [...new Set(apart)].sort();
}

test('what was told as it is stored is equal as text, whatever its prices and restrictions', async () => {
  await stock();

  const found = await compareAsText(t.db.database, lane());

  expect(found.size).toBe(catalogue.rooms.length);
  for (const { nights, apart } of found.values()) {
    expect(apart).toEqual([]);
    expect(nights).toBeGreaterThan(DAYS * 1.8);
  }
});

test('every night that differs by value differs as text, and no other', async () => {
  await stock();
  const [changes, columns] = [60, ['available', 'closed', 'said']];
  const rows = await t.db.database.rows<{ room_id: string; rate_plan_id: string; date: string }>(
    'SELECT room_id, rate_plan_id, date FROM channel_cells ORDER BY room_id, rate_plan_id, date',
  );
  for (let at = 0; at < changes; at++) {
    const row = rows[wholeFrom(random, 0, rows.length - 1)];
    if (row === undefined) throw new Error('nothing was told');
    const key = [row.room_id, row.rate_plan_id, row.date];
    const where = 'WHERE room_id = ? AND rate_plan_id = ? AND date = ?';
    const column = pick('available', ...columns);
    if (at % 6 === 0) await t.db.database.run(`DELETE FROM channel_cells ${where}`, key);
    else if (at % 6 === 1)
      await t.db.database.run('DELETE FROM room_rates WHERE room_id = ? AND date = ?', [
        row.room_id,
        row.date,
      ]);
    else if (at % 6 === 2)
      await t.db.database.run('DELETE FROM room_inventory WHERE room_id = ? AND date = ?', [
        row.room_id,
        row.date,
      ]);
    else if (column === 'said')
      await t.db.database.run(`UPDATE channel_cells SET said = '{"min_stay_arrival":9}' ${where}`, key);
    else if (column === 'closed')
      await t.db.database.run(`UPDATE channel_cells SET closed = 1 - closed ${where}`, key);
    else
      await t.db.database.run(
        `UPDATE channel_cells SET available = COALESCE(available, 0) + 7 ${where}`,
        key,
      );
  }

  const found = await compareAsText(t.db.database, lane());

  for (const { room_id } of catalogue.rooms) {
    const stored = await t.db.database.rows<{ date: string }>(
      'SELECT date FROM room_inventory WHERE room_id = ? UNION SELECT date FROM room_rates WHERE room_id = ?',
      [room_id, room_id],
    );
    const known = new Set(stored.map(({ date }) => date));
    const expected = await apartByValue(catalogue.roomCode(room_id), known);
    expect(expected.length).toBeGreaterThan(5);
    expect(found.get(room_id)?.apart).toEqual(expected);
  }
});
