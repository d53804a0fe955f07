import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { announceHotel } from './announce-hotel.js';
import { aHotel, type HotelFile } from '../../../test/builders/a-hotel.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { systemClock } from '../model/clock.js';
import { createMappings, type Mappings } from '../partners/mappings.js';
import { createPartners } from '../partners/partners.js';
import { createIds } from '../platform/snowflake.js';
import { createOpenCatalogue, OPERATOR_VIEW, type OpenCatalogue, type Viewer } from './catalogue.js';
import { createOnboardHotel } from './onboard-hotel.js';

let db: TestDatabase;
let openCatalogue: OpenCatalogue;
let mappings: Mappings;
let pms: Viewer;
let ota: Viewer;
let onboard: (file: HotelFile) => Promise<string>;

beforeAll(async () => {
  db = await createTestDatabase();
  const { database } = db;
  const nextId = await createIds(database, systemClock);
  openCatalogue = createOpenCatalogue({ database });
  mappings = createMappings({ database, nextId, announceHotel });
  const onboardHotel = createOnboardHotel({ database, nextId, clock: systemClock });
  onboard = async (file) => (await onboardHotel(file, { dryRun: false, requestId: null })).hotel_id;
  const partners = createPartners({ database, nextId });
  const make = async (code: string, kind: 'pms' | 'ota') =>
    (await partners.create({ code, name: code, kind, connector: 'ota' })).partner;
  pms = await make('pms', 'pms');
  ota = await make('ota', 'ota');
});
afterAll(() => db.drop());

const ofPms = (code: string, overrides: Partial<HotelFile> = {}) =>
  aHotel({ code, pms: 'pms', ...overrides });

