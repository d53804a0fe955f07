import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { AppError } from '../model/errors.js';
import { validate } from '../model/validation.js';
import { hotelInput } from './hotel-input.js';

const FIXTURES = new URL('../../../fixtures/hotels/', import.meta.url);

const room = { code: 'DBL', capacity: 2, total_rooms: 1 };

function faultsOf(input: unknown): Record<string, string> {
  try {
    validate(hotelInput, input, 'hotel file');
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION') {
      return Object.fromEntries(error.faults.map((fault) => [fault.pointer, fault.message]));
    }
    throw error;
  }
  return {};
}

test.each(readdirSync(FIXTURES))('the demo hotel %s is valid', (name) => {
  expect(faultsOf(JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')))).toEqual({});
});

test('the least that a hotel needs', () => {
  const file = aHotel({ rooms: [room], rate_plans: [{ code: 'BAR' }] });
  expect(validate(hotelInput, file, 'hotel file')).toEqual(file);
});

describe('points at what is wrong', () => {
  const cases: [string, object, string, RegExp][] = [
    ['a code with a space', { code: 'HV 01' }, '/code', /1 to 16 visible characters/],
    ['an empty code', { code: '' }, '/code', /1 to 16/],
    ['a code of 17 characters', { code: 'x'.repeat(17) }, '/code', /1 to 16/],
    ['a code that is a number', { code: 7 }, '/code', /must be string, not number/],
    ['an invisible code', { code: '\u200b' }, '/code', /visible/],
    ['a missing name', { name: undefined }, '/name', /^is missing$/],
    ['a name of blanks', { name: '  ' }, '/name', /must not be empty/],
    ['a long name', { name: 'x'.repeat(201) }, '/name', /200 characters or fewer/],
    ['half a character', { name: 'Hotel \ud83d' }, '/name', /halves of characters/],
    ['a terminal sequence', { name: 'Hotel \u001b[2J' }, '/name', /control characters/],
    ['a bell in the description', { description: 'a\u0007' }, '/description', /control characters/],
    ['a long description', { description: 'x'.repeat(5_001) }, '/description', /5000/],
    ['a small country', { country: 'pt' }, '/country', /ISO 3166/],
    ['a country that is none', { country: 'QX' }, '/country', /ISO 3166/],
    ['an unknown time zone', { time_zone: 'Europe/Atlantis' }, '/time_zone', /IANA/],
    ['an offset as time zone', { time_zone: '+01:00' }, '/time_zone', /IANA/],
    ['a small currency', { currency: 'eur' }, '/currency', /ISO 4217/],
    ['a currency of four letters', { currency: 'EURO' }, '/currency', /ISO 4217/],
    ['a currency that is none', { currency: 'ABC' }, '/currency', /ISO 4217/],
    ['a currency with four places', { currency: 'CLF' }, '/currency', /ISO 4217/],
    ['a latitude off the globe', { latitude: 90.1, longitude: 0 }, '/latitude', /-90 to 90/],
    ['a latitude as text', { latitude: '41.1', longitude: 0 }, '/latitude', /-90 to 90/],
    ['half a place', { latitude: 41.1 }, '/longitude', /come together/],
    ['the other half', { longitude: 1, latitude: null }, '/latitude', /come together/],
    ['another mode', { inventory_mode: 'both' }, '/inventory_mode', /pms or direct/],
    ['another status', { status: 'OPEN' }, '/status', /ACTIVE or INACTIVE/],
    ['an unknown field', { stars: 4 }, '/stars', /not known/],
    ['a field that needs escaping', { 'a/b~c': 4 }, '/a~1b~0c', /not known/],
    ['a channel twice', { otas: ['a', 'b', 'a'] }, '/otas/2', /same as entry 0/],
    ['an amenity in small', { amenities: ['wifi'] }, '/amenities/0', /capitals/],
    ['an amenity twice', { amenities: ['WIFI', 'WIFI'] }, '/amenities/1', /same as entry 0/],
    ['a script as image', { images: [{ url: 'javascript:alert(1)' }] }, '/images/0/url', /http/],
    [
      'an image twice',
      { images: [{ url: 'https://a.example/1' }, { url: 'https://a.example/1' }] },
      '/images/1/url',
      /same/,
    ],
    [
      'two primary images',
      { images: [1, 2].map((n) => ({ url: `https://a.example/${n}`, primary: true })) },
      '/images',
      /one primary/,
    ],
    ['no rooms', { rooms: [] }, '/rooms', /must name a room/],
    ['a room twice', { rooms: [room, room] }, '/rooms/1/code', /same as entry 0/],
    ['an unknown field of a room', { rooms: [{ ...room, beds: 2 }] }, '/rooms/0/beds', /not known/],
    ['no capacity', { rooms: [{ ...room, capacity: 0 }] }, '/rooms/0/capacity', /1 to 50/],
    ['too much capacity', { rooms: [{ ...room, capacity: 51 }] }, '/rooms/0/capacity', /1 to 50/],
    ['half a guest', { rooms: [{ ...room, capacity: 1.5 }] }, '/rooms/0/capacity', /whole number/],
    ['negative rooms', { rooms: [{ ...room, total_rooms: -1 }] }, '/rooms/0/total_rooms', /0 to 9999/],
    ['absurd rooms', { rooms: [{ ...room, total_rooms: 10_000 }] }, '/rooms/0/total_rooms', /0 to 9999/],
    ['more adults than guests', { rooms: [{ ...room, max_adults: 3 }] }, '/rooms/0/max_adults', /capacity/],
    [
      'more children than guests',
      { rooms: [{ ...room, max_children: 3 }] },
      '/rooms/0/max_children',
      /capacity/,
    ],
    ['a price as number', { rooms: [{ ...room, base_price: 120 }] }, '/rooms/0/base_price', /text in quotes/],
    ['a negative price', { rooms: [{ ...room, base_price: '-1' }] }, '/rooms/0/base_price', /not an amount/],
    [
      'a price too fine',
      { rooms: [{ ...room, base_price: '1.005' }] },
      '/rooms/0/base_price',
      /2 decimal places of EUR/,
    ],
    [
      'yen with decimals',
      { currency: 'JPY', rooms: [{ ...room, base_price: '1.5' }] },
      '/rooms/0/base_price',
      /JPY/,
    ],
    ['no rate plans', { rate_plans: [] }, '/rate_plans', /must name a rate plan/],
    [
      'a rate plan twice',
      { rate_plans: [{ code: 'B' }, { code: 'B' }] },
      '/rate_plans/1/code',
      /same as entry 0/,
    ],
    ['a long rate code', { rate_plans: [{ code: 'x'.repeat(65) }] }, '/rate_plans/0/code', /1 to 64/],
    [
      'a meal plan in words',
      { rate_plans: [{ code: 'B', meal_plan: 'half board' }] },
      '/rate_plans/0/meal_plan',
      /capitals/,
    ],
  ];

  test.each(cases)('%s', (_, overrides, pointer, message) => {
    const faults = faultsOf({ ...aHotel(), ...overrides });
    expect(Object.keys(faults)).toEqual([pointer]);
    expect(faults[pointer]).toMatch(message);
  });
});

test('codes that differ only in case are two codes, and may hold any visible character', () => {
  const codes = ['dbl', 'DBL', 'Größe-2', '单人间'];
  expect(faultsOf(aHotel({ rooms: codes.map((code) => ({ ...room, code })) }))).toEqual({});
});

test('every mistake is said at once, the first one in the message', () => {
  expect(() =>
    validate(hotelInput, { ...aHotel(), code: '', country: 'pt', stars: 4 }, 'hotel file'),
  ).toThrowError(
    'The hotel file is not valid: /code must be 1 to 16 visible characters without spaces (and 2 more).',
  );
});

test('another name of a code is led to the one of the file', () => {
  const rooms = [{ ...room, room_code: 'DBL' }];
  const faults = faultsOf({ ...aHotel({ rooms }), hotel_code: 'HV01' });

  expect(faults['/hotel_code']).toBe('is not known here; write code');
  expect(faults['/rooms/0/room_code']).toBe('is not known here; write code');
});

test.each([null, undefined, 7, 'text', []])('%j is refused whole', (input) => {
  expect(Object.keys(faultsOf(input))).toEqual(['']);
});
