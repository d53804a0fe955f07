import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestArchive } from '../../../test/builders/an-archive.js';
import type { Person } from './erasures.js';

const archive = new TestArchive();

beforeAll(() => archive.open());
afterAll(() => archive.close());
beforeEach(() => archive.begin());

describe('erase', () => {
  async function twoUsers(): Promise<string[]> {
    const ids = await archive.insert([
      { created_at: '2026-05-10 10:00:00', user_id: '77' },
      { created_at: '2026-05-11 10:00:00', user_id: '78' },
      { created_at: '2026-06-10 10:00:00', user_id: '77' },
      { created_at: '2026-07-10 10:00:00', user_id: '78' },
    ]);
    await archive.exportAll({ withPersonalData: true });
    return ids;
  }

  const person = { partner: 'ota-1', user_id: '77' };
  const erase = (who: Person, options: { readonly dryRun?: boolean } = {}) =>
    archive.t.app.archive.erase({ person: who, dir: archive.dir, ...options });

  test('a user goes from every file, the figures stay', async () => {
    await twoUsers();
    const before = await archive.revenue();

    const report = await erase(person);

    expect(report.bookings).toBe(2);
    expect(
      report.files.map(({ file, bookings }) => [file.split('/').slice(0, 2).join('/'), bookings]),
    ).toEqual([
      ['guests/month=2026-05', 1],
      ['bookings/month=2026-05', 1],
      ['guests/month=2026-06', 1],
      ['bookings/month=2026-06', 1],
    ]);
    expect((await archive.foreignRows('2026-05')).map((row) => row['user_id'] ?? null)).toEqual([null, 78n]);
    expect((await archive.foreignRows('2026-05', 'guests')).map((row) => row['email'] ?? null)).toEqual([
      null,
      'ada@example.com',
    ]);
    expect((await archive.inspect()).whole).toBe(true);
    expect(await archive.revenue()).toEqual(before);
    expect(await erase(person)).toMatchObject({ bookings: 0, files: [] });
  });

  test('a forced export does not bring them back, though the database still has them', async () => {
    await twoUsers();
    await erase(person);

    await archive.exportAll({ force: true, withPersonalData: true });

    expect((await archive.foreignRows('2026-05')).map((row) => row['user_id'] ?? null)).toEqual([null, 78n]);
    expect(await archive.foreignRows('2026-06', 'guests')).toMatchObject([{ email: null }]);
    expect(readFileSync(join(archive.dir, '_erasures.json'), 'utf8')).not.toMatch(/"77"|ota-1/);
  });

  test('one booking; another partner has another user 77; a dry run changes nothing', async () => {
    const [first = ''] = await twoUsers();

    const dry = await erase({ booking_id: first }, { dryRun: true });
    const stranger = await erase({ partner: 'ota-2', user_id: '77' });
    const untouched = await archive.foreignRows('2026-05');
    await erase({ booking_id: first });

    expect([dry.files.length, stranger.files.length]).toEqual([2, 0]);
    expect(untouched.map((row) => row['user_id'])).toEqual([77n, 78n]);
    expect((await archive.foreignRows('2026-05')).map((row) => row['user_id'] ?? null)).toEqual([null, 78n]);
    expect((await archive.foreignRows('2026-06')).map((row) => row['user_id'])).toEqual([77n]);
  });

  test('killed between guests and bookings: repeating it finds the rest', async () => {
    await twoUsers();
    const path = join(archive.monthPath('2026-05'), 'part-20260501-20260531.parquet');
    const manifest = join(archive.monthPath('2026-05'), '_manifest.json');
    const [part, list] = [readFileSync(path), readFileSync(manifest)];
    await erase(person);
    writeFileSync(path, part);
    writeFileSync(manifest, list);

    const report = await erase(person);

    expect(report.files).toEqual([
      { file: 'bookings/month=2026-05/part-20260501-20260531.parquet', bookings: 1 },
    ]);
  });
});
