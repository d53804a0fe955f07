import type { PushCell } from '../../core/model/channel-codec.js';
import { addDays, type LocalDate } from '../../core/model/local-date.js';

/** Neighbouring nights of one room, or of one of its rate plans, that are to have the same value. */
export interface CellRange<T> {
  readonly room_code: string;
  readonly rate_code: string | null;
  readonly from: LocalDate;
  /** Inclusive. */
  readonly to: LocalDate;
  readonly value: T;
}

interface Night<T> {
  readonly date: LocalDate;
  readonly value: T;
  /** What makes two values equal. */
  readonly key: string;
}

/**
 * Cells as ranges of equal neighbouring nights, for one kind of value: `pick` takes it out of a cell, undefined where the cell
 * has none. Rooms and rate plans keep the order in which they come first; dates ascend. Of two cells of one night that both have a
 * value the later one counts.
 */
export function coalesce<T>(
  cells: readonly PushCell[],
  pick: (cell: PushCell) => T | undefined,
): CellRange<T>[] {
  const products = new Map<string, { readonly cell: PushCell; readonly nights: Map<LocalDate, Night<T>> }>();
  for (const cell of cells) {
    const value = pick(cell);
    if (value === undefined) continue;
    const product = JSON.stringify([cell.room_code, cell.rate_code]);
    const known = products.get(product) ?? { cell, nights: new Map<LocalDate, Night<T>>() };
    products.set(product, known);
    known.nights.set(cell.date, { date: cell.date, value, key: keyOf(value) });
  }
  return [...products.values()].flatMap(({ cell: { room_code, rate_code }, nights }) =>
    toRanges([...nights.values()]).map((range) => ({ room_code, rate_code, ...range })),
  );
}

function toRanges<T>(nights: Night<T>[]): { from: LocalDate; to: LocalDate; value: T }[] {
  const ranges: { from: LocalDate; to: LocalDate; value: T; key: string }[] = [];
  for (const { date, value, key } of nights.sort(byDate)) {
    const last = ranges.at(-1);
    if (last?.key === key && addDays(last.to, 1) === date) last.to = date;
    else ranges.push({ from: date, to: date, value, key });
  }
  return ranges.map(({ from, to, value }) => ({ from, to, value }));
}

function byDate(a: { readonly date: LocalDate }, b: { readonly date: LocalDate }): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

/** Equal values have equal keys, whatever the order in which their fields were set; a field that is undefined is absent. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    part === null || typeof part !== 'object' || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}
