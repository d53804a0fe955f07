import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { LATE_TOKEN } from '../../src/cli/load/guests.js';
import type { LoadReport } from '../../src/cli/load/load-report.js';
import { createRequestPlan } from '../../src/cli/load/plan-requests.js';
import { toSqlTime } from '../../src/core/platform/sql-time.js';
import { aGateway, type TestGateway } from '../gateway/a-gateway.js';
import { runJson } from './run-command.js';

const SEED = 3;
const SIZE = { hotels: 2, rooms: 2 };
const MOST_GUESTS = 400;
/** Gateway and generator run in this very process and wait for each other. */
const ARGS = [
  ...['booking-saga', '--rate', '30', '--duration', '4', '--warm-up', '1', '--seed', String(SEED)],
  ...['--hotels', String(SIZE.hotels), '--rooms', String(SIZE.rooms), '--max-lag', '10000'],
];
const SOUND = { lost: 0, doubled: 0, phantom: 0, oversold: 0, unanswered: 0, findings: [] };
const walkAways = guestsWho((steps) => steps.length === 0);
const lateComers = guestsWho((steps) => steps.some(({ token }) => token === LATE_TOKEN));
const NOBODY = ['nobody'];

let it: TestGateway;
let ages: NodeJS.Timeout;
let aging: Promise<void>;
/** Whose hold is over before its minute is. */
let over: readonly string[];
/** Breaks something as soon as it can. @returns whether it could */
let sabotage: (() => Promise<boolean>) | null;

beforeAll(async () => {
  it = await aGateway();
});

afterAll(async () => {
  await it.close();
});

beforeEach(() => {
  over = [...walkAways, ...lateComers];
  sabotage = null;
  aging = Promise.resolve();
  ages = setInterval(() => {
    aging = aging.then(async () => {
      await letTimePass();
      if (await sabotage?.()) sabotage = null;
    });
  }, 300);
});

afterEach(async () => {
  clearInterval(ages);
  await aging;
});

/** By their places in the plan, which follow from the seed. */
function guestsWho(does: (steps: readonly { readonly token?: string }[]) => boolean): string[] {
  const plan = {
    scenario: 'booking-saga',
    seed: SEED,
    first: '2030-01-01',
    lookToBook: 0,
    run: 'r',
  } as const;
  const request = createRequestPlan({ ...plan, ...SIZE });
  return Array.from({ length: MOST_GUESTS }, (_, index) => index)
    .filter((index) => does(request(index).turn?.rest ?? []))
    .map(String);
}

/** A minute is over in a second for who only holds, and for late money; and the gateway's scheduler does its work. */
async function letTimePass(): Promise<void> {
  const past = toSqlTime(new Date(Date.now() - 1_000));
  await endHolds(past);
  await it.app.expireHolds();
  await it.app.payments.workDueRefunds(20);
  const late = await it.app.database.rows<{ token: string }>(
    `SELECT c.idempotency_token AS token FROM simulated_charges c JOIN payments p ON p.payment_id = c.payment_id
     JOIN bookings b ON b.booking_id = p.booking_id
     WHERE c.token = ? AND c.state = 'PROCESSING' AND b.status = 'FAILED'`,
    [LATE_TOKEN],
  );
  for (const { token } of late)
    await change('UPDATE simulated_charges SET due_at = ? WHERE idempotency_token = ?', [past, token]);
}

async function endHolds(past: string): Promise<void> {
  const due = await it.app.database.rows<{ id: string }>(
    `SELECT b.booking_id AS id FROM booking_holds h JOIN bookings b ON b.booking_id = h.booking_id
     LEFT JOIN payments p ON p.booking_id = b.booking_id
     WHERE b.created_at < ? AND SUBSTRING_INDEX(b.partner_reference, '-', -1) IN (?)
       AND (p.called = 1 OR SUBSTRING_INDEX(b.partner_reference, '-', -1) NOT IN (?))`,
    [past, over, lateComers],
  );
  for (const { id } of due) {
    await it.app.database.inTransaction(async (tx) => {
      // First the booking, as everybody who changes one.
      await tx.run("UPDATE bookings SET expires_at = ? WHERE booking_id = ? AND status = 'PENDING'", [
        past,
        id,
      ]);
      await tx.run('UPDATE booking_holds SET expires_at = ? WHERE booking_id = ?', [past, id]);
    });
  }
}

async function change(sql: string, parameters: string[] = []): Promise<boolean> {
  return (await it.app.database.run(sql, parameters)).affectedRows > 0;
}

/** Whoever has the stores at hand. */
function onStores(more: Record<string, string> = {}): Record<string, string> {
  return {
    ...{ BELLHOP_GATEWAY: it.url, BELLHOP_MYSQL_URL: it.db.url, BELLHOP_REDIS_URL: inject('redisUrl') },
    BELLHOP_DATA: join(tmpdir(), 'bellhop-none'),
    ...more,
  };
}

async function load(env: Record<string, string>, more: readonly string[] = []) {
  const { exit, document, stderr } = await runJson('load run', [...ARGS, ...more], env);
  const report = document.data as unknown as LoadReport;
  return { exit, stderr, report, error: document.error };
}

