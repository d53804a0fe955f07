import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { LoadReport } from '../../src/cli/load/load-report.js';
import { aGateway, type TestGateway } from '../gateway/a-gateway.js';
import { runCommand, runJson } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'bellhop-load-test-'));
/** The gateway runs in this very process, so that generator and gateway wait for each other. */
const SLOW = ['--max-lag', '10000'];
const TINY = ['--hotels', '2', '--rooms', '2', '--warm-up', '1'];
const SMALL = [...TINY, ...SLOW];
let it: TestGateway;

beforeAll(async () => {
  it = await aGateway();
});

afterAll(async () => {
  await it.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Whoever has the stores at hand. */
function onStores(): Record<string, string> {
  return {
    BELLHOP_GATEWAY: it.url,
    BELLHOP_MYSQL_URL: it.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_DATA: join(folder, 'none'),
  };
}

/** Whoever has the address and a key, and nothing else. */
function overHttp(key: string): Record<string, string> {
  return {
    ...{ BELLHOP_GATEWAY: it.url, BELLHOP_KEY: key, BELLHOP_DATA: join(folder, 'none') },
    BELLHOP_MYSQL_URL: '',
  };
}

async function count(sql: string): Promise<number> {
  const [row] = await it.app.database.rows<{ n: string }>(sql);
  return Number(row?.n);
}

const bookingsOf = (run: string) =>
  count(`SELECT COUNT(*) AS n FROM bookings WHERE partner_reference LIKE 'load-${run}-%'`);

const SOUND = { lost: 0, doubled: 0, phantom: 0, oversold: 0, invariants_broken: 0, findings: [] };

describe('load run', () => {
  test('a hot night is sold out and not oversold, and the PMS has acknowledged what it was sold', async () => {
    const out = join(folder, 'hot.json');
    const args = ['booking-hot', '--rate', '60', '--duration', '2', '--out', out, ...SMALL];

    const { exit, document, stderr } = await runJson('load run', args, onStores());

    const report = document.data as unknown as LoadReport;
    expect([exit, document.ok, stderr]).toEqual([0, true, '']);
    expect(report.proof).toMatchObject({ ...SOUND, checked: 'stores', unanswered: 0 });
    const [booking] = report.operations;
    expect(booking?.errors).toBe(0);
    expect(booking?.outcomes['CONFIRMED']).toBeGreaterThan(0);
    expect(booking?.outcomes['SOLD_OUT']).toBeGreaterThan(0);
    expect(booking?.requests).toBe(report.starts.measured);
    expect(await bookingsOf(report.run.id)).toBe(report.proof.booked);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(report);
    expect(await count('SELECT SUM(unacked_rooms) AS n FROM room_inventory')).toBe(0);
    expect(
      await count(`SELECT COUNT(*) AS n FROM partner_keys k JOIN partners p ON p.partner_id = k.partner_id
        WHERE p.code LIKE 'load-%' AND k.revoked_at IS NULL`),
    ).toBe(0);
  });

  test('the same seed asks for the same again, and books anew', async () => {
    const args = ['booking-spread', '--rate', '30', '--duration', '1', '--seed', '5', ...SMALL];
    const stays = (run: string) =>
      it.app.database.rows(
        `SELECT SUBSTRING(b.partner_reference, 17) AS place, b.hotel_id, r.room_id, b.check_in_date, b.check_out_date
         FROM bookings b JOIN booking_rooms r ON r.booking_id = b.booking_id
         WHERE b.partner_reference LIKE 'load-${run}-%' ORDER BY LENGTH(b.partner_reference), b.partner_reference`,
      );

    const first = (await runJson('load run', args, onStores())).document.data as unknown as LoadReport;
    const second = (await runJson('load run', args, onStores())).document.data as unknown as LoadReport;

    const [one, other] = [await stays(first.run.id), await stays(second.run.id)];
    expect(one.length).toBeGreaterThan(30);
    expect(other).toEqual(one);
  });

  test.each([
    ['mixed', ['--rate', '60', '--look-to-book', '10']],
    ['ari-full', ['--rate', '2', '--arrivals', 'constant']],
    ['ari-delta', ['--rate', '20', '--arrivals', 'ramp']],
  ])('%s is answered without an error', async (scenario, flags) => {
    const args = [scenario, '--duration', '2', ...flags, ...SMALL, '--expect', 'error_rate<=0'];

    const { exit, document } = await runJson('load run', args, onStores());

    const report = document.data as unknown as LoadReport;
    expect(report.operations.flatMap(({ outcomes }) => Object.keys(outcomes))).not.toContain('VALIDATION');
    expect([exit, report.error_rate]).toEqual([0, 0]);
    expect(report.proof).toMatchObject(SOUND);
    for (const operation of report.operations) expect(operation.requests).toBeGreaterThan(0);
  });

  test('a missed expectation exits 3, on a terminal and with --json', async () => {
    const args = ['booking-spread', '--rate', '20', '--duration', '1', ...SMALL];
    const expected = ['--expect', 'booking.p99<1us', '--expect', 'error_rate<1%'];

    const { exit, document } = await runJson('load run', [...args, ...expected], onStores());
    const shown = await runCommand('load run', [...args, ...expected], onStores());

    expect([exit, shown.exit, document.ok]).toEqual([3, 3, true]);
    expect(document.data['expectations']).toMatchObject([
      { expected: 'booking.p99<1us', met: false },
      { expected: 'error_rate<1%', met: true },
    ]);
    expect(shown.stdout).toMatch(/expected {3}MISSED: booking\.p99<1us \(.*ms\)\n {11}met: error_rate<1%/);
    expect(shown.stdout).toMatch(/oversold: 0, lost: 0/);
  });

  test('a generator that lagged gives no report, and says what was proven', async () => {
    const out = join(folder, 'lagged.json');
    const args = [
      'booking-spread',
      '--rate',
      '20',
      '--duration',
      '1',
      ...TINY,
      '--max-lag',
      '1',
      '--out',
      out,
    ];
    const holdUp = setInterval(() => {
      const until = performance.now() + 40;
      while (performance.now() < until);
    }, 45);

    const run = await runJson('load run', args, onStores()).finally(() => clearInterval(holdUp));

    expect([run.exit, run.document.ok, run.document.error.code]).toEqual([7, false, 'UNAVAILABLE']);
    expect(run.document.error).toMatchObject({ details: { lag: { bound_ms: 1 }, proof: SOUND } });
    expect(run.document.error.next).toBe('bellhop load run booking-spread --rate 10');
    expect(existsSync(out)).toBe(false);
  });

  test('with the address and a key alone it reads back over HTTP what it booked', async () => {
    const args = ['booking-spread', '--rate', '20', '--duration', '1', ...SMALL];

    const { exit, document } = await runJson('load run', args, overHttp(it.keys['operator-1']));

    const report = document.data as unknown as LoadReport;
    expect(exit).toBe(0);
    expect(report.proof).toMatchObject({ ...SOUND, checked: 'gateway', invariants_broken: null });
    expect(report.proof.booked).toBe(await bookingsOf(report.run.id));
  });

  test('what cannot be loaded is refused before anything is sent', async () => {
    const args = ['booking-spread', '--rate', '20'];
    const refused = async (more: string[], env: Record<string, string>) => {
      const { exit, document } = await runJson('load run', [...args, ...more], env);
      return [exit, document.error.code, document.error.message] as const;
    };

    expect(await refused([], { ...onStores(), BELLHOP_GATEWAY: 'http://192.0.2.1:4100' })).toEqual([
      ...[2, 'VALIDATION'],
      expect.stringContaining('--allow-remote'),
    ]);
    expect(await refused([], { ...overHttp(''), BELLHOP_KEY: '' })).toEqual([
      ...[7, 'UNAVAILABLE'],
      expect.stringContaining('--data'),
    ]);
    expect(await refused(['--hotels', '900'], overHttp(it.keys['operator-1']))).toEqual([
      ...[5, 'HOTEL_NOT_FOUND'],
      expect.stringContaining('LOAD-0900'),
    ]);
    expect(await refused(['--expect', 'quote.p99<1ms'], onStores())).toEqual([
      ...[2, 'VALIDATION'],
      expect.stringContaining('this scenario has booking'),
    ]);
    expect(await refused(['--duration', '2h'], onStores())).toEqual([
      ...[2, 'USAGE'],
      expect.stringContaining('such as 30 or 2m'),
    ]);
    expect((await refused(['--out', join(folder, 'none', 'a.json')], onStores()))[1]).toBe('VALIDATION');
  });

  test('a key of other stores is told so', async () => {
    const env = overHttp('bh_test_00000000000000000000000000000000');

    const { exit, document } = await runJson('load run', ['mixed', ...SMALL], env);

    expect([exit, document.error.code]).toEqual([2, 'CONFIG']);
    expect(JSON.stringify(document)).not.toContain(env['BELLHOP_KEY']);
  });

  test('a dry run sends nothing', async () => {
    const before = await count('SELECT COUNT(*) AS n FROM messages');

    const { exit, document } = await runJson(
      'load run',
      ['booking-hot', '--rate', '100', '--duration', '1m', '--arrivals', 'ramp', '--dry-run'],
      onStores(),
    );

    expect([exit, document.data['dry_run'], document.data['starts']]).toEqual([0, true, 3_000]);
    expect(await count('SELECT COUNT(*) AS n FROM messages')).toBe(before);
  });
});

test('a report is shown again, and compared', async () => {
  const out = join(folder, 'hot.json');

  const shown = await runCommand('load report', [out]);
  const again = await runJson('load report', [out]);
  const compared = await runJson('load compare', [out, out]);
  const noReport = await runJson('load report', [join(process.cwd(), 'package.json')]);

  expect([shown.exit, again.exit, compared.exit, noReport.exit]).toEqual([0, 0, 0, 2]);
  expect(shown.stdout).toMatch(/^booking-hot: poisson arrivals, 60\/s for 2 s/);
  expect(again.document.data).toEqual(JSON.parse(readFileSync(out, 'utf8')));
  expect(compared.document.data).toMatchObject({ unlike: [] });
  expect(compared.document.data['figures']).toContainEqual(
    expect.objectContaining({ operation: 'booking', figure: 'p99_ms', ratio: 1 }),
  );
});
