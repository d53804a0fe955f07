import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';

/* Parts that were stored as `number/2` before they had a column of their own. */

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

interface Stored {
  readonly id: number;
  readonly reference: string;
  readonly body: string;
  readonly said?: string;
  readonly partner?: number;
}

async function store({ id, reference, body, said, partner = 7 }: Stored): Promise<void> {
  await db.database.run(
    `INSERT INTO bookings (booking_id, partner_id, partner_reference, hotel_id, status, check_in_date, check_out_date,
       guests, total_price, currency, body_hash, partner_hash)
     VALUES (?, ?, ?, 1, 'CONFIRMED', '2030-01-01', '2030-01-02', 2, 100, 'EUR', ?, ?)`,
    [id, partner, reference, body.repeat(64), said?.repeat(64) ?? null],
  );
}

test('get their numbers, and what is a reservation of its own keeps its name', async () => {
  await store({ id: 1, reference: 'Y', body: 'a', said: 'b' });
  await store({ id: 2, reference: 'Y/2', body: 'a', said: 'b' });
  await store({ id: 3, reference: 'Y/13', body: 'c', said: 'b' });
  await store({ id: 4, reference: 'Y/4', body: 'd', said: 'e' });
  await store({ id: 5, reference: 'Z/2', body: 'a' });
  await store({ id: 6, reference: 'Y/2', body: 'a', said: 'b', partner: 8 });
  await store({ id: 7, reference: 'A/7', body: 'f' });
  await store({ id: 8, reference: 'A/7/2', body: 'f' });
  const file = new URL('../platform/migrations/0024_reservation_parts_named.sql', import.meta.url);
  const sql = (await readFile(file, 'utf8')).replaceAll(/^--.*$/gm, '').replace(/;\s*$/, '');

  for (const time of ['once', 'again']) {
    await db.database.run(sql, []);
    const rows = await db.database.rows<{ said: string }>(
      "SELECT CONCAT(booking_id, ' ', partner_reference, ' ', reference_part) AS said FROM bookings ORDER BY booking_id",
    );
    expect([time, ...rows.map(({ said }) => said)]).toEqual([
      time,
      ...['1 Y 1', '2 Y 2', '3 Y 13', '4 Y/4 1', '5 Z/2 1', '6 Y/2 1', '7 A/7 1', '8 A/7 2'],
    ]);
  }
});