test('every guest ends as answered, all money fits, and the nights are counted out', async () => {
  const { exit, report } = await load(onStores(), ['--expect', 'hold.p99<60s', '--expect', 'error_rate<=0']);

  const { saga, ...proof } = report.proof;
  expect([exit, report.error_rate, proof.findings]).toEqual([0, 0, []]);
  expect(proof).toMatchObject({ ...SOUND, checked: 'stores', invariants_broken: 0 });
  expect(saga).toMatchObject({ held: 0, open: 0, money_wrong: 0, nights_wrong: 0 });
  expect(report.starts.measured).toBe(report.operations[0]?.requests);
  for (const { operation, requests } of report.operations)
    expect([operation, requests]).not.toEqual([operation, 0]);
  const outcomes = Object.assign({}, ...report.operations.map((one) => one.outcomes)) as object;
  expect(Object.keys(outcomes)).toEqual(
    expect.arrayContaining(['SOLD_OUT', 'PAYMENT_DECLINED', 'CANCELLED']),
  );
  expect((saga?.confirmed ?? 0) + (saga?.failed ?? 0) + (saga?.cancelled ?? 0)).toBe(proof.booked);
  for (const figure of ['confirmed', 'failed', 'cancelled', 'taken', 'declined', 'refunded'] as const)
    expect([figure, saga?.[figure]]).not.toEqual([figure, 0]);
});

test('over HTTP it tells what is still held, and nothing of the money', async () => {
  over = lateComers.length === 0 ? NOBODY : lateComers;
  const env = { ...onStores(), BELLHOP_MYSQL_URL: '', BELLHOP_KEY: it.keys['operator-1'] };

  const { exit, report } = await load(env);

  expect([exit, report.proof.findings]).toEqual([0, []]);
  expect(report.proof).toMatchObject({ ...SOUND, checked: 'gateway', invariants_broken: null });
  expect(report.proof.saga).toMatchObject({ taken: null, open: null, money_wrong: null, nights_wrong: 0 });
  expect(report.proof.saga?.held).toBeGreaterThan(0);
  over = walkAways;
  await letTimePass();
});

test('money that the bank took of a booking that failed, or never gave back, breaks the proof', async () => {
  const wanted = [
    "UPDATE simulated_charges SET state = 'TAKEN' WHERE state = 'DECLINED' LIMIT 1",
    'UPDATE simulated_charges SET refunded_amount = 0 WHERE refunded_amount > 0 LIMIT 1',
  ];
  await change('DELETE FROM simulated_charges');
  sabotage = async () => {
    while (wanted[0] !== undefined && (await change(wanted[0]))) wanted.shift();
    return wanted.length === 0;
  };

  const { exit, report } = await load(onStores());

  expect([exit, wanted]).toEqual([3, []]);
  expect(report.proof.saga).toMatchObject({ money_wrong: 2, open: 0, nights_wrong: 0 });
  expect(report.proof.findings).toContainEqual(
    expect.stringMatching(/^money: payment \d+ is FAILED.* took it 1 times/),
  );
  expect(report.proof.findings).toContainEqual(
    expect.stringMatching(/^money: payment \d+ is .*REFUNDED.* less 0\.000$/),
  );
});

test('a night that is given back twice breaks the proof', async () => {
  const started = toSqlTime(new Date());
  sabotage = () =>
    change(
      `UPDATE room_inventory SET unacked_rooms = unacked_rooms - 1, available_rooms = available_rooms + 1
       WHERE unacked_rooms > 0 AND EXISTS (SELECT 1 FROM booking_room_nights n JOIN bookings b ON b.booking_id = n.booking_id
         WHERE n.room_id = room_inventory.room_id AND n.date = room_inventory.date AND b.status = 'FAILED'
           AND b.created_at > ?) LIMIT 1`,
      [started],
    );

  const { exit, report } = await load(onStores());

  const { saga, oversold, findings, invariants_broken } = report.proof;
  expect([exit, sabotage]).toEqual([3, null]);
  // Somebody may have bought the room that is not there.
  expect((saga?.nights_wrong ?? 0) + oversold).toBe(1);
  expect(findings).toContainEqual(expect.stringMatching(/^(?:nights|oversold): LOAD-/));
  expect(invariants_broken).toBeGreaterThan(0);
  expect(saga).toMatchObject({ money_wrong: 0, open: 0 });
});

test('a gateway with a real payment provider is not loaded so', async () => {
  const stripe = { BELLHOP_PAYMENT_PROVIDER: 'stripe', BELLHOP_STRIPE_KEY: `sk_test_${'0'.repeat(24)}` };

  const { exit, error } = await load(
    onStores({ ...stripe, BELLHOP_PAYMENT_WEBHOOK_SECRET: 'whsec_1234567890123456' }),
  );

  expect([exit, error.code, error.message]).toEqual([
    2,
    'CONFIG',
    expect.stringContaining('taken by stripe'),
  ]);
});
