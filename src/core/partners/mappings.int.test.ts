import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { announceHotel } from '../hotels/announce-hotel.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { systemClock } from '../model/clock.js';
import { createIds, type NextId } from '../platform/snowflake.js';
import { createMappings, type Mappings } from './mappings.js';
import { createPartners } from './partners.js';
import type { MappingInput } from './set-mapping.js';

let db: TestDatabase;
let mappings: Mappings;
let nextId: NextId;

/** Hotels are made here by SQL: onboarding stands a floor higher and has its own tests. */
async function hotel(code: string, rooms: readonly string[], rates: readonly string[]): Promise<string> {
  const hotelId = nextId();
  await db.database.run(
    "INSERT INTO hotels (hotel_id, code, name, city, country, time_zone, currency) VALUES (?, ?, 'H', 'C', 'PT', 'UTC', 'EUR')",
    [hotelId, code],
  );
  for (const room of rooms) {
    await db.database.run(
      "INSERT INTO rooms (room_id, hotel_id, code, room_type, name, capacity, max_adults, max_children, total_rooms) VALUES (?, ?, ?, 'T', 'N', 2, 2, 1, 1)",
      [nextId(), hotelId, room],
    );
  }
  for (const rate of rates) {
    await db.database.run(
      "INSERT INTO rate_plans (rate_plan_id, hotel_id, code, name, meal_plan, currency) VALUES (?, ?, ?, 'N', 'ROOM_ONLY', 'EUR')",
      [nextId(), hotelId, rate],
    );
  }
  return hotelId;
}

beforeAll(async () => {
  db = await createTestDatabase();
  nextId = await createIds(db.database, systemClock);
  mappings = createMappings({ database: db.database, nextId, announceHotel });
  const partners = createPartners({ database: db.database, nextId });
  await partners.create({ code: 'ota', name: 'OTA', kind: 'ota', connector: 'native' });
  await partners.create({ code: 'pms', name: 'PMS', kind: 'pms', connector: 'ota' });
});
afterAll(() => db.drop());

const set = (hotel_code: string, kind: MappingInput['kind'], codes: [ours: string, theirs: string]) =>
  mappings.set({ partner_code: 'ota', hotel_code, kind, our_code: codes[0], their_code: codes[1] });

async function versionOf(code: string): Promise<number> {
  const [row] = await db.database.rows<{ version: number }>('SELECT version FROM hotels WHERE code = ?', [
    code,
  ]);
  return row?.version ?? 0;
}

test('a mapping is set, replaced and listed; only a change raises the version of the hotel', async () => {
  await hotel('A', ['DBL', 'SGL'], ['BAR']);

  expect(await set('A', 'room', ['DBL', 'their double'])).toMatchObject({
    changed: true,
    mapping: {
      partner_code: 'ota',
      hotel_code: 'A',
      kind: 'room',
      our_code: 'DBL',
      their_code: 'their double',
    },
  });
  expect(await versionOf('A')).toBe(2);
  expect((await set('A', 'room', ['DBL', 'their double'])).changed).toBe(false);
  expect(await versionOf('A')).toBe(2);
  expect((await set('A', 'room', ['DBL', 'dbl'])).changed).toBe(true);
  expect(await versionOf('A')).toBe(3);
  await set('A', 'rate', ['BAR', 'dbl']);
  await set('A', 'hotel', ['A', 'H-1']);

  const listed = await mappings.list({ partner_code: 'ota', hotel_code: 'A' });

  expect(listed.map(({ kind, our_code, their_code }) => [kind, our_code, their_code])).toEqual([
    ['hotel', 'A', 'H-1'],
    ['room', 'DBL', 'dbl'],
    ['rate', 'BAR', 'dbl'],
  ]);
  expect(await mappings.list({ partner_code: 'pms' })).toEqual([]);
});

test("a partner's code means one thing: the clash names what it means, and nothing changes", async () => {
  await hotel('B', ['DBL', 'SGL'], ['BAR', 'NRF']);
  await hotel('B2', ['DBL'], ['BAR']);
  await set('B', 'hotel', ['B', 'HB']);
  await set('B', 'room', ['DBL', '1']);
  await set('B', 'rate', ['BAR', '1']);
  const before = await mappings.list({ partner_code: 'ota' });
  const version = await versionOf('B');

  await expect(set('B2', 'hotel', ['B2', 'HB'])).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'For ota, "HB" already means hotel B; give that another code first.',
    next: 'bellhop mapping list --partner ota --hotel B2',
  });
  await expect(set('B', 'room', ['SGL', '1'])).rejects.toThrowError('"1" already means room DBL');
  await expect(set('B', 'rate', ['NRF', '1'])).rejects.toThrowError('"1" already means rate BAR');

  expect(await mappings.list({ partner_code: 'ota' })).toEqual(before);
  expect(await versionOf('B')).toBe(version);
  expect((await set('B2', 'room', ['DBL', '1'])).changed).toBe(true);
});

test('codes of a partner tell case apart', async () => {
  await hotel('C', ['DBL', 'dbl'], ['BAR']);

  await set('C', 'room', ['DBL', 'x']);

  expect((await set('C', 'room', ['dbl', 'X'])).changed).toBe(true);
});

