import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareIds, isId } from './ids.js';
import { addDays, dayOfWeek, daysBetween, isLocalDate, nightsOf, todayIn, toRanges } from './local-date.js';
import { formatAmount, parseAmount } from './money.js';

describe('local dates', () => {
  test.each(['2026-02-30', '2026-13-01', '2026-1-1', '1969-12-31', '2026-01-01T00:00', '', '2026-01- 1'])(
    'refuses %j',
    (text) => expect(isLocalDate(text)).toBe(false),
  );

  test('counts across leap days, years and daylight saving', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(nightsOf('2026-03-28', '2026-03-30')).toEqual(['2026-03-28', '2026-03-29']);
    expect(dayOfWeek('2026-11-23')).toBe(0);
  });

  test('knows today where the hotel stands', () => {
    const now = new Date('2026-11-24T23:30:00Z');
    expect(todayIn('Europe/Rome', now)).toBe('2026-11-25');
    expect(todayIn('America/New_York', now)).toBe('2026-11-24');
  });

  test('joins neighbouring dates to ranges', () => {
    expect(toRanges(['2026-01-01', '2026-01-02', '2026-01-04'])).toEqual([
      { from: '2026-01-01', to: '2026-01-02' },
      { from: '2026-01-04', to: '2026-01-04' },
    ]);
  });
});

describe('money', () => {
  test.each([
    ['101.00', 'EUR', 10_100],
    ['101', 'EUR', 10_100],
    ['0.1', 'EUR', 10],
    ['10100', 'JPY', 10_100],
    ['10100.00', 'JPY', 10_100],
    ['10.125', 'KWD', 10_125],
    ['101.50', 'HUF', 10_150],
  ])('reads %s %s as %i', (text, currency, minor) => expect(parseAmount(text, currency)).toBe(minor));

  test.each([
    ['-1', 'EUR'],
    ['1e3', 'EUR'],
    ['1,50', 'EUR'],
    ['', 'EUR'],
    ['1.005', 'EUR'],
    ['1.5', 'JPY'],
    ['1234567890123', 'EUR'],
  ])('refuses %j %s', (text, currency) => expect(() => parseAmount(text, currency)).toThrow());

  test('every amount survives being written and read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e11 }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (minor, currency) => {
          expect(parseAmount(formatAmount(minor, currency), currency)).toBe(minor);
        },
      ),
    );
  });
});

describe('ids', () => {
  test('are 64-bit decimals', () => {
    expect(isId('9223372036854775807')).toBe(true);
    expect(isId('9223372036854775808')).toBe(false);
    expect(isId('0')).toBe(false);
    expect(isId('12a')).toBe(false);
  });

  test('sort as numbers', () => {
    expect(['10', '9', '100'].sort(compareIds)).toEqual(['9', '10', '100']);
  });
});
