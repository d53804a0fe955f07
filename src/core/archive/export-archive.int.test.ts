import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestArchive } from '../../../test/builders/an-archive.js';

const archive = new TestArchive();

beforeAll(() => archive.open());
afterAll(() => archive.close());
beforeEach(() => archive.begin());

describe('export', () => {
  test('a booking lies in the month in which it was made, UTC, to the millisecond', async () => {
    const [last, first] = await archive.insert([
      { created_at: '2026-03-31 23:59:59.999' },
      { created_at: '2026-04-01 00:00:00.000' },
    ]);

    const report = await archive.exportAll();

    expect(report.months.map(({ month, state, rows }) => [month, state, rows])).toEqual([
      ['2026-03', 'written', 1],
      ['2026-04', 'written', 1],
    ]);
    expect((await archive.foreignRows('2026-03')).map((row) => row['booking_id'])).toEqual([
      BigInt(last ?? ''),
    ]);
    expect((await archive.foreignRows('2026-04')).map((row) => row['booking_id'])).toEqual([
      BigInt(first ?? ''),
    ]);
  });

  test('a row says what the booking says, and nothing of the guest', async () => {
    await archive.insert([
      {
        created_at: '2026-05-10 10:00:00',
        check_in: '2026-05-20',
        nights: 2,
        price: '100.50',
        quantity: 2,
        user_id: '77',
      },
    ]);

    await archive.exportAll();

    const [row] = await archive.foreignRows('2026-05');
    expect(row).toMatchObject({
      user_id: 77n,
      status: 'CONFIRMED',
      partner: 'ota-1',
      hotel_code: 'HV01',
      city: 'Porto',
      country: 'PT',
      booking_date: new Date('2026-05-10T00:00:00Z'),
      currency: 'EUR',
      nights: 2,
      rooms: 2,
      room_nights: 4,
      lead_days: 10,
      room_types: 'DOUBLE',
    });
    expect(row?.['payment_method'] ?? null).toBeNull();
    expect(row?.['revenue']).toBe(402);
    const bytes = archive
      .filesOf('2026-05')
      .map((name) => readFileSync(join(archive.monthPath('2026-05'), name), 'latin1'));
    expect(bytes.join('')).not.toMatch(/Ada|Lovelace|ada@example/);
    expect(existsSync(join(archive.dir, 'guests'))).toBe(false);
  });

  test('lead days follow the calendar of the hotel, not of UTC', async () => {
    // 23:30 UTC in summer is half past midnight in Lisbon: booked on the day of arrival.
    await archive.insert([{ created_at: '2026-07-01 23:30:00', check_in: '2026-07-02', nights: 1 }]);

    await archive.exportAll();

    expect(await archive.foreignRows('2026-07')).toMatchObject([{ lead_days: 0 }]);
  });

  test('with personal data the guests lie apart, readable by their owner alone', async () => {
    const [id] = await archive.insert([{ created_at: '2026-05-10 10:00:00' }]);

    await archive.exportAll({ withPersonalData: true });

    expect(await archive.foreignRows('2026-05', 'guests')).toMatchObject([
      { booking_id: BigInt(id ?? ''), first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
    ]);
    const [file = ''] = archive.filesOf('2026-05', 'guests').filter((name) => name.endsWith('.parquet'));
    expect(statSync(join(archive.monthPath('2026-05', 'guests'), file)).mode & 0o077).toBe(0);
  });

  test('only the days asked for; asked again with others, the parts grow together', async () => {
    await archive.insert([
      { created_at: '2026-05-02 10:00:00' },
      { created_at: '2026-05-12 10:00:00' },
      { created_at: '2026-05-22 10:00:00' },
    ]);

    await archive.exportAll({ from: '2026-05-01', to: '2026-05-10' });
    await archive.exportAll({ from: '2026-05-20', to: '2026-05-25' });
    const apart = archive.filesOf('2026-05');
    const both = await archive.foreignRows('2026-05');
    await archive.exportAll({ from: '2026-05-05', to: '2026-05-21' });

    expect(apart).toEqual([
      '_manifest.json',
      'part-20260501-20260510.parquet',
      'part-20260520-20260525.parquet',
    ]);
    expect(both).toHaveLength(2);
    expect(archive.filesOf('2026-05')).toEqual(['_manifest.json', 'part-20260501-20260525.parquet']);
    expect(await archive.foreignRows('2026-05')).toHaveLength(3);
    expect((await archive.inspect()).whole).toBe(true);
  });

  test('what lies there whole and unchanged is passed over, until a booking changes or --force', async () => {
    const [id = ''] = await archive.insert([
      { created_at: '2026-05-10 10:00:00' },
      { created_at: '2026-06-10 10:00:00' },
    ]);
    const states = async (options = {}) =>
      (await archive.exportAll(options)).months.map(({ state }) => state);

    expect(await states()).toEqual(['written', 'written']);
    expect(await states()).toEqual(['unchanged', 'unchanged']);
    await archive.t.db.database.run(
      "UPDATE bookings SET status = 'CANCELLED', revision = 2, updated_at = '2026-07-01' WHERE booking_id = ?",
      [id],
    );
    expect(await states({ dryRun: true })).toEqual(['due', 'unchanged']);
    expect(await states()).toEqual(['written', 'unchanged']);
    expect(await archive.foreignRows('2026-05')).toMatchObject([{ status: 'CANCELLED', revision: 2 }]);
    expect(await states({ force: true })).toEqual(['written', 'written']);
  });

  test('nothing in the span: no files; a span that ends before it begins is refused', async () => {
    expect((await archive.exportAll()).months).toEqual([]);
    expect(readdirSync(archive.dir)).toEqual([]);
    await expect(archive.exportAll({ from: '2026-02-01', to: '2026-01-01' })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });

  test('a dry run writes nothing', async () => {
    await archive.insert([{ created_at: '2026-05-10 10:00:00' }]);

    expect((await archive.exportAll({ dryRun: true })).months).toMatchObject([
      { month: '2026-05', state: 'due' },
    ]);
    expect(readdirSync(archive.dir)).toEqual([]);
  });

  test('several pages and row groups: every booking once', async () => {
    await archive.insert(
      Array.from({ length: 2_345 }, (_, at) => ({
        created_at: `2026-05-${String(1 + (at % 28)).padStart(2, '0')} 10:00:00`,
      })),
    );

    const report = await archive.exportAll();

    const ids = (await archive.foreignRows('2026-05')).map((row) => row['booking_id']);
    expect(report.rows).toBe(2_345);
    expect(new Set(ids).size).toBe(2_345);
  });

  test('two exports at once: both end, the files are whole', async () => {
    await archive.insert(
      Array.from({ length: 300 }, (_, at) => ({ created_at: `2026-0${1 + (at % 6)}-10 10:00:00` })),
    );

    const reports = await Promise.all([
      archive.exportAll(),
      archive.exportAll(),
      archive.exportAll({ force: true }),
    ]);

    expect(reports.map(({ rows }) => rows)).toEqual([300, 300, 300]);
    const inspected = await archive.inspect();
    expect([inspected.rows, inspected.whole, inspected.parts.length]).toEqual([300, true, 6]);
  });

  test('a folder that cannot be one is a fault of the settings', async () => {
    await archive.insert([{ created_at: '2026-05-10 10:00:00' }]);
    const file = join(archive.dir, 'file');
    writeFileSync(file, '');

    await expect(archive.exportAll({ dir: file })).rejects.toMatchObject({ code: 'CONFIG' });
  });
});