test('a hotel opens by the code of the partner and by our id, with its parts under its codes', async () => {
  const hotelId = await onboard(ofPms('A1', { otas: ['ota'] }));
  const set = (kind: 'hotel' | 'room' | 'rate', our_code: string, their_code: string) =>
    mappings.set({ partner_code: 'ota', hotel_code: 'A1', kind, our_code, their_code });
  await set('hotel', 'A1', '4711');
  await set('room', 'DBL', 'double room');
  await set('rate', 'BAR', '1');

  const byCode = await openCatalogue(ota, '4711');
  const byId = await openCatalogue(ota, hotelId);
  const dbl = byCode.room('double room');

  expect(byId).toBe(byCode);
  expect(byCode).toMatchObject({
    hotel_code: '4711',
    hotel: { hotel_id: hotelId, code: 'A1', currency: 'EUR' },
  });
  expect(dbl).toMatchObject({ code: 'DBL', base_price: 12_000, capacity: 2, max_adults: 2, max_children: 1 });
  expect(byCode.ratePlan('1')).toMatchObject({ code: 'BAR' });
  expect([byCode.room('DBL'), byCode.room('Double Room'), byCode.ratePlan('BAR')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(byCode.roomCode(dbl?.room_id ?? '')).toBe('double room');
  expect((await openCatalogue(pms, 'A1')).roomCode(dbl?.room_id ?? '')).toBe('DBL');
  await expect(openCatalogue(ota, 'A1')).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
});

describe('what is not theirs', () => {
  async function refusal(viewer: Viewer, code: string): Promise<object> {
    const error: unknown = await openCatalogue(viewer, code).catch((reason: unknown) => reason);
    const { message, ...rest } = error as Error;
    return { ...rest, message: message.replace(`"${code}"`, '?') };
  }

  test('looks to a partner like what does not exist, by code and by id', async () => {
    const hotelId = await onboard(ofPms('B1'));
    await openCatalogue(pms, 'B1');

    const missing = await refusal(ota, 'NOWHERE');

    expect(missing).toMatchObject({ code: 'HOTEL_NOT_FOUND' });
    expect(await refusal(ota, 'B1')).toEqual(missing);
    expect(await refusal(ota, hotelId)).toEqual(missing);
    expect(await refusal(ota, '9223372036854775807')).toEqual(missing);
    expect(await refusal(pms, 'b1')).toEqual(missing);
    expect(await refusal(pms, 'B1 ')).toEqual(missing);
    expect(await refusal(pms, '')).toEqual(missing);
  });

  test('stays hidden when another hotel of the same code is theirs', async () => {
    const own = await onboard(ofPms('C1', { pms: null, otas: ['ota'] }));
    const others = await onboard(ofPms('C2'));
    await mappings.set({
      partner_code: 'ota',
      hotel_code: 'C1',
      kind: 'hotel',
      our_code: 'C1',
      their_code: 'C2',
    });

    expect((await openCatalogue(ota, 'C2')).hotel.hotel_id).toBe(own);
    expect((await openCatalogue(pms, 'C2')).hotel.hotel_id).toBe(others);
  });
});

test('an OTA is offered only the rooms and rate plans that were given to it; the PMS has them all', async () => {
  await onboard(ofPms('G1', { rate_plans: [{ code: 'BAR' }, { code: 'CORP' }] }));
  const rooms = [{ code: 'DBL', capacity: 2, total_rooms: 10 }];
  await onboard(ofPms('G1', { otas: ['ota'], rooms }));

  const offered = await openCatalogue(ota, 'G1');
  const all = await openCatalogue(pms, 'G1');

  expect(offered.rooms.map((room) => room.code)).toEqual(['DBL']);
  expect(offered.ratePlans.map((ratePlan) => ratePlan.code)).toEqual(['BAR']);
  expect(all.rooms.map((room) => room.code)).toEqual(['DBL', 'SGL']);
  expect(all.ratePlans.map((ratePlan) => ratePlan.code)).toEqual(['BAR', 'CORP']);
  const single = all.room('SGL')?.room_id ?? '';
  expect(offered.roomCode(single)).toBe('SGL');
});

test('the operator sees every hotel under our codes, whatever partners call it', async () => {
  const hotelId = await onboard(ofPms('O1', { otas: ['ota'] }));
  const ids = { partner_code: 'ota', hotel_code: 'O1' };
  await mappings.set({ ...ids, kind: 'hotel', our_code: 'O1', their_code: '815' });
  await mappings.set({ ...ids, kind: 'room', our_code: 'DBL', their_code: '1' });

  const catalogue = await openCatalogue(OPERATOR_VIEW, 'O1');

  expect(await openCatalogue({ partner_id: '77', kind: 'operator' }, hotelId)).toBe(catalogue);
  expect([catalogue.hotel_code, catalogue.room('DBL')?.code, catalogue.room('1')]).toEqual([
    'O1',
    'DBL',
    undefined,
  ]);
  for (const code of ['815', 'o1', 'O1 ', '9223372036854775807']) {
    await expect(openCatalogue(OPERATOR_VIEW, code)).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
  }
});

describe('what is kept in memory', () => {
  test('is used while the hotel is unchanged', async () => {
    await onboard(ofPms('D1'));

    expect(await openCatalogue(pms, 'D1')).toBe(await openCatalogue(pms, 'D1'));
  });

  test('is dropped when the hotel, a room or a mapping changes, in this process or another', async () => {
    await onboard(ofPms('E1'));
    await openCatalogue(pms, 'E1');

    await onboard(ofPms('E1', { rooms: [{ code: 'TWN', capacity: 2, total_rooms: 1 }] }));
    expect((await openCatalogue(pms, 'E1')).room('TWN')).toMatchObject({ code: 'TWN' });

    await onboard(ofPms('E1', { status: 'INACTIVE' }));
    expect((await openCatalogue(pms, 'E1')).hotel.status).toBe('INACTIVE');

    await mappings.set({
      partner_code: 'pms',
      hotel_code: 'E1',
      kind: 'rate',
      our_code: 'BAR',
      their_code: 'B2',
    });
    expect((await openCatalogue(pms, 'E1')).ratePlan('B2')).toMatchObject({ code: 'BAR' });

    await mappings.set({
      partner_code: 'pms',
      hotel_code: 'E1',
      kind: 'hotel',
      our_code: 'E1',
      their_code: 'E9',
    });
    expect((await openCatalogue(pms, 'E9')).hotel_code).toBe('E9');
    await expect(openCatalogue(pms, 'E1')).rejects.toMatchObject({ code: 'HOTEL_NOT_FOUND' });
  });
});
