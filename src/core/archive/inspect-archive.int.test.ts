import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestArchive } from '../../../test/builders/an-archive.js';

const archive = new TestArchive();

beforeAll(() => archive.open());
afterAll(() => archive.close());
beforeEach(() => archive.begin());

describe('inspect', () => {
  async function oneMonth(): Promise<string> {
    await archive.insert([
      { created_at: '2026-05-10 10:00:00', price: '10.01' },
      { created_at: '2026-05-28 10:00:00' },
    ]);
    await archive.exportAll();
    return join(archive.monthPath('2026-05'), 'part-20260501-20260531.parquet');
  }

  test('tells months, rows, schema and spans, and verifies', async () => {
    await oneMonth();

    const report = await archive.inspect();

    expect(report).toMatchObject({ months: 1, rows: 2, whole: true });
    expect(report.parts).toMatchObject([
      { state: 'verified', finding: null, rows: 2, ranges: { booking_date: ['2026-05-10', '2026-05-28'] } },
    ]);
    expect(report.schema.bookings).toContainEqual({ name: 'revenue', type: 'DECIMAL(18,3)' });
  });

  test('a changed value, a cut file and a missing one are found, and an export mends them', async () => {
    const path = await oneMonth();
    const bytes = readFileSync(path);
    const state = async () => (await archive.inspect()).parts.map((part) => part.state);
    const flipped = Buffer.from(bytes);
    const at = flipped.indexOf('HV01');
    flipped.write('HV02', at);

    writeFileSync(path, flipped);
    expect([at > 0, await state()]).toEqual([true, ['damaged']]);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    expect(await state()).toEqual(['damaged']);
    await expect(archive.revenue()).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    rmSync(path);
    expect(await state()).toEqual(['missing']);
    expect((await archive.exportAll()).months).toMatchObject([{ state: 'written', rows: 2 }]);
    expect(await state()).toEqual(['verified']);
  });

  test('a file that is not ours is not called whole', async () => {
    const path = await oneMonth();
    renameSync(path, join(archive.monthPath('2026-05'), 'part-20260601-20260630.parquet'));
    writeFileSync(path, 'something else entirely');

    const report = await archive.inspect();

    expect(report.parts.map((part) => part.state)).toEqual(['damaged', 'unlisted']);
    expect(report.whole).toBe(false);
  });

  test('no archive at all is an empty one', async () => {
    expect(await archive.t.app.archive.inspect({ dir: join(archive.dir, 'none') })).toMatchObject({
      months: 0,
      whole: true,
    });
  });
});
