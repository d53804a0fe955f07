import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../hotels/catalogue.js';
import { believe } from './believe-restatement.js';

const hotel = { hotel_id: '1', currency: 'EUR' };
const double = { room_id: '10', code: 'DBL' };
const bar = { rate_plan_id: '20', code: 'BAR' };

/** What `believe` asks of a catalogue; the rest is never looked at. */
const catalogue = {
  hotel,
  ratePlans: [bar],
  room: (code: string) => (code === 'DBL' ? double : undefined),
  ratePlan: (code: string) => (code === 'BAR' ? bar : undefined),
} as unknown as Catalogue;

const stay = { checkin_date: '2030-05-01', checkout_date: '2030-05-04' };
const line = { room_code: 'DBL', rate_code: 'BAR', quantity: 1, guests: 2 };

const pricesOf = (total_price: string, quantity = 1, currency?: string) =>
  believe(
    {
      ...stay,
      lines: [{ ...line, quantity }],
      total_price,
      ...(currency === undefined ? {} : { currency }),
    },
    catalogue,
    [],
  ).lines.map((priced) => priced.nights.map((night) => night.price));

describe('believe', () => {
  test('spreads the total over the nights to the last unit', () => {
    expect(pricesOf('100.00')).toEqual([[3334, 3333, 3333]]);
    expect(pricesOf('200.03', 2)).toEqual([[3334, 3334, 3333]]);
    expect(pricesOf('1000', 1, 'JPY')).toEqual([[334, 333, 333]]);
  });

  test('keeps the total as it was said, also where rooms of one line cannot share it', () => {
    const state = believe(
      { ...stay, lines: [{ ...line, quantity: 2 }], total_price: '200.03' },
      catalogue,
      [],
    );

    expect(state.total).toBe(20_003);
  });

  test('takes the only rate plan where none is named, and no other for a code that is not mapped', () => {
    const { room_code, quantity, guests } = line;
    const lines = [
      { room_code, quantity, guests },
      { ...line, rate_code: 'WEB' },
      { ...line, room_code: 'X' },
    ];
    const state = believe({ ...stay, lines, total_price: '9.00' }, catalogue, []);

    expect(state.lines).toMatchObject([
      { room_id: '10', rate_plan_id: '20' },
      { room_id: '10', rate_plan_id: '0', sent_rate_code: 'WEB' },
      { room_id: '0', rate_plan_id: '20', sent_room_code: 'X' },
    ]);
  });

  test('refuses what has no price or no currency', () => {
    expect(() => believe({ ...stay, lines: [line] }, catalogue, [])).toThrow('/total_price');
    expect(() => pricesOf('10.00', 1, 'XXQ')).toThrow('ISO 4217');
  });
});
