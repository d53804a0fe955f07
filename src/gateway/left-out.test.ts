import { expect, test } from 'vitest';
import type { DecodedMessage } from '../core/model/connector.js';
import type { RatePlanProduct } from '../core/model/rate-plan-product.js';
import { leftOutOf } from './left-out.js';

/* A rate plan that is applied, with parts that no booking is priced by: each of them is told by name, none is dropped. */

const PLAIN: RatePlanProduct = {
  ...{ rate_code: 'HB', action: 'full', currency: 'EUR', type: null, category: null },
  ...{ group_code: null, is_master: null, rules: [], rates: [], supplements: [], descriptions: [] },
  terms: { pricing: 'per_person', nights_per_unit: 1, meals: ['12'] },
  ...{ offer_rule: null, free_nights: null, family: null },
};

function warnings(...products: RatePlanProduct[]): string[] {
  const frame = { hotel_code: 'H1', complete_set: false, rate_absent: 'room', sent_at: null } as const;
  const decoded: DecodedMessage = {
    envelope: {
      message: 'OTA_HotelRatePlanNotifRQ',
      soap: false,
      echo_token: null,
      version: null,
      credentials: null,
    },
    content: { kind: 'ari', ari: { ...frame, updates: [], products } },
    faults: [],
  };
  return leftOutOf(decoded).map(({ pointer, message, ota }) => `${pointer} ${ota?.type} ${message}`);
}

const supplement = (code: string, mandatory: boolean): RatePlanProduct['supplements'][number] => ({
  ...{ code, prices: [], descriptions: [] },
  terms: { mandatory, charge_type: '21', added_to_rate: true, days: null },
});

test('a rate plan that bookings are priced by whole is told nothing', () => {
  expect(warnings(PLAIN)).toEqual([]);
});

test.each<[string, Partial<RatePlanProduct>, RegExp]>([
  [
    'mandatory supplements',
    { supplements: [supplement('CLEAN', true)] },
    /Mandatory supplements \("CLEAN"\)/,
  ],
  [
    'optional supplements',
    { supplements: [supplement('SKI', false)] },
    /Supplements that a guest may choose/,
  ],
  [
    'free nights',
    { free_nights: { required: 7, free: 1, repeats: false } },
    /free nights offer is not given/,
  ],
  ['a family offer', { family: { max_age: 6, min_count: 1, free: 1 } }, /family offer is not given/],
])('%s', (_what, part, expected) => {
  const [only, ...others] = warnings({ ...PLAIN, ...part });

  expect(others).toEqual([]);
  expect(only).toMatch(/^RatePlan HB 3 /);
  expect(only).toMatch(expected);
});

test('the end of a rate plan leaves nothing out, and many plans are told in few words', () => {
  const family = { max_age: 6, min_count: 1, free: 1 };
  expect(warnings({ ...PLAIN, action: 'remove', family })).toEqual([]);
  const many = warnings(...Array.from({ length: 30 }, () => ({ ...PLAIN, family })));
  expect(many).toHaveLength(21);
  expect(many.at(-1)).toContain('and 10 more like these');
});
