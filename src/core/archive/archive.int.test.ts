import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { archiveBookings, type ArchivedBooking } from '../../../test/builders/archive-bookings.js';
import type { Dataset } from './booking-fact.js';

let t: TestApp;
let dir: string;
const folders: string[] = [];

beforeAll(async () => {
  t = await anApp();
});
afterAll(async () => {
  await t.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bellhop-archive-'));
  folders.push(dir);
  for (const table of ['bookings', 'booking_rooms', 'booking_room_nights']) {
    await t.db.database.run(`DELETE FROM ${table}`);
  }
});

const YEAR = { from: '2026-01-01', to: '2026-12-31' };

function insert(bookings: readonly ArchivedBooking[]): Promise<string[]> {
  return archiveBookings(t, bookings);
}

function exportAll(options: Partial<Parameters<TestApp['app']['archive']['export']>[0]> = {}) {
  return t.app.archive.export({ ...YEAR, dir, ...options });
}

function monthPath(month: string, dataset: Dataset = 'bookings'): string {
  return join(dir, dataset, `month=${month}`);
}

function filesOf(month: string, dataset: Dataset = 'bookings'): string[] {
  return readdirSync(monthPath(month, dataset)).sort();
}

/** Reads a month with the library alone, as somebody else would. */
async function foreignRows(month: string, dataset: Dataset = 'bookings'): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const name of filesOf(month, dataset).filter((file) => file.endsWith('.parquet'))) {
    const file = await asyncBufferFromFile(join(monthPath(month, dataset), name));
    rows.push(...(await parquetReadObjects({ file })));
  }
  return rows;
}

