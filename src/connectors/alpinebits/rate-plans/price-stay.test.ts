import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RatePlanProduct } from '../../../core/model/rate-plan-product.js';
import type { StayRequest } from '../../../core/model/stay-price.js';
import { decodeAlpineBits } from '../decode.js';
import { priceStay } from './price-stay.js';

const FIXTURES = join(import.meta.dirname, '../../../../fixtures/alpinebits');

async function productOf(file: string): Promise<RatePlanProduct> {
  const { content, faults } = await decodeAlpineBits(readFileSync(join(FIXTURES, file)), { charset: null });
  expect(faults).toEqual([]);
  const product = content?.kind === 'ari' ? content.ari.products?.[0] : undefined;
  if (product === undefined) throw new Error(`${file} has no rate plan`);
  return product;
}

const family = await productOf('rate-plans-offers.xml');
const week = await productOf('rate-plans-package-complete.xml');

const stay = (said: Partial<StayRequest> = {}): StayRequest => ({
  room_code: '007',
  check_in: '2027-03-01',
  check_out: '2027-03-04',
  adults: 2,
  child_ages: [],
  ...said,
});

function total(product: RatePlanProduct, request: StayRequest): string {
  const verdict = priceStay(product, request);
  return verdict.bookable
    ? verdict.price.total
    : `${verdict.broken.rule} ${verdict.broken.date ?? ''}`.trim();
}

describe('prices by person and night', () => {
  test.each([
    // 3 nights of 2 * 80, cleaning 50, tax 2.10 a head and weekday.
    ['two adults', {}, '542.60'],
    ['one adult at the single price', { adults: 1 }, '327.80'],
    ['a third adult at its own price', { adults: 3 }, '728.90'],
    // Below the standard occupancy the child pays as an adult.
    ['a child at an adult’s place', { adults: 1, child_ages: [12] }, '542.60'],
    ['a child of nine', { child_ages: [9] }, '638.90'],
    ['a child of ten, the first of the next band', { child_ages: [10] }, '683.90'],
    ['the family offer takes the youngest out', { child_ages: [9, 5] }, '638.90'],
    ['a child of six is too old for it', { child_ages: [6] }, '638.90'],
    ['the seasons change within the stay', { check_in: '2027-03-13', check_out: '2027-03-17' }, '778.40'],
    ['a supplement that was asked for', { supplements: ['DOG'] }, '572.60'],
  ] as const)('%s', (_what, said, expected) => {
    expect(total(family, stay(said))).toBe(expected);
  });

  test('the last of seven nights is free, and so is what is charged by night on it', () => {
    const verdict = priceStay(family, stay({ check_in: '2027-03-02', check_out: '2027-03-09' }));
    // The seventh night is a Monday, on which the tax would be due.
    expect(verdict).toMatchObject({
      bookable: true,
      price: { total: '1026.80', supplements: [{ code: 'CLEAN' }, { code: 'TAX', amount: '16.80' }] },
    });
    expect(total(family, stay({ check_in: '2027-03-02', check_out: '2027-03-08' }))).toBe('1026.80');
  });

  test('a room that may hold more guests than it has prices for', () => {
    const occupancy = { min: 2, standard: 2, max: 3, max_children: 1 };
    expect(total(family, stay({ adults: 4, occupancy }))).toBe('occupancy');
    expect(total(family, stay({ adults: 1, occupancy }))).toBe('occupancy');
    expect(total(family, stay({ adults: 1, child_ages: [4, 12], occupancy }))).toBe('542.60');
  });
});

describe('rules', () => {
  test.each([
    ['too short', { check_out: '2027-03-03' }, 'min_stay_arrival 2027-03-01'],
    ['too long on every day', { check_out: '2027-03-20' }, 'max_stay_through 2027-03-01'],
    [
      'arrival on a Sunday',
      { check_in: '2027-03-07', check_out: '2027-03-10' },
      'closed_to_arrival 2027-03-07',
    ],
    ['nights without a rate', { check_in: '2027-03-29', check_out: '2027-04-02' }, 'no_rate 2027-04-01'],
    ['a child who is an adult here', { child_ages: [16] }, 'occupancy'],
    ['booked too late', { advance_days: 6 }, 'min_advance_days'],
    [
      'no price for one more adult',
      { check_in: '2027-03-15', check_out: '2027-03-18', adults: 3 },
      'no_amount 2027-03-15',
    ],
  ] as const)('%s', (_what, said, expected) => {
    expect(total(family, stay(said))).toBe(expected);
  });

  test('a Forward rule counts on the day of departure too, a closed day does not', () => {
    const rule = {
      ...{ room_code: null, from: '2027-03-04', to: '2027-03-04', closed: true },
      ...{ min_stay_arrival: null, max_stay_arrival: null, min_stay_through: null, max_stay_through: null },
      ...{ arrival_days: null, departure_days: null },
    };
    const closed = { ...family, rules: [rule] };
    expect(total(closed, stay())).toBe('542.60');
    expect(total(closed, stay({ check_out: '2027-03-05' }))).toBe('closed 2027-03-04');
    const forward = { ...family, rules: [{ ...rule, closed: false, min_stay_through: 4 }] };
    expect(total(forward, stay())).toBe('min_stay_through 2027-03-04');
  });

  test('a rule of one room type leaves the others alone', () => {
    const stayInMarch = stay({ check_in: '2027-03-20', check_out: '2027-03-23' });
    expect(total(family, stayInMarch)).toBe('654.20');
    expect(total(family, { ...stayInMarch, room_code: 'SUITE' })).toBe('closed 2027-03-20');
  });
});

describe('packages', () => {
  test('a part of a package costs its share, rounded once', () => {
    const party = { room_code: 'APT', check_in: '2027-02-06', adults: 4 };
    expect(total(week, stay({ ...party, check_out: '2027-02-13' }))).toBe('1000.00');
    expect(total(week, stay({ ...party, check_out: '2027-02-16' }))).toBe('1428.57');
    expect(total(week, stay({ ...party, check_in: '2027-02-07', check_out: '2027-02-13' }))).toBe(
      'closed_to_arrival 2027-02-07',
    );
  });

  test('a plan that knows adults only has no place for children', () => {
    const party = { room_code: 'APT', check_in: '2027-02-06', check_out: '2027-02-13', adults: 3 };
    expect(total(week, stay({ ...party, child_ages: [3] }))).toBe('occupancy');
  });
});
