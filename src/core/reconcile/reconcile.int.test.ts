import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aSandbox, type TestSandbox } from '../../../test/builders/a-sandbox.js';
import { eventually } from '../../../test/harness/eventually.js';
import { connectors } from '../../connectors/index.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';
import { createRandom, wholeFrom, type Random } from '../../cli/load/random.js';
import type { Subscription } from '../events/event-bus.js';
import { fieldsOf } from '../delivery/cell-fields.js';
import type { Difference } from './difference.js';
import type { RunRequest } from './run-reconcile.js';

const CHANNELS = connectors.filter(({ channel }) => channel !== undefined).map(({ id }) => id);
const DAYS = 45;
const SEED = Number(process.env['BELLHOP_TEST_SEED'] ?? 20_271);

let t: TestApp;
let subscription: Subscription;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
  t.app.relay.start();
  subscription = t.app.bus.subscribe(t.app.delivery.consumer);
  await t.load(5, 0, DAYS);
  await t.push([
    { room_code: 'SGL', from: t.day(0), to: t.day(DAYS), available: 3 },
    {
      ...{ room_code: 'SGL', rate_code: 'BAR', from: t.day(0), to: t.day(DAYS) },
      amounts: [{ guests: 2, amount: '70.00', currency: 'EUR', tax: 'after' }],
    },
    { rate_code: 'BAR', from: t.day(5), to: t.day(9), set: { min_stay_arrival: 3, min_stay_through: 2 } },
    { rate_code: 'BAR', from: t.day(12), to: t.day(12), set: { closed: true } },
    { room_code: 'SGL', from: t.day(20), to: t.day(21), available: 0 },
  ]);
  t.app.delivery.worker.start();
}, 60_000);

afterAll(async () => {
  await t.app.delivery.worker.stop();
  await subscription.stop();
  await t.close();
});

let sandbox: TestSandbox;
let request: RunRequest;

async function connect(id: string): Promise<void> {
  sandbox = await aSandbox(id);
  const partner = `at-${id}`;
  await t.app.partners.create({ code: partner, name: id, kind: 'ota', connector: id });
  for (const [kind, our_code, their_code] of [
    ['hotel', 'HV01', 'H1'],
    ['room', 'DBL', '11'],
    ['room', 'SGL', '12'],
    ['rate', 'BAR', '22'],
  ] as const)
    await t.app.mappings.set({ partner_code: partner, hotel_code: 'HV01', kind, our_code, their_code });
  await t.app.delivery.endpoints.connect({
    ...{ partner, url: sandbox.url, username: 'bellhop', password: 's3cret' },
    ...{ requestor_id: 'BH', dialect: null, pricing: 'per_occupancy', los: null },
  });
  await t.app.reconcile.copies.set(await t.app.partners.get(partner), {
    calendar_url: `${sandbox.url}/control/calendar`,
  });
  request = { hotel: 'HV01', partner, side: 'channel' };
  await settled();
}

async function settled(): Promise<void> {
  let last = '';
  await eventually(
    async () => {
      const [outbox] = await t.db.database.rows('SELECT 1 FROM outbox LIMIT 1');
      const { waiting } = await t.app.bus.lag(t.app.delivery.consumer);
      const lanes = await t.app.delivery.desk.list({ partner: request.partner, limit: 5 });
      last = lanes.map(({ state, cause, last_outcome }) => `${state} ${cause ?? last_outcome}`).join(', ');
      const done = lanes.length > 0 && lanes.every(({ state }) => state === 'DONE');
      return outbox === undefined && waiting === 0 && done;
    },
    { within: 15_000 },
  ).catch(() => expect.fail(last));
}

type Change = Pick<CalendarCell, 'room_code' | 'rate_code' | 'date'> & Record<string, unknown>;

/** Seeded corruptions, no two of one value, each changing what it means. */
function corrupt(cells: readonly CalendarCell[], random: Random, count: number): Change[] {
  const changes = new Map<string, Change>();
  while (changes.size < count) {
    const cell = cells[wholeFrom(random, 0, cells.length - 1)];
    if (cell === undefined) break;
    const fields = fieldsOf(cell as never).filter((field) =>
      ['available', 'amounts', 'closed'].includes(field),
    );
    const field = fields[wholeFrom(random, 0, fields.length - 1)];
    if (field === undefined) continue;
    const { room_code, rate_code, date } = cell;
    const value =
      field === 'available'
        ? wholeFrom(random, 0, 1) === 0
          ? null
          : Number(cell.available) + wholeFrom(random, 1, 4)
        : field === 'closed'
          ? cell.closed !== true
          : wholeFrom(random, 0, 1) === 0
            ? null
            : [{ guests: 2, amount: `${wholeFrom(random, 200, 400)}.50`, currency: 'EUR', tax: 'after' }];
    changes.set(JSON.stringify([room_code, rate_code, date, field]), {
      room_code,
      rate_code,
      date,
      [field]: value,
    });
  }
  return [...changes.values()];
}

const keys = (found: readonly Difference[]) =>
  found
    .map(({ room_code, rate_code, date, field }) => JSON.stringify([room_code, rate_code, date, field]))
    .sort();

const keysOf = (changes: readonly Change[]) =>
  changes
    .map(({ room_code, rate_code, date, ...rest }) =>
      JSON.stringify([room_code, rate_code, date, Object.keys(rest)[0]]),
    )
    .sort();

describe.each(CHANNELS)('a channel of %s', (id) => {
  beforeEach(() => connect(id), 30_000);
  afterEach(async () => {
    await t.app.delivery.endpoints.setStatus(`at-${id}`, 'PAUSED');
    await sandbox.close();
  });

  test('that has everything differs in nothing; each silent corruption is found and it alone is repaired', async () => {
    const clean = await t.app.reconcile.run(request);
    expect(clean.differences).toEqual([]);
    expect(clean).toMatchObject({ source: 'reported', totals: { differences: 0, pending: 0 } });
    expect(clean.nights).toBeGreaterThan(DAYS * 2);

    const cells = (await sandbox.cells()).filter(({ date }) => date >= t.day(0));
    const changes = corrupt(cells, createRandom(SEED), 60);
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells: changes });
    const found = await t.app.reconcile.run(request);
    expect(keys(found.differences)).toEqual(keysOf(changes));
    expect(new Set(found.differences.map(({ cause }) => cause))).toEqual(new Set(['changed_behind_us']));

    const before = (await sandbox.requests()).length;
    const dry = await t.app.reconcile.fix(request, { dryRun: true, waitMs: 0 });
    expect((await sandbox.requests()).length).toBe(before);
    const fixed = await t.app.reconcile.fix(request, { dryRun: false, waitMs: 15_000 });

    expect(fixed.cells).toEqual(dry.cells);
    expect(fixed.after?.differences).toEqual([]);
    expect((await sandbox.cells()).filter(({ date }) => date >= t.day(0))).toEqual(cells);
    console.log(id, changes.length, fixed.values, fixed.cells.length);
  }, 60_000);
});
