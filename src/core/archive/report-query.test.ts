import { expect, test } from 'vitest';
import { periodOf, sameCity } from './report-query.js';
import { average, percent } from './report-figures.js';

test.each([
  ['2026-01-01', '2026-W01'],
  ['2026-12-31', '2026-W53'],
  ['2027-01-01', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2024-12-30', '2025-W01'],
])('%s is in ISO week %s', (date, week) => {
  expect(periodOf('week', date)).toBe(week);
});

test('a city is the same one in capitals and with accents', () => {
  expect([
    sameCity('Málaga', ' MALAGA'),
    sameCity('Tōkyō', 'tokyo'),
    sameCity('Porto', 'Porto Alegre'),
  ]).toEqual([true, true, false]);
});

test('of nothing there is no average and no share', () => {
  expect([average(100, 0), percent(1, 0), average(5, 2), percent(1, 8)]).toEqual([null, null, 3, '12.5']);
});
