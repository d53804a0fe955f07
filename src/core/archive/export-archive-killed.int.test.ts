import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestArchive } from '../../../test/builders/an-archive.js';

const archive = new TestArchive();

beforeAll(() => archive.open());
afterAll(() => archive.close());
beforeEach(() => archive.begin());

describe('after a kill', () => {
  test('a half-written temporary file is no part, and the next export clears it', async () => {
    await archive.insert([{ created_at: '2026-05-10 10:00:00' }, { created_at: '2026-06-10 10:00:00' }]);
    await archive.exportAll({ to: '2026-05-31' });
    mkdirSync(archive.monthPath('2026-06'), { recursive: true });
    const leftOver = '.part-20260601-20260630.parquet.999-abcd.tmp';
    writeFileSync(join(archive.monthPath('2026-06'), leftOver), 'PAR1 half');

    const before = await archive.inspect();
    const report = await archive.exportAll();

    expect([before.whole, before.rows]).toEqual([true, 1]);
    expect(report.months.map(({ state }) => state)).toEqual(['unchanged', 'written']);
    expect(archive.filesOf('2026-06')).toEqual(['_manifest.json', 'part-20260601-20260630.parquet']);
  });

  test('killed between rename and manifest: whole but unlisted, then settled', async () => {
    await archive.insert([{ created_at: '2026-05-10 10:00:00' }, { created_at: '2026-05-20 10:00:00' }]);
    await archive.exportAll({ from: '2026-05-01', to: '2026-05-15' });
    const narrow = readFileSync(join(archive.monthPath('2026-05'), 'part-20260501-20260515.parquet'));
    const manifest = readFileSync(join(archive.monthPath('2026-05'), '_manifest.json'));
    await archive.exportAll({ from: '2026-05-01', to: '2026-05-31' });
    writeFileSync(join(archive.monthPath('2026-05'), 'part-20260501-20260515.parquet'), narrow);
    writeFileSync(join(archive.monthPath('2026-05'), '_manifest.json'), manifest);

    const before = await archive.inspect();
    const report = await archive.exportAll();

    expect(before.parts.map(({ state }) => state)).toEqual(['verified', 'unlisted']);
    expect(report.months).toMatchObject([{ rows: 2 }]);
    expect(archive.filesOf('2026-05')).toEqual(['_manifest.json', 'part-20260501-20260531.parquet']);
  });

  test('killed before the old parts were deleted: the rest goes, nothing is counted twice', async () => {
    await archive.insert([{ created_at: '2026-05-10 10:00:00' }]);
    await archive.exportAll({ from: '2026-05-01', to: '2026-05-15' });
    const name = join(archive.monthPath('2026-05'), 'part-20260501-20260515.parquet');
    const narrow = readFileSync(name);
    await archive.exportAll();
    writeFileSync(name, narrow);

    expect(await archive.revenue()).toMatchObject({ rows: [{ bookings: 1 }] });
    expect((await archive.exportAll()).months).toMatchObject([{ state: 'unchanged' }]);
    expect(existsSync(name)).toBe(false);
  });
});
