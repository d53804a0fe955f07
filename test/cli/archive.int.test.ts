import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { aHotel } from '../builders/a-hotel.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { archiveBookings } from '../builders/archive-bookings.js';
import { runCommand, runJson } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-archive-'));
const dir = join(folder, 'archive');
let it: TestApp;
let env: Record<string, string>;
let firstBooking: string;

const SPAN = ['--from', '2026-05-01', '--to', '2026-06-30'];

beforeAll(async () => {
  it = await anApp({ hotel: { city: '=Porto()' } });
  env = {
    BELLHOP_MYSQL_URL: it.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_DATA: join(folder, 'none'),
    BELLHOP_ARCHIVE_DIR: dir,
  };
  await it.app.onboardHotel(aHotel({ code: 'JP01', city: 'Kyoto', currency: 'JPY', country: 'JP' }), {
    dryRun: false,
    requestId: null,
  });
  [firstBooking = ''] = await archiveBookings(it, [
    { created_at: '2026-05-10 10:00:00', user_id: '77', nights: 2 },
    {
      created_at: '2026-06-10 10:00:00',
      user_id: '77',
      status: 'CANCELLED',
      updated_at: '2026-06-20 10:00:00',
    },
    { created_at: '2026-06-11 10:00:00', hotel: 'JP01', currency: 'JPY', price: '9800' },
  ]);
});
afterAll(async () => {
  await it.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('archive', () => {
  test('export tells what it would write, writes it, and then finds nothing to do', async () => {
    const dry = await runJson('archive export', [...SPAN, '--dry-run'], env);
    const first = await runCommand('archive export', SPAN, env);
    const second = await runJson('archive export', SPAN, env);

    expect(dry.document.data).toMatchObject({ dry_run: true, months: [{ state: 'due' }, { state: 'due' }] });
    expect(first.exit).toBe(0);
    expect(first.stdout).toMatch(
      /^2026-05 +written +1 +\d+ +bookings\/month=2026-05\/part-20260501-20260531.parquet/m,
    );
    expect(first.stderr).toContain(`Next: bellhop archive inspect --dir ${dir}`);
    expect(second.document.data).toMatchObject({
      months: [{ state: 'unchanged' }, { state: 'unchanged' }],
      rows: 3,
    });
    expect(second.stderr).toBe('');
  });

  test('personal data only with a warning', async () => {
    const apart = join(folder, 'personal');

    const { document } = await runJson(
      'archive export',
      [...SPAN, '--dir', apart, '--with-personal-data'],
      env,
    );

    expect(document.warnings).toEqual([expect.stringContaining('names and contacts')]);
    expect(readdirSync(apart).sort()).toEqual(['bookings', 'guests']);
  });

  test('inspect: 0 for a whole archive, 3 for a damaged one, and no server is needed', async () => {
    const none = { BELLHOP_ARCHIVE_DIR: dir, BELLHOP_DATA: join(folder, 'none') };
    const whole = await runJson('archive inspect', [], none);
    const path = join(dir, 'bookings/month=2026-05/part-20260501-20260531.parquet');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, 300));

    const damaged = await runCommand('archive inspect', [dir], none);
    writeFileSync(path, bytes);

    expect(whole.exit).toBe(0);
    expect(whole.document.data).toMatchObject({ months: 2, rows: 3, whole: true });
    expect(damaged.exit).toBe(3);
    expect(damaged.stdout).toMatch(/part-20260501-20260531\.parquet +damaged/);
    expect(damaged.stderr).toContain(
      `Next: bellhop archive export --from 2026-05-01 --to 2026-05-31 --dir ${dir}\n`,
    );
  });

  test('inspect takes its folder like the others, or as an argument, but not both', async () => {
    const elsewhere = { BELLHOP_ARCHIVE_DIR: join(folder, 'nowhere') };
    const flag = await runJson('archive inspect', ['--dir', dir], elsewhere);
    const argument = await runJson('archive inspect', [dir], elsewhere);
    const both = await runJson('archive inspect', [dir, '--dir', dir], elsewhere);

    expect([flag.exit, argument.exit, both.exit]).toEqual([0, 0, 2]);
    expect(flag.document.data['dir']).toBe(dir);
  });

  test('inspect: 5 where there is no archive, with the export that makes one', async () => {
    const nowhere = join(folder, 'nowhere');

    const { exit, document } = await runJson('archive inspect', [nowhere], { BELLHOP_ARCHIVE_DIR: dir });

    expect(exit).toBe(5);
    expect(document.error).toMatchObject({
      code: 'NOT_FOUND',
      next: `bellhop archive export --from YYYY-MM-DD --to YYYY-MM-DD --dir ${nowhere}`,
    });
  });

  test('erase asks, needs to know who, and lists what it changed', async () => {
    const who = ['--user', '77', '--partner', 'ota-1'];

    const asked = await runJson('archive erase', who, env);
    const nobody = await runJson('archive erase', ['--user', '77', '--yes'], env);
    const both = await runJson('archive erase', [...who, '--booking', firstBooking, '--yes'], env);
    const unknown = await runJson('archive erase', ['--user', '77', '--partner', 'nope', '--yes'], env);
    const dry = await runJson('archive erase', [...who, '--dry-run'], env);
    const done = await runCommand('archive erase', [...who, '--yes'], env);
    const again = await runJson('archive erase', [...who, '--yes'], env);

    expect([asked.exit, nobody.exit, both.exit, unknown.exit]).toEqual([2, 2, 2, 5]);
    expect(dry.document.data).toMatchObject({ dry_run: true, bookings: 2 });
    expect(done.stdout).toMatch(/^bookings\/month=2026-05\/part-20260501-20260531.parquet +1$/m);
    expect(again.document.data).toMatchObject({ bookings: 0, files: [] });
  });

  test('a span that is none, or the wrong way round, is a usage error', async () => {
    const missing = await runJson('archive export', ['--from', '2026-05-01'], env);
    const bogus = await runJson('archive export', ['--from', '2026-05-01', '--to', '2026-02-30'], env);
    const reversed = await runJson('archive export', ['--from', '2026-05-02', '--to', '2026-05-01'], env);

    expect([missing.exit, bogus.exit, reversed.exit]).toEqual([2, 2, 2]);
  });
});

