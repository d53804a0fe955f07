import { describe, expect, it } from 'vitest';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import { priceEvents } from './change-events.js';
import { NO_RULES, type RateCell } from './rate-store.js';

const HOTEL = { hotel_id: '1', currency: 'EUR' };
const FREE: RateCell = {
  room_id: '2',
  rate_plan_id: '3',
  date: '2031-05-01',
  amount: '90.500',
  occupancy_amounts: null,
  ...NO_RULES,
  version: 4,
};

const FREE_NIGHT = { date: '2031-05-01', amount: '90.50', occupancy_amounts: null, version: 4 };

describe('the event of changed prices', () => {
  it('leaves out every restriction that a night does not have', () => {
    expect(nightOf(FREE)).toEqual(FREE_NIGHT);
  });

  it.each([...BOOLEAN_RESTRICTIONS])('tells of a night that is %s and of nothing else', (field) => {
    expect(nightOf({ ...FREE, [field]: 1 })).toEqual({ ...FREE_NIGHT, [field]: true });
  });

  it.each([...NUMBER_RESTRICTIONS])('tells of a %s and of nothing else', (field) => {
    expect(nightOf({ ...FREE, [field]: 3 })).toEqual({ ...FREE_NIGHT, [field]: 3 });
  });
});

function nightOf(cell: RateCell): unknown {
  return (priceEvents(HOTEL, [cell])[0]?.data as { nights: unknown[] } | undefined)?.nights[0];
}
