import { expect, test } from 'vitest';
import { formerArrivalsText, readFormerArrivals, withFormerArrivals } from './former-arrivals.js';

const first = { check_in_date: '2027-06-10' };

test('a booking remembers every arrival that it had, each once', () => {
  const second = { check_in_date: '2027-06-12', ...withFormerArrivals(first, '2027-06-12') };
  const third = { check_in_date: '2027-06-01', ...withFormerArrivals(second, '2027-06-01') };
  const again = withFormerArrivals(third, '2027-06-12');

  expect(second.former_check_in_dates).toEqual(['2027-06-10']);
  expect(third.former_check_in_dates).toEqual(['2027-06-10', '2027-06-12']);
  expect(again.former_check_in_dates).toEqual(['2027-06-01', '2027-06-10']);
});

test('one that stays where it is has none; one that came back keeps where it was', () => {
  expect(withFormerArrivals(first, '2027-06-10')).toEqual({});

  const moved = { check_in_date: '2027-06-12', ...withFormerArrivals(first, '2027-06-12') };
  expect(withFormerArrivals(moved, '2027-06-10')).toEqual({ former_check_in_dates: ['2027-06-12'] });
});

test('they come back from their column as they went in', () => {
  const moved = withFormerArrivals(first, '2027-06-12');

  expect(readFormerArrivals(formerArrivalsText(moved))).toEqual(moved);
  expect(formerArrivalsText({})).toBeNull();
  expect(readFormerArrivals(null)).toEqual({});
});
