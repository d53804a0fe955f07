import { expect, test } from 'vitest';
import { compareReports, renderComparison } from './compare-reports.js';
import type { LoadReport } from './load-report.js';
import { renderLive } from './live-line.js';
import { createRecorder } from './recorder.js';
import { renderReport } from './render-report.js';
import { sparkline } from './sparkline.js';

const OFF_TERMINAL = { width: Number.POSITIVE_INFINITY, bold: false, charts: false };

function aReport(overrides: Partial<LoadReport> = {}, p99_ms = 8): LoadReport {
  return {
    format: 1,
    run: {
      ...{ id: 'abcdefghij', started_at: '2030-01-01T00:00:00.000Z', scenario: 'booking-hot' },
      ...{ arrivals: 'poisson', rate: 100, duration_s: 10, warm_up_s: 2, seed: 1, hotels: 20, rooms: 4 },
      ...{ max_in_flight: 256, gateway: 'http://127.0.0.1:4100', cut_short: false },
    },
    machine: { node: 'v20.19.0', cpus: 2, cpu: 'one' },
    lag: { p50_ms: 0.1, p99_ms: 0.5, max_ms: 1, bound_ms: 10 },
    starts: { planned: 1_000, measured: 1_000, dropped: 0 },
    ...{ throughput: 100, error_rate: 0 },
    operations: [
      {
        ...{ operation: 'booking', requests: 1_000, rate: 100, errors: 0 },
        outcomes: { CONFIRMED: 510, SOLD_OUT: 490 },
        ...{ mean_ms: 4.5, p50_ms: 4, p90_ms: 6, p95_ms: 7, p99_ms, p999_ms: 9, max_ms: 123, histogram: '' },
      },
    ],
    seconds: [
      { requests: 100, errors: 0, mean_ms: 4, max_ms: 8 },
      { requests: 100, errors: 0, mean_ms: 4, max_ms: 123 },
    ],
    expectations: [{ expected: 'booking.p99<5ms', actual: '8ms', met: false }],
    proof: {
      ...{
        checked: 'stores',
        booked: 600,
        lost: 0,
        doubled: 0,
        phantom: 0,
        unanswered: 0,
        unanswered_booked: 0,
      },
      ...{ oversold: 0, invariants_broken: 0, findings: [] },
    },
    ...overrides,
  };
}

test('a report says what was asked for, the times, the answers and the proof', () => {
  expect(renderReport(aReport(), OFF_TERMINAL).split('\n')).toEqual([
    'booking-hot: poisson arrivals, 100/s for 10 s after 2 s of warm-up',
    '20 hotels of 4 room types, seed 1, http://127.0.0.1:4100, 2030-01-01T00:00:00Z',
    '',
    'OPERATION  REQUESTS  RATE/S  P50 MS  P90 MS  P99 MS  P99.9 MS  MAX MS  ERRORS',
    'booking        1000   100.0    4.00    6.00    8.00      9.00     123       0',
    '',
    'answers    booking: 510 CONFIRMED, 490 SOLD_OUT',
    'generator  0.50 ms late at p99 (10.0 ms allowed), no start dropped',
    'expected   MISSED: booking.p99<5ms (8ms)',
    'proof      oversold: 0, lost: 0, doubled: 0, phantom: 0',
    "           of 600 bookings answered, the warm-up's too",
    '           every invariant of the tables holds',
  ]);
});

test('on a terminal it is drawn, within its columns', () => {
  const lines = renderReport(aReport(), { width: 80, bold: false, charts: true }).split('\n');

  expect(lines.find((line) => line.startsWith('booking max'))).toMatch(/█ 123 ms$/);
  expect(lines).toContain('slowest of each second ▁█ 123 ms');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('what is broken is named', () => {
  const proof = { ...aReport().proof, oversold: 2, findings: ['oversold: LOAD-0001 R01 2030-03-01'] };

  const text = renderReport(
    aReport({ proof, starts: { planned: 9, measured: 5, dropped: 4 } }),
    OFF_TERMINAL,
  );

  expect(text).toContain('oversold: 2, lost: 0');
  expect(text).toMatch(/BROKEN:\n +oversold: LOAD-0001 R01 2030-03-01$/);
  expect(text).toContain('4 of 9 starts DROPPED');
});

test('of holds and payments it says how they ended', () => {
  const ended = { confirmed: 60, failed: 31, cancelled: 16, held: 0 };
  const saga = { ...ended, taken: 29, declined: 14, refunded: 10, open: 0, money_wrong: 0, nights_wrong: 0 };
  const lines = (overrides: object) =>
    renderReport(
      aReport({ proof: { ...aReport().proof, saga: { ...saga, ...overrides } } }),
      OFF_TERMINAL,
    ).split('\n');

  expect(lines({})).toEqual(
    expect.arrayContaining([
      '           ended: 60 confirmed, 31 failed, 16 cancelled',
      '           payments: 29 taken, 14 declined, 10 refunded in part or whole',
      '           money wrong: 0, open: 0, nights not free as sold: 0',
    ]),
  );
  expect(lines({ held: 3, money_wrong: null })).toContain(
    '           ended: 60 confirmed, 31 failed, 16 cancelled, 3 still held',
  );
  expect(lines({ money_wrong: 1 })).toContain('           BROKEN:');
});

test('two runs are compared figure by figure', () => {
  const comparison = compareReports(aReport(), aReport({ throughput: 50 }, 4));

  expect(comparison.unlike).toEqual([]);
  expect(comparison.figures).toContainEqual({
    operation: 'booking',
    figure: 'p99_ms',
    a: 8,
    b: 4,
    ratio: 0.5,
  });
  expect(comparison.figures).toContainEqual({
    operation: 'all',
    figure: 'throughput',
    a: 100,
    b: 50,
    ratio: 0.5,
  });
  expect(comparison.figures).toContainEqual({ operation: 'all', figure: 'dropped', a: 0, b: 0, ratio: null });
  const chart = renderComparison(comparison, { width: 60, bold: false, charts: true });
  expect(chart).toMatch(/booking p99 ms A █+ 8\.00 ms\n +p99 ms B █+ 4\.00 ms/);
});

test('runs that were not asked for the same are told apart', () => {
  const [a, b] = [aReport(), aReport({ machine: { node: 'v22.0.0', cpus: 8, cpu: 'other' } })];

  expect(compareReports(a, { ...b, run: { ...b.run, rate: 200 } }).unlike).toEqual([
    'rate 100 and 200',
    'the machine: 2 x one and 8 x other',
  ]);
});

test('the live line begins with the warm-up and then counts', () => {
  const recorder = createRecorder(['booking'], 2_000);
  const state = { total_s: 12, warm_up_s: 2, in_flight: 3, recorder };
  recorder.noteStart(2_000, 0.2);
  recorder.noteAnswer({ operation: 'booking', code: 'INTERNAL', intendedMs: 2_000, latencyMs: 4 });

  expect(renderLive({ ...state, at_s: 1 })).toBe('━─────────────── 1/12 s  warming up  3 in flight');
  expect(renderLive({ ...state, at_s: 6 })).toBe(
    '━━━━━━━━──────── 6/12 s  1 answered  1 errors  3 in flight  lag 0.2 ms  p50/p99 ms: booking 4.0/4.0',
  );
});

test('a line of values keeps its peaks when it is made narrower', () => {
  expect(sparkline([1, 2, 8, 4], 10)).toBe('▁▂█▄');
  expect(sparkline([1, 1, 8, 1], 2)).toBe('▁█');
  expect(sparkline([0, 0], 2)).toBe('▁▁');
  expect(sparkline([], 10)).toBe('');
});
