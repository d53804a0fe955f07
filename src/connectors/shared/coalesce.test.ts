import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PushCell } from '../../core/model/channel-codec.js';
import { addDays, nightsOf } from '../../core/model/local-date.js';
import { coalesce } from './coalesce.js';

const cell = (date: string, fields: Partial<PushCell>): PushCell => ({
  room_code: 'DBL',
  rate_code: 'BAR',
  date,
  ...fields,
});

test('equal neighbouring nights become one range, whatever their order', () => {
  const cells = [
    cell('2026-10-03', { closed: true }),
    cell('2026-10-01', { closed: true }),
    cell('2026-10-02', { closed: true }),
    cell('2026-10-05', { closed: true }),
    cell('2026-10-04', { closed: false }),
  ];

  expect(coalesce(cells, ({ closed }) => closed)).toEqual([
    { room_code: 'DBL', rate_code: 'BAR', from: '2026-10-01', to: '2026-10-03', value: true },
    { room_code: 'DBL', rate_code: 'BAR', from: '2026-10-04', to: '2026-10-04', value: false },
    { room_code: 'DBL', rate_code: 'BAR', from: '2026-10-05', to: '2026-10-05', value: true },
  ]);
});

test('null is a value, undefined is none; the order of fields makes no difference', () => {
  const cells = [
    cell('2026-10-01', { min_stay_arrival: null }),
    cell('2026-10-02', {}),
    cell('2026-10-03', { min_stay_arrival: null }),
  ];
  expect(coalesce(cells, ({ min_stay_arrival: min }) => min)).toHaveLength(2);

  const amounts = [
    cell('2026-10-01', { amounts: [{ guests: 2, amount: '100.00', currency: 'EUR', tax: 'after' }] }),
    cell('2026-10-02', { amounts: [{ tax: 'after', currency: 'EUR', amount: '100.00', guests: 2 }] }),
  ];
  expect(coalesce(amounts, (each) => each.amounts)).toHaveLength(1);
});

test('the later one of two cells of one night counts; codes with separators stay apart', () => {
  const cells = [
    cell('2026-10-01', { available: 1 }),
    cell('2026-10-01', { available: 2 }),
    { room_code: 'DBL","BAR', rate_code: null, date: '2026-10-01', available: 3 },
  ];

  expect(coalesce(cells, ({ available }) => available).map(({ value }) => value)).toEqual([2, 3]);
});

test('ranges say the same nights as the cells, and no two of them could be one', () => {
  const nights = fc.array(
    fc.record({
      room_code: fc.constantFrom('007', '7', '1e3'),
      rate_code: fc.constantFrom('BAR', null),
      date: fc.integer({ min: 0, max: 40 }).map((offset) => addDays('2028-02-20', offset)),
      available: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    }),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(nights, (drawn) => {
      const cells = drawn.map(({ available, ...rest }): PushCell =>
        available === undefined ? rest : { ...rest, available },
      );
      const ranges = coalesce(cells, ({ available }) => available);

      const key = (night: { room_code: string; rate_code: string | null }, date: string) =>
        `${night.room_code} ${night.rate_code ?? '-'} ${date}`;
      const said = new Map(
        ranges.flatMap((range) =>
          nightsOf(range.from, addDays(range.to, 1)).map((date) => [key(range, date), range.value] as const),
        ),
      );
      const meant = new Map(
        cells.flatMap((each) =>
          each.available === undefined ? [] : [[key(each, each.date), each.available] as const],
        ),
      );
      expect(said).toEqual(meant);
      for (const [i, range] of ranges.entries()) {
        const next = ranges[i + 1];
        const joins = next?.from === addDays(range.to, 1) && next.value === range.value;
        expect(joins && next.room_code === range.room_code && next.rate_code === range.rate_code).toBe(false);
      }
    }),
  );
});
