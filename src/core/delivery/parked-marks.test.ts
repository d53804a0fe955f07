import { expect, test } from 'vitest';
import { addDays } from '../model/local-date.js';
import type { ParkedMark } from './lanes.js';
import { joinParked } from './parked-marks.js';

const night = (offset: number, room_id = '1', length = 1): ParkedMark => ({
  ...{ room_id, rate_plan_id: '0', urgent: false, message: 'm' },
  from: addDays('2027-01-01', offset),
  to: addDays('2027-01-01', offset + length - 1),
});

const holds = (marks: readonly ParkedMark[], { room_id, from }: ParkedMark) =>
  marks.some((mark) => mark.room_id === room_id && mark.from <= from && mark.to >= from);

test('what is parked is kept as it is, each once, while it is not too much', () => {
  expect(joinParked([night(1)], [night(3), night(1)], 3)).toEqual([night(1), night(3)]);
});

test('neighbouring nights are one range where it is too much, and other rooms are their own', () => {
  const joined = joinParked([night(0), night(1), night(1, '2')], [night(2), night(9), night(9, '2')], 4);
  expect(joined).toEqual([night(0, '1', 3), night(9), night(1, '2'), night(9, '2')]);
});

test('no night is ever dropped, however many there are', () => {
  const all = Array.from({ length: 600 }, (_, at) => night(2 * at, String(at % 3)));
  const joined = joinParked(all.slice(0, 500), all.slice(500), 50);
  expect(joined).toHaveLength(3);
  for (const one of all) expect(holds(joined, one)).toBe(true);
});

test('what is to be closed by hand under other codes is not mixed', () => {
  const gone = { hotel_code: 'H', room_code: 'R', rate_code: '' };
  const joined = joinParked([night(0), { ...night(1), gone }], [night(2), { ...night(2), gone }], 3);
  expect(joined).toEqual([night(0), night(2), { ...night(1, '1', 2), gone }]);
});
