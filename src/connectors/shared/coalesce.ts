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

interface Product<T> {
  readonly room_code: string;
  readonly rate_code: string | null;
  readonly nights: Map<LocalDate, Night<T>>;
}

/**
 * Cells as ranges of equal neighbouring nights, for one kind of value: `pick` takes it out of a cell, undefined where the cell
 * has none. Rooms and rate plans keep the order in which they come first; dates ascend. Of two cells of one night that both have a
 * value the later one counts. `rateOf`: the rate plan that a value belongs to, where it is not the cell's own.
 */
export function coalesce<T>(
  cells: readonly PushCell[],
  pick: (cell: PushCell) => T | undefined,
  rateOf: (cell: PushCell) => string | null = ({ rate_code }) => rate_code,
): CellRange<T>[] {
  const products = new Map<string, Product<T>>();
  for (const cell of cells) {
    const value = pick(cell);
    if (value === undefined) continue;
    const { room_code, date } = cell;
    const rate_code = rateOf(cell);
    const id = `${String(room_code.length)} ${room_code}${rate_code === null ? '' : ` ${rate_code}`}`;
    let product = products.get(id);
    if (product === undefined) products.set(id, (product = { room_code, rate_code, nights: new Map() }));
    product.nights.set(date, { date, value, key: keyOf(value) });
  }
  return [...products.values()].flatMap(({ room_code, rate_code, nights }) =>
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

/**
 * Equal values have equal keys, whatever the order in which their fields were set; a field that is undefined is absent. By hand:
 * JSON.stringify with a function for each part is what most of a push would be spent in.
 */
function keyOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  let key = '{';
  for (const [name, part] of Object.entries(value).sort(byName))
    if (part !== undefined) key += `${JSON.stringify(name)}:${keyOf(part)},`;
  return key;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