test('two hotels wanting one code at the same moment: one has it, the other is told', async () => {
  for (const round of [1, 2, 3, 4]) {
    await hotel(`D${round}a`, [], []);
    await hotel(`D${round}b`, [], []);

    const outcomes = await Promise.allSettled(
      [`D${round}a`, `D${round}b`].map((code) => set(code, 'hotel', [code, `same${round}`])),
    );

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'CONFLICT' },
    });
  }
});

test('a hotel renamed for a partner to a code that is being taken is told, too', async () => {
  for (const round of [1, 2, 3, 4]) {
    const codes = [`E${round}a`, `E${round}b`];
    for (const code of codes) {
      await hotel(code, [], []);
      await set(code, 'hotel', [code, code]);
    }

    const outcomes = await Promise.allSettled(codes.map((code) => set(code, 'hotel', [code, `new${round}`])));

    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'CONFLICT' },
    });
  }
});

test('different rooms mapped at the same moment are all mapped, each with its own version', async () => {
  const rooms = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'];
  await hotel('F', rooms, []);

  await Promise.all(rooms.map((room) => set('F', 'room', [room, `their-${room}`])));

  expect(await mappings.list({ partner_code: 'ota', hotel_code: 'F' })).toHaveLength(6);
  expect(await versionOf('F')).toBe(7);
});

test('verify names what the partner cannot reach and what is gone', async () => {
  const hotelId = await hotel('G', ['DBL', 'SGL'], ['BAR', 'NRF']);
  await set('G', 'room', ['SGL', 'S']);
  await set('G', 'rate', ['NRF', 'N']);
  const query = { partner_code: 'ota', hotel_code: 'G' };
  await db.database.run("DELETE FROM rate_plans WHERE hotel_id = ? AND code = 'NRF'", [hotelId]);

  expect(await mappings.verify(query)).toMatchObject({
    hotel_mapped: false,
    unmapped: [
      { kind: 'room', our_code: 'DBL' },
      { kind: 'rate', our_code: 'BAR' },
    ],
    dangling: [{ kind: 'rate', their_code: 'N' }],
  });
  expect(await mappings.list(query)).toContainEqual(
    expect.objectContaining({ kind: 'rate', our_code: null, their_code: 'N' }),
  );
  await set('G', 'hotel', ['G', 'G']);
  expect(await mappings.verify(query)).toMatchObject({ hotel_mapped: true });
});

test('a code whose rate plan is gone can be given to another', async () => {
  const hotelId = await hotel('H', [], ['OLD', 'NEW']);
  await set('H', 'rate', ['OLD', 'R']);
  await db.database.run("DELETE FROM rate_plans WHERE hotel_id = ? AND code = 'OLD'", [hotelId]);

  expect((await set('H', 'rate', ['NEW', 'R'])).changed).toBe(true);

  expect(await mappings.verify({ partner_code: 'ota', hotel_code: 'H' })).toMatchObject({
    unmapped: [],
    dangling: [],
  });
});

describe('refused', () => {
  const valid: MappingInput = {
    partner_code: 'ota',
    hotel_code: 'X',
    kind: 'room',
    our_code: 'DBL',
    their_code: 'D',
  };

  beforeAll(async () => {
    await hotel('X', ['DBL'], ['BAR']);
  });

  test.each<[string, Partial<Record<keyof MappingInput, unknown>>, object]>([
    ['an unknown partner', { partner_code: 'nobody' }, { code: 'PARTNER_NOT_FOUND' }],
    ['an unknown hotel', { hotel_code: 'NONE' }, { code: 'HOTEL_NOT_FOUND', next: 'bellhop hotel list' }],
    [
      'an unknown room',
      { our_code: 'SGL' },
      { code: 'ROOM_NOT_FOUND', message: 'Hotel X has no room "SGL".' },
    ],
    ['a rate as room', { our_code: 'BAR' }, { code: 'ROOM_NOT_FOUND' }],
    ['an unknown rate', { kind: 'rate' }, { code: 'RATE_NOT_FOUND' }],
    [
      'another code of the hotel',
      { kind: 'hotel' },
      { code: 'VALIDATION', faults: [{ pointer: '/our_code' }] },
    ],
    ['another kind', { kind: 'bed' }, { code: 'VALIDATION', faults: [{ pointer: '/kind' }] }],
    ['no code', { their_code: '' }, { code: 'VALIDATION', faults: [{ pointer: '/their_code' }] }],
    [
      'a space at the end',
      { their_code: 'D ' },
      { code: 'VALIDATION', faults: [{ pointer: '/their_code' }] },
    ],
    ['a line end', { their_code: 'D\n' }, { code: 'VALIDATION', faults: [{ pointer: '/their_code' }] }],
    [
      'a long code',
      { their_code: 'x'.repeat(65) },
      { code: 'VALIDATION', faults: [{ pointer: '/their_code' }] },
    ],
  ])('%s', async (_, overrides, error) => {
    await expect(mappings.set({ ...valid, ...overrides } as MappingInput)).rejects.toMatchObject(error);
  });

  test('questions about what does not exist', async () => {
    const nobody = { partner_code: 'nobody', hotel_code: 'X' };
    const nowhere = { partner_code: 'ota', hotel_code: 'NONE' };
    await expect(mappings.list(nobody)).rejects.toMatchObject({ code: 'PARTNER_NOT_FOUND' });
    await expect(mappings.list(nowhere)).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
    await expect(mappings.verify(nobody)).rejects.toMatchObject({ code: 'PARTNER_NOT_FOUND' });
    await expect(mappings.verify(nowhere)).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
  });
});