describe('export', () => {
  test('a booking lies in the month in which it was made, UTC, to the millisecond', async () => {
    const [last, first] = await insert([
      { created_at: '2026-03-31 23:59:59.999' },
      { created_at: '2026-04-01 00:00:00.000' },
    ]);

    const report = await exportAll();

    expect(report.months.map(({ month, state, rows }) => [month, state, rows])).toEqual([
      ['2026-03', 'written', 1],
      ['2026-04', 'written', 1],
    ]);
    expect((await foreignRows('2026-03')).map((row) => row['booking_id'])).toEqual([BigInt(last ?? '')]);
    expect((await foreignRows('2026-04')).map((row) => row['booking_id'])).toEqual([BigInt(first ?? '')]);
  });

  test('a row says what the booking says, and nothing of the guest', async () => {
    await insert([
      {
        created_at: '2026-05-10 10:00:00',
        check_in: '2026-05-20',
        nights: 2,
        price: '100.50',
        quantity: 2,
        user_id: '77',
      },
    ]);

    await exportAll();

    const [row] = await foreignRows('2026-05');
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
    const bytes = filesOf('2026-05').map((name) => readFileSync(join(monthPath('2026-05'), name), 'latin1'));
    expect(bytes.join('')).not.toMatch(/Ada|Lovelace|ada@example/);
    expect(existsSync(join(dir, 'guests'))).toBe(false);
  });

  test('lead days follow the calendar of the hotel, not of UTC', async () => {
    // 23:30 UTC in summer is half past midnight in Lisbon: booked on the day of arrival.
    await insert([{ created_at: '2026-07-01 23:30:00', check_in: '2026-07-02', nights: 1 }]);

    await exportAll();

    expect(await foreignRows('2026-07')).toMatchObject([{ lead_days: 0 }]);
  });

  test('with personal data the guests lie apart, readable by their owner alone', async () => {
    const [id] = await insert([{ created_at: '2026-05-10 10:00:00' }]);

    await exportAll({ withPersonalData: true });

    expect(await foreignRows('2026-05', 'guests')).toMatchObject([
      { booking_id: BigInt(id ?? ''), first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
    ]);
    const [file = ''] = filesOf('2026-05', 'guests').filter((name) => name.endsWith('.parquet'));
    expect(statSync(join(monthPath('2026-05', 'guests'), file)).mode & 0o077).toBe(0);
  });

  test('only the days asked for; asked again with others, the parts grow together', async () => {
    await insert([
      { created_at: '2026-05-02 10:00:00' },
      { created_at: '2026-05-12 10:00:00' },
      { created_at: '2026-05-22 10:00:00' },
    ]);

    await exportAll({ from: '2026-05-01', to: '2026-05-10' });
    await exportAll({ from: '2026-05-20', to: '2026-05-25' });
    const apart = filesOf('2026-05');
    const both = await foreignRows('2026-05');
    await exportAll({ from: '2026-05-05', to: '2026-05-21' });

    expect(apart).toEqual([
      '_manifest.json',
      'part-20260501-20260510.parquet',
      'part-20260520-20260525.parquet',
    ]);
    expect(both).toHaveLength(2);
    expect(filesOf('2026-05')).toEqual(['_manifest.json', 'part-20260501-20260525.parquet']);
    expect(await foreignRows('2026-05')).toHaveLength(3);
    expect((await t.app.archive.inspect({ dir })).whole).toBe(true);
  });

  test('what lies there whole and unchanged is passed over, until a booking changes or --force', async () => {
    const [id = ''] = await insert([
      { created_at: '2026-05-10 10:00:00' },
      { created_at: '2026-06-10 10:00:00' },
    ]);
    const states = async (options = {}) => (await exportAll(options)).months.map(({ state }) => state);

    expect(await states()).toEqual(['written', 'written']);
    expect(await states()).toEqual(['unchanged', 'unchanged']);
    await t.db.database.run(
      "UPDATE bookings SET status = 'CANCELLED', revision = 2, updated_at = '2026-07-01' WHERE booking_id = ?",
      [id],
    );
    expect(await states({ dryRun: true })).toEqual(['due', 'unchanged']);
    expect(await states()).toEqual(['written', 'unchanged']);
    expect(await foreignRows('2026-05')).toMatchObject([{ status: 'CANCELLED', revision: 2 }]);
    expect(await states({ force: true })).toEqual(['written', 'written']);
  });

  test('nothing in the span: no files; a span that ends before it begins is refused', async () => {
    expect((await exportAll()).months).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
    await expect(exportAll({ from: '2026-02-01', to: '2026-01-01' })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });

  test('a dry run writes nothing', async () => {
    await insert([{ created_at: '2026-05-10 10:00:00' }]);

    expect((await exportAll({ dryRun: true })).months).toMatchObject([{ month: '2026-05', state: 'due' }]);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('several pages and row groups: every booking once', async () => {
    await insert(
      Array.from({ length: 2_345 }, (_, at) => ({
        created_at: `2026-05-${String(1 + (at % 28)).padStart(2, '0')} 10:00:00`,
      })),
    );

    const report = await exportAll();

    const ids = (await foreignRows('2026-05')).map((row) => row['booking_id']);
    expect(report.rows).toBe(2_345);
    expect(new Set(ids).size).toBe(2_345);
  });

  test('two exports at once: both end, the files are whole', async () => {
    await insert(
      Array.from({ length: 300 }, (_, at) => ({ created_at: `2026-0${1 + (at % 6)}-10 10:00:00` })),
    );

    const reports = await Promise.all([exportAll(), exportAll(), exportAll({ force: true })]);

    expect(reports.map(({ rows }) => rows)).toEqual([300, 300, 300]);
    const inspected = await t.app.archive.inspect({ dir });
    expect([inspected.rows, inspected.whole, inspected.parts.length]).toEqual([300, true, 6]);
  });

  test('a folder that cannot be one is a fault of the settings', async () => {
    await insert([{ created_at: '2026-05-10 10:00:00' }]);
    const file = join(dir, 'file');
    writeFileSync(file, '');

    await expect(exportAll({ dir: file })).rejects.toMatchObject({ code: 'CONFIG' });
  });
});

describe('after a kill', () => {
  test('a half-written temporary file is no part, and the next export clears it', async () => {
    await insert([{ created_at: '2026-05-10 10:00:00' }, { created_at: '2026-06-10 10:00:00' }]);
    await exportAll({ to: '2026-05-31' });
    mkdirSync(monthPath('2026-06'), { recursive: true });
    const leftOver = '.part-20260601-20260630.parquet.999-abcd.tmp';
    writeFileSync(join(monthPath('2026-06'), leftOver), 'PAR1 half');

    const before = await t.app.archive.inspect({ dir });
    const report = await exportAll();

    expect([before.whole, before.rows]).toEqual([true, 1]);
    expect(report.months.map(({ state }) => state)).toEqual(['unchanged', 'written']);
    expect(filesOf('2026-06')).toEqual(['_manifest.json', 'part-20260601-20260630.parquet']);
  });

  test('killed between rename and manifest: whole but unlisted, then settled', async () => {
    await insert([{ created_at: '2026-05-10 10:00:00' }, { created_at: '2026-05-20 10:00:00' }]);
    await exportAll({ from: '2026-05-01', to: '2026-05-15' });
    const narrow = readFileSync(join(monthPath('2026-05'), 'part-20260501-20260515.parquet'));
    const manifest = readFileSync(join(monthPath('2026-05'), '_manifest.json'));
    await exportAll({ from: '2026-05-01', to: '2026-05-31' });
    writeFileSync(join(monthPath('2026-05'), 'part-20260501-20260515.parquet'), narrow);
    writeFileSync(join(monthPath('2026-05'), '_manifest.json'), manifest);

    const before = await t.app.archive.inspect({ dir });
    const report = await exportAll();

    expect(before.parts.map(({ state }) => state)).toEqual(['verified', 'unlisted']);
    expect(report.months).toMatchObject([{ rows: 2 }]);
    expect(filesOf('2026-05')).toEqual(['_manifest.json', 'part-20260501-20260531.parquet']);
  });

  test('killed before the old parts were deleted: the rest goes, nothing is counted twice', async () => {
    await insert([{ created_at: '2026-05-10 10:00:00' }]);
    await exportAll({ from: '2026-05-01', to: '2026-05-15' });
    const name = join(monthPath('2026-05'), 'part-20260501-20260515.parquet');
    const narrow = readFileSync(name);
    await exportAll();
    writeFileSync(name, narrow);

    expect(await t.app.reports.revenue({ ...YEAR, by: 'month', source: 'archive', dir })).toMatchObject({
      rows: [{ bookings: 1 }],
    });
    expect((await exportAll()).months).toMatchObject([{ state: 'unchanged' }]);
    expect(existsSync(name)).toBe(false);
  });
});

describe('inspect', () => {
  async function oneMonth(): Promise<string> {
    await insert([
      { created_at: '2026-05-10 10:00:00', price: '10.01' },
      { created_at: '2026-05-28 10:00:00' },
    ]);
    await exportAll();
    return join(monthPath('2026-05'), 'part-20260501-20260531.parquet');
  }

  test('tells months, rows, schema and spans, and verifies', async () => {
    await oneMonth();

    const report = await t.app.archive.inspect({ dir });

    expect(report).toMatchObject({ months: 1, rows: 2, whole: true });
    expect(report.parts).toMatchObject([
      { state: 'verified', finding: null, rows: 2, ranges: { booking_date: ['2026-05-10', '2026-05-28'] } },
    ]);
    expect(report.schema.bookings).toContainEqual({ name: 'revenue', type: 'DECIMAL(18,3)' });
  });

  test('a changed value, a cut file and a missing one are found, and an export mends them', async () => {
    const path = await oneMonth();
    const bytes = readFileSync(path);
    const state = async () => (await t.app.archive.inspect({ dir })).parts.map((part) => part.state);
    const flipped = Buffer.from(bytes);
    const at = flipped.indexOf('HV01');
    flipped.write('HV02', at);

    writeFileSync(path, flipped);
    expect([at > 0, await state()]).toEqual([true, ['damaged']]);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    expect(await state()).toEqual(['damaged']);
    await expect(
      t.app.reports.revenue({ ...YEAR, by: 'month', source: 'archive', dir }),
    ).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    rmSync(path);
    expect(await state()).toEqual(['missing']);
    expect((await exportAll()).months).toMatchObject([{ state: 'written', rows: 2 }]);
    expect(await state()).toEqual(['verified']);
  });

  test('a file that is not ours is not called whole', async () => {
    const path = await oneMonth();
    renameSync(path, join(monthPath('2026-05'), 'part-20260601-20260630.parquet'));
    writeFileSync(path, 'something else entirely');

    const report = await t.app.archive.inspect({ dir });

    expect(report.parts.map((part) => part.state)).toEqual(['damaged', 'unlisted']);
    expect(report.whole).toBe(false);
  });

  test('no archive at all is an empty one', async () => {
    expect(await t.app.archive.inspect({ dir: join(dir, 'none') })).toMatchObject({ months: 0, whole: true });
  });
});

describe('erase', () => {
  async function twoUsers(): Promise<string[]> {
    const ids = await insert([
      { created_at: '2026-05-10 10:00:00', user_id: '77' },
      { created_at: '2026-05-11 10:00:00', user_id: '78' },
      { created_at: '2026-06-10 10:00:00', user_id: '77' },
      { created_at: '2026-07-10 10:00:00', user_id: '78' },
    ]);
    await exportAll({ withPersonalData: true });
    return ids;
  }

  const person = { partner: 'ota-1', user_id: '77' };

  test('a user goes from every file, the figures stay', async () => {
    await twoUsers();
    const before = await t.app.reports.revenue({ ...YEAR, by: 'month', source: 'archive', dir });

    const report = await t.app.archive.erase({ person, dir });

    expect(report.bookings).toBe(2);
    expect(
      report.files.map(({ file, bookings }) => [file.split('/').slice(0, 2).join('/'), bookings]),
    ).toEqual([
      ['guests/month=2026-05', 1],
      ['bookings/month=2026-05', 1],
      ['guests/month=2026-06', 1],
      ['bookings/month=2026-06', 1],
    ]);
    expect((await foreignRows('2026-05')).map((row) => row['user_id'] ?? null)).toEqual([null, 78n]);
    expect((await foreignRows('2026-05', 'guests')).map((row) => row['email'] ?? null)).toEqual([
      null,
      'ada@example.com',
    ]);
    expect((await t.app.archive.inspect({ dir })).whole).toBe(true);
    expect(await t.app.reports.revenue({ ...YEAR, by: 'month', source: 'archive', dir })).toEqual(before);
    expect(await t.app.archive.erase({ person, dir })).toMatchObject({ bookings: 0, files: [] });
  });

  test('a forced export does not bring them back, though the database still has them', async () => {
    await twoUsers();
    await t.app.archive.erase({ person, dir });

    await exportAll({ force: true, withPersonalData: true });

    expect((await foreignRows('2026-05')).map((row) => row['user_id'] ?? null)).toEqual([null, 78n]);
    expect(await foreignRows('2026-06', 'guests')).toMatchObject([{ email: null }]);
    expect(readFileSync(join(dir, '_erasures.json'), 'utf8')).not.toMatch(/"77"|ota-1/);
  });

  test('one booking; another partner has another user 77; a dry run changes nothing', async () => {
    const [first = ''] = await twoUsers();

    const dry = await t.app.archive.erase({ person: { booking_id: first }, dir, dryRun: true });
    const stranger = await t.app.archive.erase({ person: { partner: 'ota-2', user_id: '77' }, dir });
    const untouched = await foreignRows('2026-05');
    await t.app.archive.erase({ person: { booking_id: first }, dir });

    expect([dry.files.length, stranger.files.length]).toEqual([2, 0]);
    expect(untouched.map((row) => row['user_id'])).toEqual([77n, 78n]);
    expect((await foreignRows('2026-05')).map((row) => row['user_id'] ?? null)).toEqual([null, 78n]);
    expect((await foreignRows('2026-06')).map((row) => row['user_id'])).toEqual([77n]);
  });

  test('killed between guests and bookings: repeating it finds the rest', async () => {
    await twoUsers();
    const path = join(monthPath('2026-05'), 'part-20260501-20260531.parquet');
    const manifest = join(monthPath('2026-05'), '_manifest.json');
    const [part, list] = [readFileSync(path), readFileSync(manifest)];
    await t.app.archive.erase({ person, dir });
    writeFileSync(path, part);
    writeFileSync(manifest, list);

    const report = await t.app.archive.erase({ person, dir });

    expect(report.files).toEqual([
      { file: 'bookings/month=2026-05/part-20260501-20260531.parquet', bookings: 1 },
    ]);
  });
});
