import { expect, test } from 'vitest';
import { aHotel, type HotelFile } from '../../../test/builders/a-hotel.js';
import { validate } from '../model/validation.js';
import { hotelInput } from './hotel-input.js';
import { planHotel, type HotelPlan } from './plan-hotel.js';
import type { StoredHotel } from './stored-hotel.js';

function plan(file: HotelFile, stored?: StoredHotel, pmsPartnerId?: string | null): HotelPlan {
  let id = 100;
  const input = validate(hotelInput, file, 'hotel file');
  return planHotel({ input, stored, pmsPartnerId, nextId: () => String((id += 1)) });
}

/** What the database would hold after the plan. */
function storedAfter(done: HotelPlan): StoredHotel {
  return {
    hotel: done.hotel,
    version: 1,
    rooms: done.rooms.all,
    ratePlans: done.ratePlans.all,
    amenities: done.amenities ?? [],
    images: done.images ?? [],
  };
}

const full = aHotel({
  description: 'On the river',
  address: 'Rua 1',
  latitude: 41.1457899,
  longitude: -8.0000001,
  amenities: ['WIFI', 'BAR'],
  images: [{ url: 'https://a.example/1', primary: true }, { url: 'https://a.example/2' }],
});

test('a new hotel takes the defaults', () => {
  const { hotel, rooms, ratePlans } = plan(
    aHotel({ rooms: [{ code: 'SGL', capacity: 1, total_rooms: 2 }], rate_plans: [{ code: 'BAR' }] }),
  );

  expect(hotel).toMatchObject({
    status: 'ACTIVE',
    inventory_mode: 'pms',
    pms_partner_id: null,
    description: null,
  });
  expect(rooms.added).toMatchObject([
    { code: 'SGL', room_type: 'SGL', name: 'SGL', max_adults: 1, max_children: 0, base_price: null },
  ]);
  expect(ratePlans.added).toMatchObject([{ code: 'BAR', name: 'BAR', meal_plan: 'ROOM_ONLY' }]);
});

test('the same file again changes nothing, whatever forms its decimals have', () => {
  const stored = storedAfter(plan(full));

  const again = plan({ ...full, amenities: ['BAR', 'WIFI'], latitude: 41.14579, longitude: -8 }, stored);

  expect(again.changes).toEqual([]);
  expect(again.rooms).toMatchObject({ added: [], changed: [] });
  expect(again.ratePlans).toMatchObject({ added: [], changed: [] });
  expect([again.amenities, again.images]).toEqual([null, null]);
  expect(plan(full, stored).hotel.longitude).toBe('-8.000000');
});

test.each([
  ['120.00', 'EUR', '120.000'],
  ['0120.5', 'EUR', '120.500'],
  ['0', 'EUR', '0.000'],
  ['14000', 'JPY', '14000.000'],
  ['1.234', 'KWD', '1.234'],
  ['999999999999.99', 'EUR', '999999999999.990'],
])('base price %s %s is stored as %s', (base_price, currency, expected) => {
  const done = plan(aHotel({ currency, rooms: [{ code: 'A', capacity: 1, total_rooms: 1, base_price }] }));
  expect(done.rooms.all[0]?.base_price).toBe(expected);
});

test('a place just west of Greenwich is not stored as minus nothing', () => {
  expect(plan(aHotel({ latitude: 51, longitude: -0.0000001 })).hotel.longitude).toBe('0.000000');
});

test('an absent field leaves what is stored, null clears it', () => {
  const stored = storedAfter(plan({ ...full, inventory_mode: 'direct', status: 'INACTIVE' }, undefined, '7'));

  const left = plan(aHotel(), stored);
  const cleared = plan(aHotel({ description: null, latitude: null, longitude: null }), stored, null);

  expect(left.changes).toEqual([]);
  expect(left.hotel).toMatchObject({
    description: 'On the river',
    inventory_mode: 'direct',
    pms_partner_id: '7',
  });
  expect(cleared.hotel).toMatchObject({
    description: null,
    address: 'Rua 1',
    latitude: null,
    pms_partner_id: null,
  });
});

test('each difference is one line, with the old and the new value', () => {
  const stored = storedAfter(plan(full));
  const [dbl] = full.rooms;

  const { changes, rooms } = plan(
    aHotel({
      name: 'Hotel "Vista"',
      amenities: [],
      images: [],
      rooms: [
        { code: 'DBL', capacity: 2, total_rooms: 12, base_price: null },
        { code: 'TWN', capacity: 2, total_rooms: 1 },
      ],
      rate_plans: [{ code: 'BAR', meal_plan: 'HALF_BOARD' }],
    }),
    stored,
  );

  expect(changes).toEqual([
    'hotel name: "Hotel Vista" -> "Hotel \\"Vista\\""',
    'room TWN added',
    'room DBL base_price: "120.000" -> null',
    'room DBL total_rooms: 10 -> 12',
    'rate plan BAR meal_plan: "ROOM_ONLY" -> "HALF_BOARD"',
    'amenities: none',
    'images: 0',
  ]);
  expect(rooms.all.map((room) => room.code)).toEqual(['DBL', 'SGL', 'TWN']);
  expect(rooms.changed[0]?.name).toBe(dbl?.name);
});

test.each([
  ['a default grows with the room', undefined, undefined, { max_adults: 4, max_children: 3 }],
  ['a choice stays', 1, 0, { max_adults: 1, max_children: 0 }],
])('limits when the capacity is raised: %s', (_, max_adults, max_children, expected) => {
  const limits = { ...(max_adults && { max_adults }), ...(max_children !== undefined && { max_children }) };
  const room = { code: 'DBL', capacity: 2, total_rooms: 1 };
  const stored = storedAfter(plan(aHotel({ rooms: [{ ...room, ...limits }] })));

  const raised = plan(aHotel({ rooms: [{ ...room, capacity: 4 }] }), stored);

  expect(raised.rooms.changed).toMatchObject([expected]);
});

test('limits never exceed a capacity that is lowered', () => {
  const room = { code: 'DBL', total_rooms: 1 };
  const stored = storedAfter(
    plan(aHotel({ rooms: [{ ...room, capacity: 6, max_adults: 4, max_children: 4 }] })),
  );

  const lowered = plan(aHotel({ rooms: [{ ...room, capacity: 3 }] }), stored);

  expect(lowered.rooms.changed).toMatchObject([{ capacity: 3, max_adults: 3, max_children: 3 }]);
});

test('a new currency needs a new base price for every room that has one, also for rooms left out', () => {
  const stored = storedAfter(plan(full));
  const yen = (base_price?: string | null) =>
    aHotel({
      currency: 'JPY',
      rooms: [{ code: 'DBL', capacity: 2, total_rooms: 10, ...(base_price !== undefined && { base_price }) }],
    });
  const only = (code: string) => aHotel({ currency: 'JPY', rooms: [{ code, capacity: 1, total_rooms: 3 }] });

  expect(() => plan(yen(), stored)).toThrowError(expect.objectContaining({ code: 'CONFLICT' }));
  expect(() => plan(only('SGL'), stored)).toThrowError(/room DBL keeps its base price; give it one in JPY/);
  expect(plan(yen('14000'), stored).rooms.changed).toMatchObject([{ base_price: '14000.000' }]);
  expect(plan(yen(null), stored).rooms.changed).toMatchObject([{ base_price: null }]);
});