describe('report', () => {
  test('revenue as a table has one line a currency and a total', async () => {
    const run = await runCommand('report revenue', SPAN, env);

    expect(
      run.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/).slice(0, 7)),
    ).toEqual([
      ['GROUP', 'CURRENCY', 'BOOKINGS', 'CANCELLED', 'GROSS', 'LOST', 'NET'],
      ['2026-05', 'EUR', '1', '0', '200.00', '0.00', '200.00'],
      ['2026-06', 'EUR', '1', '1', '100.00', '100.00', '0.00'],
      ['2026-06', 'JPY', '1', '0', '9800', '0', '9800'],
      ['total', 'EUR', '2', '1', '300.00', '100.00', '200.00'],
      ['total', 'JPY', '1', '0', '9800', '0', '9800'],
    ]);
  });

  test('both sources give the same document', async () => {
    for (const report of ['revenue', 'occupancy', 'pickup', 'lead-time']) {
      const span = ['--from', '2026-05-01', '--to', '2026-07-31'];
      const live = await runJson(`report ${report}`, span, env);
      const archive = await runJson(`report ${report}`, [...span, '--source', 'archive'], env);

      expect({ ...archive.document.data, source: 'live', coverage: null }, report).toEqual(
        live.document.data,
      );
      expect((live.document.data['rows'] as unknown[]).length, report).toBeGreaterThan(0);
    }
  });

  test('csv can be opened in a spreadsheet without running anything', async () => {
    const run = await runCommand('report revenue', [...SPAN, '--by', 'city', '--format', 'csv'], env);

    expect(run.stdout).toBe(
      [
        'group,currency,bookings,cancelled_bookings,gross_revenue,cancelled_revenue,net_revenue,room_nights,adr,cancellation_rate',
        "'=Porto(),EUR,2,1,300.00,100.00,200.00,2,100.00,50.0",
        'Kyoto,JPY,1,0,9800,0,9800,1,9800,0.0',
        '',
      ].join('\n'),
    );
  });

  test('--format json is the document of --json', async () => {
    const run = await runCommand('report lead-time', [...SPAN, '--format', 'json'], env);
    const json = await runJson('report lead-time', SPAN, env);

    expect((JSON.parse(run.stdout) as { data: unknown }).data).toEqual(json.document.data);
  });

  test('on a terminal a chart stands below the table', async () => {
    Object.assign(process.stdout, { isTTY: true, columns: 80 });
    onTestFinished(() => void Object.assign(process.stdout, { isTTY: false }));

    const run = await runCommand('report lead-time', SPAN, env);

    expect(run.stdout).toContain('Bookings by days before arrival (median 10)');
    expect(run.stdout).toMatch(/^8-14 +█+ 3$/m);
  });

  test('the archive warns of months that it has not', async () => {
    const { document } = await runJson(
      'report revenue',
      [...SPAN, '--source', 'archive', '--dir', join(folder, 'nowhere')],
      env,
    );

    expect(document.warnings[0]).toContain('no bookings of 2026-05 and 1 more');
    expect(document.data).toMatchObject({ rows: [] });
  });

  test('unknown hotel or partner: not found; an empty span: nothing and exit 0', async () => {
    const hotel = await runJson('report revenue', [...SPAN, '--hotel', 'NOPE'], env);
    const partner = await runJson('report revenue', [...SPAN, '--partner', 'nope'], env);
    const empty = await runCommand('report revenue', ['--from', '2020-01-01', '--to', '2020-01-31'], env);

    expect([hotel.exit, partner.exit, empty.exit]).toEqual([5, 5, 0]);
    expect(empty.stderr).toContain('There is nothing in this span');
  });
});
