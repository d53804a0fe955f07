import { describe, expect, test } from 'vitest';
import { parseExpectation } from './expectations.js';
import { decodeHistogram, percentileMs } from './histogram.js';
import { parseLoadReport } from './load-report.js';
import { createRecorder, type Recorder } from './recorder.js';
import { lagged, summarise, type Finished } from './summarise.js';

const WARM_UP_MS = 1_000;
const OPERATIONS = ['quote', 'booking'] as const;

function aRecorder(): Recorder {
  return createRecorder(OPERATIONS, WARM_UP_MS);
}

function finished(recorder: Recorder, expectations: readonly string[] = []): Finished {
  return {
    options: {
      ...{ scenario: 'mixed', arrivals: 'constant', rate: 10, seconds: 10, warmUpSeconds: 1, seed: 1 },
      ...{ hotels: 2, rooms: 1, maxInFlight: 8, maxLagMs: 10 },
      expectations: expectations.map((text) => parseExpectation(text, OPERATIONS)),
    },
    ...{
      run: 'abcdefghij',
      started: new Date('2030-01-01T00:00:00Z'),
      gateway: new URL('http://127.0.0.1:4100'),
    },
    ...{ recorder, planned: 100, seconds: 10, cutShort: false },
    proof: {
      ...{
        checked: 'stores',
        booked: 0,
        lost: 0,
        doubled: 0,
        phantom: 0,
        unanswered: 0,
        unanswered_booked: 0,
      },
      ...{ oversold: 0, invariants_broken: 0, findings: [] },
    },
  };
}

function note(recorder: Recorder, options: { intendedMs?: number; latencyMs: number; code?: string }): void {
  recorder.noteAnswer({ operation: 'booking', code: 'CONFIRMED', intendedMs: WARM_UP_MS, ...options });
}

test('what was due in the warm-up is left out of everything', () => {
  const recorder = aRecorder();
  recorder.noteStart(WARM_UP_MS - 1, 500);
  recorder.noteDropped(WARM_UP_MS - 1);
  note(recorder, { intendedMs: WARM_UP_MS - 1, latencyMs: 900, code: 'INTERNAL' });
  recorder.noteStart(WARM_UP_MS, 1);
  note(recorder, { latencyMs: 5 });

  const report = summarise(finished(recorder));

  expect(report.operations.find(({ operation }) => operation === 'booking')).toMatchObject({
    requests: 1,
    errors: 0,
    outcomes: { CONFIRMED: 1 },
  });
  expect(report.starts).toEqual({ planned: 100, measured: 1, dropped: 0 });
  expect(report.lag.max_ms).toBeLessThan(2);
  expect(report.seconds).toHaveLength(1);
});

test('a refusal because it is sold out is an answer, every other one an error', () => {
  const recorder = aRecorder();
  for (const code of ['CONFIRMED', 'SOLD_OUT', 'ROOM_BUSY', 'NO_ANSWER'])
    note(recorder, { latencyMs: 5, code });

  const report = summarise(finished(recorder));

  expect(report.error_rate).toBe(0.5);
  expect(report.throughput).toBe(0.4);
  expect(report.operations[1]).toMatchObject({ requests: 4, errors: 2 });
});

test('the report can be read again, and its histogram is the one that was recorded', () => {
  const recorder = aRecorder();
  for (let latencyMs = 1; latencyMs <= 100; latencyMs += 1) note(recorder, { latencyMs });

  const report = summarise(finished(recorder));
  const text = JSON.stringify(report);

  expect(parseLoadReport(JSON.parse(text), 'a.json')).toEqual(report);
  expect(parseLoadReport({ ok: true, data: JSON.parse(text) as unknown }, 'a.json')).toEqual(report);
  const again = decodeHistogram(report.operations[1]?.histogram ?? '');
  expect(percentileMs(again, 99)).toBe(report.operations[1]?.p99_ms);
});

test.each([{}, { format: 2 }, null, 'text', { ok: true, data: {} }])('%j is no report', (value) => {
  expect(() => parseLoadReport(value, 'a.json')).toThrow(expect.objectContaining({ code: 'VALIDATION' }));
});

describe('the generator', () => {
  const lag = (milliseconds: number, every: number) => {
    const recorder = aRecorder();
    for (let start = 0; start < 1_000; start += 1) {
      recorder.noteStart(WARM_UP_MS, start % every === 0 ? milliseconds : 0.1);
    }
    return summarise(finished(recorder));
  };

  test('that was late beyond the bound at p99 is said to have lagged', () => {
    expect(lagged(lag(40, 50))).toBe(true);
  });

  test('that was late once in a while has not, and neither has one that is always a little late', () => {
    expect(lagged(lag(40, 200))).toBe(false);
    expect(lagged(lag(9.9, 1))).toBe(false);
  });
});

test('expectations are judged by what was measured', () => {
  const recorder = aRecorder();
  for (let at = 0; at < 100; at += 1) note(recorder, { latencyMs: at < 95 ? 5 : 80 });
  note(recorder, { latencyMs: 5, code: 'INTERNAL' });
  recorder.noteDropped(WARM_UP_MS);

  const report = summarise(
    finished(recorder, [
      ...['booking.p50<6ms', 'booking.p99<50ms', 'booking.rate>=10/s', 'error_rate<0.5%', 'error_rate<1%'],
      ...['dropped<1', 'throughput>10', 'quote.p99<1s'],
    ]),
  );

  expect(report.expectations.map(({ expected, met }) => [expected, met])).toEqual([
    ['booking.p50<6ms', true],
    ['booking.p99<50ms', false],
    ['booking.rate>=10/s', true],
    ['error_rate<0.5%', false],
    ['error_rate<1%', true],
    ['dropped<1', false],
    ['throughput>10', true],
    // Not one was asked for: that is not fast.
    ['quote.p99<1s', false],
  ]);
});

test('what a guest sends after the end, and the steps of guests, are not counted as starts', () => {
  const recorder = createRecorder(['hold', 'pay'], WARM_UP_MS, WARM_UP_MS + 10_000);
  recorder.noteStart(WARM_UP_MS, 1);
  recorder.noteStart(WARM_UP_MS + 500, 1, true);
  recorder.noteStart(WARM_UP_MS + 10_000, 1, true);
  recorder.noteAnswer({ operation: 'hold', code: 'PENDING', intendedMs: WARM_UP_MS, latencyMs: 5 });
  recorder.noteAnswer({
    operation: 'pay',
    code: 'PAYMENT_DECLINED',
    intendedMs: WARM_UP_MS + 500,
    latencyMs: 5,
  });
  recorder.noteAnswer({ operation: 'pay', code: 'CONFIRMED', intendedMs: WARM_UP_MS + 10_000, latencyMs: 5 });

  const report = summarise(finished(recorder));

  expect([report.starts.measured, recorder.lag.totalCount, report.error_rate]).toEqual([1, 2, 0]);
  expect(report.operations.map(({ requests }) => requests)).toEqual([1, 1]);
});

test('an answer that one operation must expect is an error of another', () => {
  const recorder = createRecorder(['hold', 'booking'], WARM_UP_MS);
  for (const operation of ['hold', 'booking'] as const)
    recorder.noteAnswer({ operation, code: 'PENDING', intendedMs: WARM_UP_MS, latencyMs: 5 });

  expect(recorder.operations.map(({ errors }) => errors)).toEqual([0, 1]);
});
