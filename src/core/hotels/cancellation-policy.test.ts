import { describe, expect, it, test } from 'vitest';
import { aHotel } from '../../../test/builders/a-hotel.js';
import { AppError } from '../model/errors.js';
import { validate } from '../model/validation.js';
import { describePolicy, policyText, readPolicy, type CancellationPolicy } from './cancellation-policy.js';
import { hotelInput } from './hotel-input.js';

const POLICIES: CancellationPolicy[] = [
  { kind: 'flexible' },
  { kind: 'non_refundable' },
  { kind: 'free_until', days: 2, then: { kind: 'whole' } },
  { kind: 'free_until', days: 1, then: { kind: 'percent', percent: 50 } },
  { kind: 'free_until', days: 0, then: { kind: 'nights', nights: 1 } },
];

test.each(POLICIES)('is read as it was written: %j', (policy) => {
  const text = policyText(policy) ?? '';
  expect(readPolicy(text)).toEqual(policy);
  expect(text.length).toBeLessThan(200);
});

it('is one text whatever the order of its fields, and flexible where nothing is said', () => {
  const turned = { then: { nights: 1, kind: 'nights' }, days: 3, kind: 'free_until' } as const;
  expect(policyText(turned)).toBe('{"kind":"free_until","days":3,"then":{"kind":"nights","nights":1}}');
  expect([policyText(null), policyText(undefined)]).toEqual([null, undefined]);
  expect(readPolicy(null)).toEqual({ kind: 'flexible' });
});

it('is told in a few words', () => {
  expect(POLICIES.map(describePolicy)).toEqual([
    'free until the day before arrival',
    'non-refundable',
    'free until 2 days before arrival, then the whole stay',
    'free until 1 day before arrival, then 50 %',
    'free until 0 days before arrival, then the first night',
  ]);
});

describe('in a hotel file', () => {
  const faultsOf = (cancellation_policy: unknown): string[] => {
    const file = { ...aHotel({}), rate_plans: [{ code: 'BAR', cancellation_policy }] };
    try {
      validate(hotelInput, file, 'hotel file');
      return [];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.faults.map(({ pointer }) => pointer);
    }
  };

  it.each([...POLICIES, null])('%j is good', (policy) => {
    expect(faultsOf(policy)).toEqual([]);
  });

  const at = '/rate_plans/0/cancellation_policy';
  it.each<[unknown, string]>([
    ['flexible', at],
    [{ kind: 'generous' }, `${at}/kind`],
    [{ kind: 'flexible', days: 2 }, `${at}/days`],
    [{ kind: 'free_until', days: -1, then: { kind: 'whole' } }, `${at}/days`],
    [{ kind: 'free_until', days: 1 }, `${at}/then`],
    [{ kind: 'free_until', days: 1, then: { kind: 'percent', percent: 0 } }, `${at}/then/percent`],
    [{ kind: 'free_until', days: 1, then: { kind: 'percent', percent: 12.5 } }, `${at}/then/percent`],
    [{ kind: 'free_until', days: 1, then: { kind: 'nights', nights: 0 } }, `${at}/then/nights`],
  ])('%j is refused at %s', (policy, pointer) => {
    expect(faultsOf(policy)).toEqual([pointer]);
  });
});
