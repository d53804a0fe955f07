import { describe, expect, test } from 'vitest';
import { compareNight, type NightCell } from './night-cell.js';

const night = (values: Partial<NightCell>): NightCell => ({
  ...{ room_code: 'DBL', rate_code: 'BAR', date: '2027-03-01' },
  ...values,
});
const price = (amount: string, guests: number | null = 2) => ({
  ...{ guests, amount, currency: 'EUR', tax: 'after' as const },
});

describe('two copies of a night', () => {
  test.each([
    ['no restriction and none said', { min_stay_arrival: null, closed_to_arrival: false }, {}],
    ['a minimum of one night and none', { min_stay_arrival: 1 }, { min_stay_arrival: null }],
    ['a maximum of 0 and none', { max_stay_through: null }, { max_stay_through: 0 }],
    ['one price in two spellings', { amounts: [price('100.00')] }, { amounts: [price('0100.0')] }],
    [
      'prices in another order',
      { amounts: [price('9', 1), price('8')] },
      { amounts: [price('8'), price('9', 1)] },
    ],
    ['what we do not say', {}, { min_advance_days: 3 }],
  ])('with %s are equal', (_name, ours, theirs) => {
    expect(compareNight(night(ours), night(theirs))).toEqual([]);
  });

  test.each([
    ['missing', { available: 3 }, {}],
    ['missing', { amounts: [price('9', 1), price('8')] }, { amounts: [price('8')] }],
    ['conflicting', { available: 3 }, { available: 4 }],
    ['conflicting', { closed: false }, { closed: true }],
    ['extra', { min_stay_arrival: null }, { min_stay_arrival: 3 }],
    ['extra', { amounts: [price('8')] }, { amounts: [price('9', 1), price('8')] }],
    ['conflicting', { amounts: [price('8')] }, { amounts: [{ ...price('8'), currency: 'USD' }] }],
  ] as const)('that differ are %s', (kind, ours, theirs) => {
    expect(compareNight(night(ours), night(theirs)).map((one) => one.class)).toEqual([kind]);
  });

  test('are stale where they have what we told them before', () => {
    const found = (earlier: number) =>
      compareNight(night({ available: 3 }), night({ available: 5 }), {
        before: night({ available: earlier }),
      });

    expect(found(5)).toMatchObject([{ class: 'stale', ours: 3, theirs: 5 }]);
    expect(found(4)).toMatchObject([{ class: 'conflicting' }]);
  });

  test('of which only they have one differ in all that they have', () => {
    const found = compareNight(undefined, night({ available: 2, closed: false, amounts: [price('8')] }));

    expect(found.map(({ field, class: kind }) => [field, kind])).toEqual([
      ['available', 'extra'],
      ['amounts', 'extra'],
    ]);
  });
});
