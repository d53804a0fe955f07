import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aHotel, type HotelFile } from '../../../test/builders/a-hotel.js';
import { anOnboarding, type Onboarding } from '../../../test/builders/an-onboarding.js';
import { EVENTS } from '../events/types.js';

let db: Onboarding['db'];
let hotels: Onboarding['hotels'];
let mappings: Onboarding['mappings'];
let onboard: Onboarding['onboard'];
let fresh: Onboarding['fresh'];
let everything: Onboarding['everything'];

beforeAll(async () => {
  ({ db, hotels, mappings, onboard, fresh, everything } = await anOnboarding());
});
afterAll(() => db.drop());

interface StoredEvent {
  readonly type: 'HotelCreated' | 'HotelUpdated';
  readonly subject: string;
  readonly version: number;
  readonly request_id: string;
  readonly data: string;
}

const eventsOf = (hotelId: string | null): Promise<StoredEvent[]> =>
  db.database.rows<StoredEvent>(
    'SELECT type, subject, version, request_id, data FROM outbox WHERE hotel_id = ? ORDER BY outbox_id',
    [hotelId],
  );

describe('a new hotel', () => {
  test('is stored whole, mapped for its partners, and announced once', async () => {
    const file = fresh({
      description: 'On the river\n"Vista" 🌊',
      address: 'Rua 1',
      latitude: 41.1457899,
      longitude: -8.61,
      amenities: ['WIFI', 'BAR'],
      images: [{ url: 'https://a.example/1' }, { url: 'https://a.example/2', primary: true }],
    });

    const result = await onboard(file);

    expect(result).toMatchObject({ code: file.code, created: true, warnings: [] });
    expect(result.changes[0]).toBe('hotel added');
    const shown = await hotels.show(file.code);
    expect(shown).toMatchObject({
      hotel_id: result.hotel_id,
      name: file.name,
      description: file.description,
      latitude: '41.145790',
      longitude: '-8.610000',
      status: 'ACTIVE',
      inventory_mode: 'pms',
      pms: 'demo-pms',
      version: 1,
      amenities: ['BAR', 'WIFI'],
      images: [
        { url: 'https://a.example/1', primary: false },
        { url: 'https://a.example/2', primary: true },
      ],
      rooms: [
        { code: 'DBL', capacity: 2, max_adults: 2, max_children: 1, total_rooms: 10, base_price: '120.00' },
        { code: 'SGL', capacity: 1, max_adults: 1, max_children: 0, total_rooms: 3, base_price: null },
      ],
      rate_plans: [{ code: 'BAR', meal_plan: 'ROOM_ONLY' }],
      partners: [
        { code: 'demo-ota', kind: 'ota', hotel_code: file.code },
        { code: 'demo-pms', kind: 'pms', hotel_code: file.code },
      ],
    });
    const events = await eventsOf(result.hotel_id);
    expect(events).toMatchObject([
      { type: 'HotelCreated', subject: result.hotel_id, version: 1, request_id: 'req-1' },
    ]);
    expect(EVENTS.HotelCreated.data.parse(JSON.parse(events[0]?.data ?? ''))).toMatchObject({
      hotel_id: result.hotel_id,
      currency: 'EUR',
      rooms: shown.rooms.map(({ room_id, code }) => ({ room_id, code })),
      version: 1,
    });
  });

  test('in direct mode has no inventory yet', async () => {
    const { hotel_id } = await onboard(fresh({ inventory_mode: 'direct', pms: null }));

    expect(await db.database.rows('SELECT * FROM room_inventory WHERE hotel_id = ?', [hotel_id])).toEqual([]);
  });

  test('in pms mode without a pms is taken with a warning', async () => {
    const { warnings } = await onboard(fresh({ pms: null }));

    expect(warnings).toEqual([expect.stringContaining('without a pms')]);
  });

  test('takes codes that differ in case, and text of any script', async () => {
    const room = { capacity: 2, total_rooms: 1 };
    const file = fresh({
      name: '京都旅館',
      rooms: ['dbl', 'DBL', 'Größe'].map((code) => ({ code, ...room })),
    });

    await onboard(file);

    expect((await hotels.show(file.code)).rooms.map((entry) => entry.code)).toEqual(['dbl', 'DBL', 'Größe']);
    expect((await onboard(file)).changes).toEqual([]);
  });
});

describe('the same file again', () => {
  test.each(['casa-da-mare-lisbon', 'kawabata-machiya-kyoto', 'laerchenhof-ritten'])(
    'of the demo hotel %s writes nothing, not even an event',
    async (name) => {
      const path = new URL(`../../../fixtures/hotels/${name}.json`, import.meta.url);
      const file = JSON.parse(readFileSync(path, 'utf8')) as HotelFile;
      const first = await onboard(file);
      const before = await everything();

      const again = await onboard(file);

      expect(again).toEqual({ ...first, created: false, changes: [], warnings: [] });
      expect(await everything()).toBe(before);
    },
  );
});

