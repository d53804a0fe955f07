import { CELL_FIELDS, type CellField } from '../../src/core/delivery/cell-fields.js';
import type { AriUpdate } from '../../src/core/model/ari.js';
import type { PushCell } from '../../src/core/model/channel-codec.js';
import type { LocalDate } from '../../src/core/model/local-date.js';
import type { DifferenceClass } from '../../src/core/reconcile/night-cell.js';
import type { CalendarCell } from '../../src/connectors/shared/calendar.js';
import { wholeFrom, type Random } from '../../src/cli/load/random.js';
import { CHANNEL_ROOMS } from './a-compared-hotel.js';
import { cellKey, isSame, valueKey } from './told-calendar.js';

/** One value that a channel has otherwise than it said. */
export interface Lie {
  readonly room_code: string | null;
  readonly rate_code: string | null;
  readonly date: LocalDate;
  readonly field: CellField;
  readonly class: DifferenceClass;
  /** What it has instead; null: nothing. */
  readonly value: unknown;
}

export interface RoomNight {
  readonly room: keyof typeof CHANNEL_ROOMS;
  readonly date: LocalDate;
}

const LIMITS = ['min_stay_arrival', 'max_stay_arrival', 'min_stay_through', 'max_stay_through'] as const;
const KINDS = ['count', 'price', 'limit', 'flag', 'closed', 'stop'] as const;

/** Another value than now for one field of a night, as its PMS would say it: a count, a price, a restriction, or a stop-sell. */
export function anotherValue(
  ours: readonly PushCell[],
  { room, date }: RoomNight,
  random: Random,
): Partial<AriUpdate> {
  const mine = ours.filter((cell) => cell.room_code === CHANNEL_ROOMS[room] && cell.date === date);
  const [own, rate] = [mine.find((cell) => cell.rate_code === null), mine.find((cell) => cell.rate_code)];
  const night = { room_code: room, from: date, to: date };
  const ofRate = { ...night, rate_code: 'BAR' };
  switch (pick(KINDS, random)) {
    case 'count':
      return { ...night, available: (own?.available ?? 0) + wholeFrom(random, 1, 4) };
    case 'price': {
      const amount = `${wholeFrom(random, 80, 180)}.25`;
      return { ...ofRate, amounts: [{ guests: 2, amount, currency: 'EUR', tax: 'after' }] };
    }
    case 'limit': {
      const field = pick(LIMITS, random);
      const lifted = typeof rate?.[field] === 'number' && wholeFrom(random, 0, 1) === 0;
      const limit = (rate?.[field] ?? 1) + wholeFrom(random, 1, 3);
      return { ...ofRate, set: { [field]: lifted ? null : limit } };
    }
    case 'flag': {
      const field = pick(['closed_to_arrival', 'closed_to_departure'] as const, random);
      return { ...ofRate, set: { [field]: rate?.[field] !== true } };
    }
    case 'closed':
      return { ...ofRate, set: { closed: rate?.closed !== true } };
    case 'stop':
      return { ...night, set: { closed: own?.closed !== true } };
  }
}

/** Values to be put back to what they were, of those that have changed since. */
export function olderValues(
  before: readonly CalendarCell[],
  now: readonly CalendarCell[],
  { random, count }: { readonly random: Random; readonly count: number },
): Lie[] {
  const then = new Map(before.map((cell) => [cellKey(cell), cell]));
  const changed = now.flatMap((cell) => {
    const old = then.get(cellKey(cell));
    return CELL_FIELDS.filter((field) => old?.[field] !== undefined && old[field] !== null).flatMap(
      (field) =>
        isSame(cell, old, field) ? [] : [lieOf(cell, field, { class: 'stale', value: old?.[field] })],
    );
  });
  return draw(changed, random, count);
}

/** What is taken out, what is another value, and what they have without us: so many of each, no two of one value. */
export function corruptions(
  cells: readonly CalendarCell[],
  { random, count }: { readonly random: Random; readonly count: number },
): Lie[] {
  const taken = new Set<string>();
  return (['missing', 'extra', 'conflicting'] as const).flatMap((kind) => {
    const possible = cells.flatMap((cell) =>
      CELL_FIELDS.flatMap((field) => {
        const value = CORRUPT[kind](cell, field, random);
        const lie = lieOf(cell, field, { class: kind, value });
        return value === undefined || taken.has(valueKey(lie)) ? [] : [lie];
      }),
    );
    const drawn = draw(possible, random, count);
    for (const lie of drawn) taken.add(valueKey(lie));
    return drawn;
  });
}

type Corrupt = (cell: CalendarCell, field: CellField, random: Random) => unknown;

/** Undefined: that cannot be done to the value that is there. */
const CORRUPT: Readonly<Record<'missing' | 'extra' | 'conflicting', Corrupt>> = {
  missing: (cell, field) => (isNothing(cell, field) ? undefined : null),
  extra: (cell, field, random) =>
    isLimit(field) && cell[field] === null ? wholeFrom(random, 5, 9) : undefined,
  conflicting: (cell, field, random) => {
    const value = cell[field];
    if (typeof value === 'boolean') return !value;
    if (value === undefined || value === null) return undefined;
    if (field === 'available') return Number(value) + wholeFrom(random, 1, 4);
    if (field === 'amounts')
      return cell.amounts?.map((price) => ({ ...price, amount: `${wholeFrom(random, 200, 400)}.50` }));
    return isLimit(field) && Number(value) > 1 ? Number(value) + wholeFrom(random, 2, 6) : undefined;
  },
};

/** As a channel's calendar takes them. */
export function asCells(lies: readonly Lie[]): Record<string, unknown>[] {
  return lies.map(({ room_code, rate_code, date, field, value }) => ({
    ...{ room_code, rate_code, date },
    [field]: value,
  }));
}

function isNothing(cell: CalendarCell, field: CellField): boolean {
  return isSame(cell, undefined, field);
}

function isLimit(field: CellField): field is (typeof LIMITS)[number] {
  return LIMITS.some((limit) => limit === field);
}

function lieOf(cell: CalendarCell, field: CellField, of: Pick<Lie, 'class' | 'value'>): Lie {
  const { room_code, rate_code, date } = cell;
  return { room_code, rate_code, date, field, ...of };
}

function pick<T>(all: readonly [T, ...T[]], random: Random): T {
  return all[wholeFrom(random, 0, all.length - 1)] ?? all[0];
}

/** So many of them as there are, at most that many, in an order of their own. */
function draw<T>(all: readonly T[], random: Random, count: number): T[] {
  const left = [...all];
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0)
    drawn.push(...left.splice(wholeFrom(random, 0, left.length - 1), 1));
  return drawn;
}
