import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aComparedHotel, type ComparedChannel, type ComparedHotel } from '../builders/a-compared-hotel.js';
import { anotherValue, asCells, corruptions, olderValues, type RoomNight } from '../builders/seeded-lies.js';
import { smallestRepair } from '../builders/smallest-repair.js';
import { differing, told, valueKey, valuesByNight } from '../builders/told-calendar.js';
import { connectors } from '../../src/connectors/index.js';
import type { CalendarCell } from '../../src/connectors/shared/calendar.js';
import { createRandom, type Random } from '../../src/cli/load/random.js';
import type { LoggedRequest } from '../../src/cli/sandbox/request-log.js';
import { fromSqlTime } from '../../src/core/platform/sql-time.js';
import type { Difference } from '../../src/core/reconcile/difference.js';
import { CLASSES, type DifferenceClass } from '../../src/core/reconcile/night-cell.js';

const CHANNELS = connectors.filter(({ channel }) => channel !== undefined).map(({ id }) => id);
/** Another one: BELLHOP_TEST_SEED=7 npx vitest run --project integration test/end-to-end/seeded-lies.test.ts */
const SEED = Number(process.env['BELLHOP_TEST_SEED'] ?? 20_271);
const DAYS = 74;
const EACH = 46;
const ROUNDS = 16;
const CHANGES_A_ROUND = 3;
/** Of each class over all contracts. */
const AT_LEAST = 300;

let hotel: ComparedHotel;
let channel: ComparedChannel;
const seeded = new Map<DifferenceClass, Map<string, number>>();

beforeAll(async () => {
  process.stdout.write(`reconcile: BELLHOP_TEST_SEED=${SEED}\n`);
  hotel = await aComparedHotel(DAYS);
}, 60_000);

afterAll(() => hotel.close());

const theirs = async (): Promise<CalendarCell[]> =>
  (await channel.sandbox.cells()).filter(({ date }) => date >= hotel.t.day(0));

const wordsOf = (found: readonly Difference[]): string[] =>
  found.map((one) => `${valueKey(one)} ${one.class} ${one.cause}`).sort();

const inOrder = (values: ReadonlyMap<string, number>) => [...values].sort();

function count(found: readonly Difference[]): void {
  for (const { class: kind, field } of found) {
    const fields = seeded.get(kind) ?? new Map<string, number>();
    seeded.set(kind, fields.set(field, (fields.get(field) ?? 0) + 1));
  }
}

/** Every third night is kept for what is dropped, every third for what is put back: no lie is told over by a later change. */
function roomNights(part: 0 | 1 | 2): RoomNight[] {
  const days = Array.from({ length: DAYS + 1 }, (_, day) => day).filter((day) => day % 3 === part);
  return days.flatMap((day) =>
    (['DBL', 'SGL'] as const).map((room): RoomNight => ({ room, date: hotel.t.day(day) })),
  );
}

const datesOf = (part: 0 | 1 | 2): Set<string> => new Set(roomNights(part).map(({ date }) => date));

async function change(nights: readonly RoomNight[], random: Random): Promise<void> {
  const ours = await channel.ours();
  const updates = nights.map((night) => anotherValue(ours, night, random));
  await hotel.t.push(updates, { rate_absent: 'room' });
  await channel.settled();
}

/** Changes of ours, of which the channel says each time that it took all, and forgets one value of every message. */
async function dropSilently(random: Random): Promise<Set<string>> {
  const nights = roomNights(0);
  await channel.sandbox.control('PUT', 'faults', { silent_drop: 1 });
  for (let round = 0; round < ROUNDS; round++) await change(nights.splice(0, CHANGES_A_ROUND), random);
  await channel.sandbox.control('PUT', 'faults', { silent_drop: 0 });
  const { document } = await channel.sandbox.control<{ requests: LoggedRequest[] }>(
    'GET',
    'requests?limit=10000',
  );
  return new Set(document.requests.flatMap(({ silent }) => silent).map(valueKey));
}

describe.each(CHANNELS)('a channel of %s', (id) => {
  beforeEach(async () => void (channel = await hotel.connect(id)), 30_000);
  afterEach(() => channel.close());

  test('that has everything differs in nothing; each silent corruption is found and it alone is repaired', async () => {
    const random = createRandom(SEED, CHANNELS.indexOf(id));
    const { run, fix } = hotel.t.app.reconcile;
    const { request, sandbox } = channel;
    const first = await theirs();
    await change(roomNights(1), random);
    const clean = await run(request);
    expect(clean.differences).toEqual([]);
    expect(clean).toMatchObject({ source: 'reported', totals: { differences: 0, pending: 0 } });
    expect(clean.nights).toBeGreaterThan(DAYS * 2);

    const now = await theirs();
    const put = [
      ...olderValues(
        first,
        now.filter(({ date }) => datesOf(1).has(date)),
        { random, count: EACH - 10 },
      ),
      ...corruptions(
        now.filter(({ date }) => datesOf(2).has(date)),
        { random, count: EACH },
      ),
    ];
    const dropping = new Date();
    const dropped = await dropSilently(random);
    const wanted = await told(id, await channel.ours());
    await sandbox.control('PUT', 'calendar?hotel=H1', { cells: asCells(put) });
    const found = await run(request);

    const lies = new Map(put.map((lie) => [valueKey(lie), { class: lie.class, cause: 'changed_behind_us' }]));
    for (const [key, { value }] of differing(await theirs(), wanted))
      if (!lies.has(key)) {
        expect(dropped).toContain(key);
        lies.set(key, { class: value === null ? 'missing' : 'stale', cause: 'dropped_silently' });
      }
    expect(wordsOf(found.differences)).toEqual(
      [...lies].map(([key, { class: kind, cause }]) => `${key} ${kind} ${cause}`).sort(),
    );
    for (const { cause, since } of found.differences) {
      const at = since === null ? null : fromSqlTime(since);
      if (cause === 'changed_behind_us') expect(at?.toISOString()).toBe(clean.finished_at);
      else expect(Number(at)).toBeGreaterThanOrEqual(Math.floor(dropping.getTime() / 1_000) * 1_000);
    }
    count(found.differences);

    const fewest = await smallestRepair(id, { ours: await channel.ours(), theirs: await theirs() });
    const before = (await sandbox.requests()).length;
    const dry = await fix(request, { dryRun: true, waitMs: 0 });
    expect((await sandbox.requests()).length).toBe(before);
    const fixed = await fix(request, { dryRun: false, waitMs: 15_000 });

    expect(fixed.cells).toEqual(dry.cells);
    expect(fixed.after?.differences).toEqual([]);
    expect([...differing(await theirs(), wanted).keys()]).toEqual([]);
    expect(inOrder(valuesByNight(await told(id, fixed.cells)))).toEqual(inOrder(fewest));
    expect(fixed.values).toBe([...fewest.values()].reduce((sum, values) => sum + values, 0));
    expect((await fix(request, { dryRun: false, waitMs: 0 })).values).toBe(0);
  }, 120_000);
});

test('of each class there were hundreds, on several fields', () => {
  for (const kind of CLASSES) {
    const fields = [...(seeded.get(kind) ?? [])];
    process.stdout.write(
      `reconcile: ${kind} ${fields.map(([field, times]) => `${field} ${times}`).join(', ')}\n`,
    );
    expect(
      fields.reduce((sum, [, times]) => sum + times, 0),
      kind,
    ).toBeGreaterThanOrEqual(AT_LEAST);
    expect(fields.length, kind).toBeGreaterThan(2);
  }
});
