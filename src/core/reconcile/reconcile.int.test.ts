import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { aSandbox, type TestSandbox } from '../../../test/builders/a-sandbox.js';
import { eventually } from '../../../test/harness/eventually.js';
import { connectors } from '../../connectors/index.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';
import { createRandom, wholeFrom, type Random } from '../../cli/load/random.js';
import type { Subscription } from '../events/event-bus.js';
import { CELL_FIELDS, type CellField } from '../delivery/cell-fields.js';
import type { Difference } from './difference.js';
import type { DifferenceClass } from './night-cell.js';
import type { RunRequest } from './run-reconcile.js';

const CHANNELS = connectors.filter(({ channel }) => channel !== undefined).map(({ id }) => id);
const DAYS = 45;
/** Contracts in which each field has a word of its own. */
const SINGLE = new Set(['agoda', 'booking-com', 'channex', 'google', 'open-channel', 'siteconnect']);
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

/** A restriction that is none, said or not, is the same. */
function meaning(cell: CalendarCell): CalendarCell {
  const said = Object.entries(cell).filter(
    ([, value]) => value !== null && value !== false && value !== undefined,
  );
  return Object.fromEntries(said) as never;
}

type Change = Pick<CalendarCell, 'room_code' | 'rate_code' | 'date'> & Record<string, unknown>;

interface Corruption extends Change {
  readonly expected: DifferenceClass;
}

const LIMITS = ['min_stay_arrival', 'min_stay_through', 'max_stay_arrival', 'max_stay_through'] as const;

/** Seeded corruptions of every class that can be made behind a channel's back, no two of one value. */
function corrupt(cells: readonly CalendarCell[], random: Random, count: number): Corruption[] {
  const changes = new Map<string, Corruption>();
  while (changes.size < count) {
    const cell = cells[wholeFrom(random, 0, cells.length - 1)];
    if (cell === undefined) break;
    const { room_code, rate_code, date } = cell;
    const known = CELL_FIELDS.filter((field) => cell[field] !== undefined);
    const field = known[wholeFrom(random, 0, known.length - 1)];
    const made = field === undefined ? null : corruptField(cell, field, random);
    if (made === null) continue;
    changes.set(JSON.stringify([room_code, rate_code, date, field]), { room_code, rate_code, date, ...made });
  }
  return [...changes.values()];
}

function corruptField(
  cell: CalendarCell,
  field: CellField,
  random: Random,
): ({ expected: DifferenceClass } & Record<string, unknown>) | null {
  const takeOut = wholeFrom(random, 0, 1) === 0;
  const isLimit = LIMITS.some((limit) => limit === field);
  if (isLimit && (cell[field] === null || Number(cell[field]) > 1))
    return {
      [field]: wholeFrom(random, 5, 9),
      expected: cell[field] === null ? 'extra' : 'conflicting',
    };
  if (field === 'closed' || field === 'closed_to_arrival' || field === 'closed_to_departure') {
    if (typeof cell[field] !== 'boolean') return null;
    return { [field]: !cell[field], expected: 'conflicting' };
  }
  if (takeOut && (field === 'available' || field === 'amounts'))
    return { [field]: null, expected: 'missing' };
  if (field === 'available')
    return { available: Number(cell.available) + wholeFrom(random, 1, 4), expected: 'conflicting' };
  if (field !== 'amounts') return null;
  const amounts = (cell.amounts ?? []).map((amount) => ({
    ...amount,
    amount: `${wholeFrom(random, 200, 400)}.50`,
  }));
  return { amounts, expected: 'conflicting' };
}

const keys = (found: readonly Difference[]) =>
  found
    .map(({ room_code, rate_code, date, field }) => JSON.stringify([room_code, rate_code, date, field]))
    .sort();

const keysOf = (changes: readonly Corruption[]) =>
  changes
    .map(({ room_code, rate_code, date, expected: _class, ...rest }) =>
      JSON.stringify([room_code, rate_code, date, Object.keys(rest)[0]]),
    )
    .sort();

const withoutClass = (changes: readonly Corruption[]) =>
  changes.map(({ expected: _class, ...change }) => change);

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
    const changes = corrupt(cells, createRandom(SEED), 150);
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells: withoutClass(changes) });
    const found = await t.app.reconcile.run(request);
    expect(keys(found.differences)).toEqual(keysOf(changes));
    const classes: Record<string, number> = {};
    for (const { expected } of changes) classes[expected] = (classes[expected] ?? 0) + 1;
    expect(found.totals.by_class).toEqual(classes);
    // They had it at the run before, and it was told: nobody but they can have changed it.
    expect(found.totals.by_cause).toEqual({ changed_behind_us: changes.length });

    const before = (await sandbox.requests()).length;
    const dry = await t.app.reconcile.fix(request, { dryRun: true, waitMs: 0 });
    expect((await sandbox.requests()).length).toBe(before);
    const fixed = await t.app.reconcile.fix(request, { dryRun: false, waitMs: 15_000 });

    expect(fixed.cells).toEqual(dry.cells);
    expect(fixed.after?.differences).toEqual([]);
    expect((await sandbox.cells()).filter(({ date }) => date >= t.day(0)).map(meaning)).toEqual(
      cells.map(meaning),
    );
    // No value is told that was right, but where the contract has no smaller word.
    // A room that is opened is told with its rate plan that stays closed.
    const opened = changes.filter(
      ({ rate_code, date, closed }) => rate_code === null && closed === true && date === t.day(12),
    );
    if (SINGLE.has(id)) expect(fixed.values).toBe(changes.length + opened.length);
    else expect(fixed.values).toBeLessThan(cells.length * 3);
    expect((await t.app.reconcile.fix(request, { dryRun: false, waitMs: 0 })).values).toBe(0);
  }, 60_000);

  test('that lost a change silently has what it had before', async () => {
    await t.app.reconcile.run(request);
    await sandbox.control('PUT', 'faults', { silent_drop: 1 });
    await t.push([{ from: t.day(30), to: t.day(30), available: 1 }]);
    await settled();
    await sandbox.control('PUT', 'faults', { silent_drop: 0 });

    const { differences } = await t.app.reconcile.run(request);

    const count = { class: 'stale', cause: 'dropped_silently', ours: 1, theirs: 5, date: t.day(30) };
    expect(differences).toMatchObject([{ field: 'available', ...count }]);
    const fixed = await t.app.reconcile.fix(request, { dryRun: false, waitMs: 15_000 });
    expect([fixed.values, fixed.after?.totals.differences]).toEqual([1, 0]);
    await t.push([{ from: t.day(30), to: t.day(30), available: 5 }]);
    await settled();
  }, 60_000);
});
