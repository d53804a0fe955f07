import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FixResult } from '../../src/core/reconcile/fix-reconcile.js';
import type { RunRequest } from '../../src/core/reconcile/run-reconcile.js';
import type { CrashPoint } from '../../src/core/platform/crash-points.js';
import { aDelivery, THEIRS, type TestDelivery } from '../builders/a-delivery.js';
import { aSandbox, type TestSandbox } from '../builders/a-sandbox.js';
import { eventually } from '../harness/eventually.js';
import { roleProcesses, type RoleProcess, type RoleProcesses } from './role-processes.js';

/*
 * A process dies, as by kill -9, in the middle of the push that repairs a channel. What a dry run said before is what is told, what
 * is found afterwards is what is still missing, and the next process brings it to its end.
 */

const ROLES = 'relay,projector,delivery';
const ENV = {
  BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  BELLHOP_DELIVERY_LEASE_MS: '1500',
  BELLHOP_LOG_LEVEL: 'warn',
};
/** Before anything is sent; with the first of two messages sent, unheard and heard; with all of it told and not written down. */
const POINTS: readonly (readonly [CrashPoint, missing: number])[] = [
  ['delivery.read', 2],
  ['delivery.answered', 1],
  ['delivery.noted', 1],
  ['delivery.settle.before_commit', 0],
  ['delivery.settled', 0],
];
const REQUEST: RunRequest = { hotel: 'HV01', partner: 'chan', side: 'channel' };

let d: TestDelivery;
let sandbox: TestSandbox;
let processes: RoleProcesses;

beforeAll(async () => {
  d = await aDelivery({ env: ENV, notes: false });
  sandbox = await aSandbox('siteconnect');
  processes = roleProcesses(d.t.db.url);
  await d.partner('chan', 'siteconnect');
  await d.t.load(9, 0, 20);
  await d.connect('chan', sandbox.url);
  await calm();
}, 60_000);

afterEach(() => processes.close());

afterAll(async () => {
  await sandbox.close();
  await d.close();
});

/** A process that dies of nothing brings everything to its end. */
async function calm(): Promise<void> {
  const { app, db } = d.t;
  const process = await processes.start(ROLES, ENV);
  await eventually(
    async () =>
      (await db.database.rows('SELECT 1 FROM outbox LIMIT 1')).length === 0 &&
      (await app.bus.lag(app.delivery.consumer)).waiting === 0 &&
      (await app.delivery.desk.list({ limit: 10 })).every(({ state }) => state === 'DONE'),
    { within: 30_000, what: 'every delivery at its end' },
  );
  await process.stop();
}

async function isAsked(yes: boolean): Promise<void> {
  const calendar_url = yes ? `${sandbox.url}/control/calendar` : null;
  await d.t.app.reconcile.copies.set(await d.t.app.partners.get('chan'), { calendar_url });
}

const fix = (options: { dryRun?: boolean; waitMs?: number } = {}): Promise<FixResult> =>
  d.t.app.reconcile.fix(REQUEST, { dryRun: false, waitMs: 0, ...options });

const totals = async (): Promise<readonly [differences: number, pending: number]> => {
  const { differences, pending } = (await d.t.app.reconcile.run(REQUEST)).totals;
  return [differences, pending];
};

/** The count and the price of a night at the channel. */
async function theirs(day: number): Promise<readonly [number | undefined, string | undefined]> {
  const nights = (await sandbox.cells(THEIRS.hotel)).filter(
    ({ date, room_code }) => date === d.t.day(day) && room_code === THEIRS.room,
  );
  const amounts = nights.flatMap((cell) => cell.amounts ?? []);
  return [nights.find((cell) => cell.available !== undefined)?.available, amounts[0]?.amount];
}

/** Repairs with a process that dies at this point; what the repair came to is told when it is dead. */
async function repairAndDie(point: CrashPoint): Promise<FixResult> {
  const dying: RoleProcess = await processes.start(ROLES, { ...ENV, BELLHOP_CRASH_AT: point });
  const fixing = fix({ waitMs: 0 });
  const gone = await Promise.race([
    dying.ended.then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), 20_000).unref()),
  ]);
  expect(gone, `${point} was not reached`).toBe(true);
  return fixing;
}

/** After a restart nothing differs, nothing waits, and a second repair finds nothing to tell. */
async function expectMended(): Promise<void> {
  await calm();
  expect(await totals()).toEqual([0, 0]);
  expect(await fix()).toMatchObject({ cells: [], values: 0, after: null });
}

describe('a channel that tells what it has', () => {
  beforeAll(() => isAsked(true));

  test.each(POINTS)(
    'killed at %s: a dry run before and after says the truth, and nothing is lost',
    async (point, missing) => {
      const day = 2 + POINTS.findIndex(([one]) => one === point);
      const night = { room_code: THEIRS.room, rate_code: null, date: d.t.day(day) };
      const amounts = [{ guests: 2, amount: '1.00', currency: 'EUR', tax: 'after' }];
      await sandbox.control('PUT', `calendar?hotel=${THEIRS.hotel}`, {
        cells: [
          { ...night, available: 77 },
          { ...night, rate_code: THEIRS.rate, amounts },
        ],
      });
      expect(await theirs(day)).toEqual([77, '1.00']);
      const planned = await fix({ dryRun: true });
      expect(planned.values).toBeGreaterThan(1);

      const fixed = await repairAndDie(point);

      expect(fixed.cells).toEqual(planned.cells);
      const [count, price] = await theirs(day);
      expect(Number(count !== 9) + Number(price !== '100.00')).toBe(missing);
      // Marked before anything was sent: it waits, and is not planned a second time.
      expect(await totals()).toEqual([0, missing]);
      expect((await fix({ dryRun: true })).cells).toEqual([]);

      await expectMended();
      expect(await theirs(day)).toEqual([9, '100.00']);
    },
    90_000,
  );
});

describe('a channel that is held to what it acknowledged', () => {
  beforeAll(() => isAsked(false));

  test.each([
    ['delivery.answered', 12],
    ['delivery.settle.before_commit', 13],
  ] as const)(
    'killed at %s: what it was told and nobody wrote down is told again',
    async (point, day) => {
      // Changed without an event, as after a restored backup: nobody tells it.
      await d.t.db.database.run(
        "UPDATE room_inventory i JOIN rooms r USING (room_id) SET available_rooms = 3 WHERE r.code = 'DBL' AND date = ?",
        [d.t.day(day)],
      );
      const planned = await fix({ dryRun: true });
      expect(planned.cells).toMatchObject([{ date: d.t.day(day), available: 3 }]);

      const fixed = await repairAndDie(point);

      expect(fixed.cells).toEqual(planned.cells);
      expect((await totals())[0]).toBe(0);
      expect((await fix({ dryRun: true })).cells).toEqual([]);

      await expectMended();
      expect(await theirs(day)).toEqual([3, '100.00']);
    },
    90_000,
  );
});
