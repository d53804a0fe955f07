import { describe, expect, test } from 'vitest';
import type { AriAmount, AriUpdate } from '../../core/model/ari.js';
import { toCalendar } from './calendar.js';

function update(fields: Partial<AriUpdate>): AriUpdate {
  const empty = { unit_code: null, rate_code: null, days: null, set: {}, amounts: [], at: '/x' };
  return { room_code: 'DBL', from: '2026-10-01', to: '2026-10-01', ...empty, ...fields };
}

function price(guests: number | null, amount: string): AriAmount {
  return { guests, amount, currency: 'EUR', tax: 'after' };
}

describe('toCalendar', () => {
  test('later updates win, night by night; both ends are nights', () => {
    const cells = toCalendar({
      rate_absent: 'every_rate',
      updates: [
        update({ from: '2026-10-01', to: '2026-10-03', available: 5 }),
        update({ from: '2026-10-03', to: '2026-10-04', available: 2 }),
      ],
    });

    expect(cells.map((cell) => [cell.date, cell.available])).toEqual([
      ['2026-10-01', 5],
      ['2026-10-02', 5],
      ['2026-10-03', 2],
      ['2026-10-04', 2],
    ]);
  });

  test('day flags pick nights of the range', () => {
    const days = [false, false, false, false, true, true, false];

    const cells = toCalendar({
      rate_absent: 'room',
      updates: [update({ from: '2026-10-01', to: '2026-10-11', days, available: 1 })],
    });

    expect(cells.map((cell) => cell.date)).toEqual(['2026-10-02', '2026-10-03', '2026-10-09', '2026-10-10']);
  });

  test('counts stand in the room’s own cell, prices in that of the rate plan; unset fields are left out', () => {
    const cells = toCalendar({
      rate_absent: 'every_rate',
      updates: [
        update({
          rate_code: 'BAR',
          available: 3,
          set: { min_stay_arrival: null },
          amounts: [price(2, '100.00')],
        }),
      ],
    });

    expect(cells).toEqual([
      { room_code: 'DBL', rate_code: null, date: '2026-10-01', available: 3 },
      {
        room_code: 'DBL',
        rate_code: 'BAR',
        date: '2026-10-01',
        min_stay_arrival: null,
        amounts: [price(2, '100.00')],
      },
    ]);
  });

  test('prices are kept by level', () => {
    const [cell] = toCalendar({
      rate_absent: 'every_rate',
      updates: [
        update({ rate_code: 'BAR', amounts: [price(1, '80.00'), price(2, '100.00')] }),
        update({ rate_code: 'BAR', amounts: [price(2, '110.00')] }),
      ],
    });

    expect(cell?.amounts).toEqual([price(1, '80.00'), price(2, '110.00')]);
  });

  test('an update without rate plan reaches the plans named before it, where the dialect fans out', () => {
    const updates = [update({ rate_code: 'BAR', set: { closed: true } }), update({ set: { closed: false } })];

    const fannedOut = toCalendar({ rate_absent: 'every_rate', updates });
    const onTheRoom = toCalendar({ rate_absent: 'room', updates });

    expect(fannedOut.map((cell) => [cell.rate_code, cell.closed])).toEqual([
      [null, false],
      ['BAR', false],
    ]);
    expect(onTheRoom.map((cell) => [cell.rate_code, cell.closed])).toEqual([
      [null, false],
      ['BAR', true],
    ]);
  });

  test('every room sold out reaches the rooms named before', () => {
    const cells = toCalendar({
      rate_absent: 'every_rate',
      updates: [update({ available: 4 }), update({ room_code: null, available: 0 })],
    });

    expect(cells.map((cell) => [cell.room_code, cell.available])).toEqual([
      [null, 0],
      ['DBL', 0],
    ]);
  });

  test('units counted one by one add up to their room', () => {
    const [cell] = toCalendar({
      rate_absent: 'every_rate',
      updates: [
        update({ unit_code: '101', available: 1 }),
        update({ unit_code: '102', available: 1 }),
        update({ unit_code: '101', available: 0 }),
      ],
    });

    expect(cell?.available).toBe(1);
  });
});