describe('a changed file', () => {
  test('writes the difference and one HotelUpdated with the next version', async () => {
    const file = fresh({ amenities: ['WIFI'] });
    const { hotel_id } = await onboard(file);
    const before = await hotels.show(file.code);

    const { changes, created } = await onboard({
      ...file,
      name: 'HOTEL VISTA',
      amenities: ['POOL'],
      rooms: [{ code: 'TWN', capacity: 2, total_rooms: 4 }],
      rate_plans: [{ code: 'BAR', name: 'Flexible' }],
    });

    expect(created).toBe(false);
    expect(changes).toEqual([
      'hotel name: "Hotel Vista" -> "HOTEL VISTA"',
      'room TWN added',
      'rate plan BAR name: "Best available" -> "Flexible"',
      'amenities: POOL',
      'room TWN mapped for demo-pms',
      'room TWN mapped for demo-ota',
    ]);
    const after = await hotels.show(file.code);
    expect(after).toMatchObject({ name: 'HOTEL VISTA', version: 2, amenities: ['POOL'] });
    expect(after.rooms.slice(0, 2)).toEqual(before.rooms);
    expect(after.rooms.map((room) => room.code)).toEqual(['DBL', 'SGL', 'TWN']);
    const events = await eventsOf(hotel_id);
    expect(events.map(({ type, version }) => [type, version])).toEqual([
      ['HotelCreated', 1],
      ['HotelUpdated', 2],
    ]);
    expect(EVENTS.HotelUpdated.data.parse(JSON.parse(events[1]?.data ?? '')).rooms).toHaveLength(3);
  });

  test('that only adds a channel raises the version too, for it changes what partners see', async () => {
    const file = fresh();
    await onboard(file);

    const { changes } = await onboard({ ...file, otas: ['demo-ota', 'other-ota'] });

    // The hotel, its rooms and its rate plans: one line a kind.
    expect(changes).toHaveLength(3);
    expect(await hotels.show(file.code)).toMatchObject({ version: 2 });
    expect(await mappings.verify({ partner_code: 'other-ota', hotel_code: file.code })).toEqual({
      hotel_mapped: true,
      unmapped: [],
      dangling: [],
    });
  });

  test('without its partners leaves them, and its pms learns of a new room', async () => {
    const file = aHotel({ code: 'T-LEFT' });
    await onboard({ ...file, pms: 'demo-pms', otas: ['demo-ota'] });

    const { changes } = await onboard({ ...file, rooms: [{ code: 'TWN', capacity: 2, total_rooms: 4 }] });

    expect(changes).toEqual(['room TWN added', 'room TWN mapped for demo-pms']);
    expect(await hotels.show(file.code)).toMatchObject({ pms: 'demo-pms' });
  });

  test("keeps a partner's own codes, and takes none away from it", async () => {
    const file = fresh();
    await onboard(file);
    const ours = { partner_code: 'demo-ota', hotel_code: file.code };
    await mappings.set({ ...ours, kind: 'room', our_code: 'DBL', their_code: 'TWN' });

    const { changes, warnings } = await onboard({
      ...file,
      rooms: [...file.rooms, { code: 'TWN', capacity: 2, total_rooms: 4 }],
    });

    expect(changes).toEqual(['room TWN added', 'room TWN mapped for demo-pms']);
    expect(warnings).toEqual([expect.stringMatching(/demo-ota uses "TWN" for another room/)]);
    const theirs = (await mappings.list(ours)).filter(({ kind }) => kind === 'room');
    expect(theirs.map(({ our_code, their_code }) => [our_code, their_code])).toEqual([
      ['DBL', 'TWN'],
      ['SGL', 'SGL'],
    ]);
  });
});

describe('a dry run', () => {
  test('says what would be done and does nothing', async () => {
    const file = fresh();
    const before = await everything();

    const planned = await onboard(file, true);

    expect(planned).toMatchObject({ hotel_id: null, created: true });
    expect(await everything()).toBe(before);
    expect((await onboard(file)).changes).toEqual(planned.changes);
    expect(await onboard(file, true)).toMatchObject({ created: false, changes: [] });
  });
});

describe('at the same moment', () => {
  test('the same new hotel: one makes it, the others find it', async () => {
    const file = fresh();

    const results = await Promise.all(Array.from({ length: 10 }, () => onboard(file)));

    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(results.filter((result) => result.changes.length > 0)).toHaveLength(1);
    expect(new Set(results.map((result) => result.hotel_id)).size).toBe(1);
    expect(await eventsOf(results[0]?.hotel_id ?? null)).toHaveLength(1);
    expect((await hotels.show(file.code)).rooms).toHaveLength(2);
  });

  test('different changes of one hotel: none is lost, versions count up', async () => {
    const file = fresh();
    const { hotel_id } = await onboard(file);
    const codes = Array.from({ length: 8 }, (_, index) => `R${index}`);

    await Promise.all(
      codes.map((code) => onboard({ ...file, rooms: [{ code, capacity: 2, total_rooms: 1 }] })),
    );

    expect(await hotels.show(file.code)).toMatchObject({ version: 9 });
    expect((await hotels.show(file.code)).rooms.map((room) => room.code)).toEqual(
      expect.arrayContaining(codes),
    );
    expect((await eventsOf(hotel_id)).map((event) => event.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

test('rate plans follow the currency of their hotel, also those that the file leaves out', async () => {
  const file = fresh({ rooms: [{ code: 'DBL', capacity: 2, total_rooms: 1 }] });
  const { hotel_id } = await onboard({ ...file, rate_plans: [{ code: 'BAR' }, { code: 'NRF' }] });

  await onboard({ ...file, currency: 'JPY', rate_plans: [{ code: 'BAR' }] });

  const rows = await db.database.rows('SELECT DISTINCT currency FROM rate_plans WHERE hotel_id = ?', [
    hotel_id,
  ]);
  expect(rows).toEqual([{ currency: 'JPY' }]);
});

test('the list names every hotel in the order of their codes', async () => {
  const file = fresh();
  await onboard(file);

  const list = await hotels.list();

  const codes = list.map((hotel) => hotel.code);
  expect(codes).toEqual([...codes].sort());
  expect(list.find((hotel) => hotel.code === file.code)).toMatchObject({
    rooms: 2,
    pms: 'demo-pms',
    version: 1,
  });
});

test('a hotel that is not there is not shown', async () => {
  await expect(hotels.show('NONE')).rejects.toMatchObject({
    code: 'HOTEL_NOT_FOUND',
    next: 'bellhop hotel list',
  });
});
