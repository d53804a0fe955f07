import { expect, test } from 'vitest';
import { createKnownNights, type KnownNights } from './known-nights.js';
import type { StayNight } from './stay-rules.js';

const DATES = ['2027-05-01', '2027-05-02', '2027-05-03'];
const asked = { hotel_id: '7', room_ids: ['1'], rate_plan_ids: ['9'], dates: DATES };

function aNight(date: string, amount: string, room_id = '1'): StayNight {
  return { room_id, rate_plan_id: '9', date, amount } as StayNight;
}

/** What a stay of these nights would cost by memory; null when it is not known. */
function amounts(known: KnownNights, dates = DATES): (string | null)[] | null {
  const recalled = known.recall({ ...asked, dates });
  return recalled === null
    ? null
    : [...(recalled.products.get('1:9')?.values() ?? [])].map(({ amount }) => amount);
}

function learn(known: KnownNights, rates_version: number, amount: string, dates = DATES): void {
  known.learn({ ...asked, dates, rates_version, rows: dates.map((date) => aNight(date, amount)) });
}

test('nights that were read are known with the version of their rates, others are not', () => {
  const known = createKnownNights();
  expect(known.recall(asked)).toBeNull();
  learn(known, 3, '100.000', DATES.slice(0, 2));

  expect(known.recall({ ...asked, dates: DATES.slice(0, 2) })?.rates_version).toBe(3);
  expect(amounts(known, DATES.slice(0, 2))).toEqual(['100.000', '100.000']);
  expect(known.recall(asked)).toBeNull();
  expect(known.recall({ ...asked, dates: DATES.slice(0, 1), rate_plan_ids: ['8'] })).toBeNull();
  expect(known.recall({ ...asked, dates: DATES.slice(0, 1), hotel_id: '8' })).toBeNull();
});

test('a night that was asked for and has no rates is known to have none', () => {
  const known = createKnownNights();
  known.learn({ ...asked, rates_version: 1, rows: [aNight(DATES[0] ?? '', '100.000')] });

  expect(amounts(known)).toEqual(['100.000']);
  known.learn({ ...asked, rates_version: 1, rows: [] });
  expect(amounts(known)).toEqual([]);
});

test('a later version of the rates is not mixed with an earlier one, whichever is read last', () => {
  let now = 0;
  const known = createKnownNights({ now: () => now });
  learn(known, 1, '100.000');
  now = 3_600_000;
  learn(known, 2, '150.000', DATES.slice(0, 1));

  expect(amounts(known)).toBeNull();
  expect(amounts(known, DATES.slice(0, 1))).toEqual(['150.000']);
  learn(known, 1, '100.000');
  expect(amounts(known, DATES.slice(0, 1))).toBeNull();
  expect(amounts(known)).toBeNull();
  // Of a database that was restored from a backup: the version that was known once comes again, with other rates.
  learn(known, 1, '100.000');
  expect(amounts(known)).toEqual(['100.000', '100.000', '100.000']);
  now *= 2;
  learn(known, 2, '120.000');
  expect(amounts(known)).toEqual(['120.000', '120.000', '120.000']);
});

const nightsOf = (hotel_id: string, rates_version = 1) => ({
  ...{ ...asked, hotel_id, rates_version },
  rows: DATES.map((date) => aNight(date, '1.000')),
});
const HOTELS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

/** Room for ten hotels of three nights, and full of them. */
function fullMemory() {
  const known = createKnownNights({ most: 30 });
  const forgotten = () => HOTELS.filter((hotel_id) => known.recall({ ...asked, hotel_id }) === null);
  for (const hotel of HOTELS) known.learn(nightsOf(hotel));
  return { known, forgotten };
}

test('what would be too much is forgotten, the hotel first that was neither read nor asked for for longest', () => {
  const { known, forgotten } = fullMemory();
  // The same nights at another version take the place of those before.
  for (let version = 2; version < 9; version += 1) known.learn(nightsOf('j', version));
  known.learn(nightsOf('a'));
  known.recall({ ...asked, hotel_id: 'b' });
  known.learn(nightsOf('new'));

  expect(forgotten().filter((hotel) => hotel !== 'j')).toEqual(['c']);
});

test('who asks one hotel for all that it has takes the place of no other', () => {
  const { known, forgotten } = fullMemory();
  const room_ids = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
  known.learn({ ...nightsOf('all'), room_ids });
  known.learn({ ...nightsOf('j'), room_ids: ['2'] });

  expect(forgotten()).toEqual(['j']);
  expect(known.recall({ ...asked, hotel_id: 'all', room_ids })).toBeNull();
});

test('where rates change often, they are believed for as much shorter, until they stay', () => {
  let now = 0;
  const known = createKnownNights({ now: () => now });
  const isBelieved = () => known.recall(asked) !== null;
  learn(known, 1, '100.000');
  now = 3_600_000;
  expect(isBelieved()).toBe(true);
  // Sixty pushes in an hour: a minute each.
  learn(known, 61, '110.000');
  now += 11_000;
  expect(isBelieved()).toBe(true);
  now += 2_000;
  expect(isBelieved()).toBe(false);
  learn(known, 61, '110.000');
  expect(isBelieved()).toBe(true);
  now += 11_000;
  known.held('7', 61);
  now += 11_000;
  expect(isBelieved()).toBe(true);
  learn(known, 62, '120.000');
  now += 100_000;
  learn(known, 62, '120.000');
  now += 19_000;
  expect(isBelieved()).toBe(true);
  // A push in a tenth of a second: never.
  learn(known, 63, '120.000');
  now += 100;
  learn(known, 64, '120.000');
  expect(isBelieved()).toBe(false);
});
