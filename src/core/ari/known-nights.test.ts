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
  const known = createKnownNights();
  learn(known, 1, '100.000');
  learn(known, 2, '150.000', DATES.slice(0, 1));

  expect(amounts(known)).toBeNull();
  expect(amounts(known, DATES.slice(0, 1))).toEqual(['150.000']);
  learn(known, 1, '100.000');
  expect(known.recall({ ...asked, dates: DATES.slice(0, 1) })?.rates_version).toBe(2);
  expect(amounts(known)).toBeNull();
});

test('what would be too much is forgotten, the hotel first that was not heard of for longest', () => {
  const known = createKnownNights(6);
  const of = (hotel_id: string) => known.recall({ ...asked, hotel_id }) !== null;
  const read = (hotel_id: string, rates_version = 1) =>
    known.learn({ ...asked, hotel_id, rates_version, rows: DATES.map((date) => aNight(date, '1.000')) });
  read('a');
  read('b');
  read('a');
  expect(['a', 'b'].map(of)).toEqual([true, true]);
  // The same nights at another version take the place of those before.
  for (let version = 2; version < 9; version += 1) read('b', version);
  expect(['a', 'b'].map(of)).toEqual([true, true]);
  read('c');

  expect(['a', 'b', 'c'].map(of)).toEqual([false, true, true]);
});
