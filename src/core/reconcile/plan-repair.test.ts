import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CELL_FIELDS, hasField, withFields, type CellField } from '../delivery/cell-fields.js';
import { addDays, daysBetween } from '../model/local-date.js';
import { createNativeConnector } from '../../connectors/native/native-connector.js';
import { compareNight, type NightCell } from './night-cell.js';
import { planRepair, type RepairMark } from './plan-repair.js';

const FIRST = '2027-03-01';
const plain = createNativeConnector().dialects[0];
const nothing = () => false;
const FIELDS = ['available', 'closed', 'min_stay_arrival', 'amounts'] as const satisfies readonly CellField[];

const cell = fc.record({
  available: fc.integer({ min: 0, max: 2 }),
  closed: fc.boolean(),
  min_stay_arrival: fc.constantFrom(null, 2, 3),
  amounts: fc
    .constantFrom('90.00', '95.00')
    .map((amount) => [{ guests: 2, amount, currency: 'EUR', tax: 'after' as const }]),
});

/** A few nights of one rate plan on both sides; small enough that every way to repair them can be tried. */
const nights = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 2 });

type Values = Omit<NightCell, 'room_code' | 'rate_code' | 'date'>;

const at = (day: number, values: Values): NightCell => ({
  ...{ room_code: 'DBL', rate_code: 'BAR', date: addDays(FIRST, day) },
  ...values,
});

function differencesOf(sides: readonly (readonly [Values, Values])[]) {
  return sides.flatMap(([ours, theirs], day) =>
    compareNight(at(day, ours), at(day, theirs)).map(({ field }) => ({
      ...{ room_id: '1', rate_plan_id: '2', date: addDays(FIRST, day), field, repairable: true },
    })),
  );
}

/** The other side after it was told what the marks name. @returns what differs then, and the number of values told */
function told(sides: readonly (readonly [Values, Values])[], marks: readonly RepairMark[]) {
  let values = 0;
  const after = sides.map(([ours, theirs], day): readonly [Values, Values] => {
    const date = addDays(FIRST, day);
    const bits = marks
      .filter(({ from, to }) => date >= from && date <= to)
      .reduce((sum, { fields }) => sum | fields, 0);
    const sent = bits === 0 ? null : withFields({ ...at(day, ours) } as never, bits);
    const { room_code: _room, rate_code: _rate, date: _date, ...fields } = sent ?? at(day, {});
    values += FIELDS.filter((field) => fields[field] !== undefined).length;
    return [ours, { ...theirs, ...fields }];
  });
  return { left: differencesOf(after).length, values };
}

/** Every subset of all values of all nights: the fewest whose telling leaves nothing that differs. */
function fewest(sides: readonly (readonly [Values, Values])[]): number {
  const all = sides.flatMap((_, day) => FIELDS.map((field) => ({ day, field })));
  let best = Infinity;
  for (let subset = 0; subset < 2 ** all.length; subset++) {
    const chosen = all.filter((_, index) => (subset & (1 << index)) !== 0);
    if (chosen.length >= best) continue;
    const after = sides.map(([ours, theirs], day): readonly [Values, Values] => [
      ours,
      {
        ...theirs,
        ...Object.fromEntries(
          chosen.filter((one) => one.day === day).map(({ field }) => [field, ours[field]]),
        ),
      },
    ]);
    if (differencesOf(after).length === 0) best = chosen.length;
  }
  return best;
}

describe('a repair', () => {
  test('mends everything with as few values as there can be', () => {
    fc.assert(
      fc.property(nights, (sides) => {
        const { left, values } = told(sides, planRepair(differencesOf(sides), plain, nothing));

        expect(left).toBe(0);
        // A closed night is told with its count, for neither says the whole.
        const forced = sides.filter(
          ([ours, theirs], day) =>
            ours.closed === true &&
            theirs.closed === true &&
            compareNight(at(day, ours), at(day, theirs)).some(({ field }) => field === 'available'),
        ).length;
        expect(values).toBe(fewest(sides) + forced);
      }),
      { numRuns: 100 },
    );
  });

  test('names neighbouring nights with the same fields as one range, and no night between that is right', () => {
    const differing = [0, 1, 3].map((day) => ({
      ...{ room_id: '1', rate_plan_id: '0', date: addDays(FIRST, day), field: 'available' as const },
      repairable: true,
    }));

    const marks = planRepair(differing, plain, nothing);

    expect(marks.map(({ from, to }) => daysBetween(from, to) + 1)).toEqual([2, 1]);
    expect(marks.every(({ fields }) => hasField(fields, 'available') && !hasField(fields, 'closed'))).toBe(
      true,
    );
  });

  test('tells a restriction along that the night has where the contract resets those that are left out', () => {
    const one = { room_id: '1', rate_plan_id: '2', date: FIRST, field: 'min_stay_arrival' as const };
    const differing = [{ ...one, repairable: true }];

    const has = (_night: unknown, field: CellField): boolean =>
      ['max_stay_arrival', 'closed'].includes(field);
    const [mark] = planRepair(differing, { ...plain, absent_restriction: 'reset' }, has);

    const named = CELL_FIELDS.filter((field) => hasField(mark?.fields ?? 0, field));
    expect(named).toEqual(['min_stay_arrival', 'max_stay_arrival']);
    expect(planRepair([{ ...one, repairable: false }], plain, has)).toEqual([]);
  });
});
