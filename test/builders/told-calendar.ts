import { CELL_FIELDS, fieldsOf, type CellField } from '../../src/core/delivery/cell-fields.js';
import type { PushCell } from '../../src/core/model/channel-codec.js';
import type { LocalDate } from '../../src/core/model/local-date.js';
import {
  applyUpdates,
  calendarCell,
  calendarCells,
  type CalendarCell,
  type CalendarNights,
} from '../../src/connectors/shared/calendar.js';
import { connectorOf } from './a-sandbox.js';
import { CHANNEL_RATE } from './a-compared-hotel.js';

/** The calendar of a channel that had these cells and is told those. */
export async function told(
  id: string,
  cells: readonly PushCell[],
  before: readonly CalendarCell[] = [],
): Promise<CalendarCell[]> {
  const connector = connectorOf(id);
  const nights: CalendarNights = new Map();
  for (const cell of before) Object.assign(calendarCell(nights, cell), structuredClone(cell));
  const rooms = [...new Set(cells.map(({ room_code }) => room_code))];
  const products = rooms.map((room_code) => ({ room_code, rate_code: CHANNEL_RATE }));
  const requests = connector.channel?.encodeAri(
    { hotel_code: 'H1', cells, full: false, products },
    {
      ...{ username: 'u', password: 'p', requestor_id: 'BH', pricing: 'per_occupancy' },
      ...{ now: '2027-01-01T00:00:00Z', nextId: () => 'id' },
    },
  );
  for (const { path, body } of requests ?? []) {
    const action = connector.messages.find((name) => name === path.split(/[/?]/).at(-1));
    const { content } = await connector.decode(Buffer.from(body), {
      charset: 'utf-8',
      ...(action === undefined ? {} : { action }),
    });
    if (content?.kind !== 'ari') throw new Error(`${id} cannot read what it wrote: ${body}`);
    for (const ari of [content.ari, ...(content.more ?? [])]) applyUpdates(nights, ari);
  }
  return calendarCells(nights);
}

/** What is said of each night. */
export function valuesByNight(cells: readonly CalendarCell[]): Map<string, number> {
  const values = new Map<string, number>();
  for (const cell of cells)
    values.set(nightKey(cell), (values.get(nightKey(cell)) ?? 0) + fieldsOf(cell).length);
  return values;
}

export interface ValueCodes extends Pick<CalendarCell, 'room_code' | 'rate_code' | 'date'> {
  readonly field: CellField;
}

export const valueKey = ({ room_code, rate_code, date, field }: ValueCodes): string =>
  JSON.stringify([room_code, rate_code, date, field]);

export const cellKey = ({ room_code, rate_code, date }: Omit<ValueCodes, 'field'>): string =>
  JSON.stringify([room_code, rate_code, date]);

/** The values that two calendars have otherwise, whatever the way in which they say it. */
export function differing(
  theirs: readonly CalendarCell[],
  wanted: readonly CalendarCell[],
): Map<string, { readonly cell: CalendarCell; readonly value: unknown }> {
  const has = new Map(theirs.map((cell) => [cellKey(cell), cell]));
  return new Map(
    wanted.flatMap((cell) => {
      const known = has.get(cellKey(cell));
      return CELL_FIELDS.filter((field) => !isSame(cell, known, field)).map(
        (field) => [valueKey({ ...cell, field }), { cell, value: known?.[field] ?? null }] as const,
      );
    }),
  );
}

export function isSame(cell: CalendarCell, other: CalendarCell | undefined, field: CellField): boolean {
  const alone = (of: CalendarCell | undefined): string => {
    const { room_code, rate_code, date } = cell;
    return textOf([{ room_code, rate_code, date, [field]: of?.[field] }]);
  };
  return alone(cell) === alone(other);
}

export function byNight(cells: readonly CalendarCell[]): Map<string, CalendarCell[]> {
  const nights = new Map<string, CalendarCell[]>();
  for (const cell of cells) nights.set(nightKey(cell), [...(nights.get(nightKey(cell)) ?? []), cell]);
  return nights;
}

export function nightKey({ room_code, date }: { room_code: string | null; date: LocalDate }): string {
  return `${room_code ?? ''} ${date}`;
}

/** Equal for the same meaning: a restriction that is none, said or not, and 1.0 and 1.00 are the same. */
export function textOf(cells: readonly CalendarCell[]): string {
  const meant = cells.map((cell) => {
    const { room_code, rate_code } = cell;
    const fields = CELL_FIELDS.flatMap((field) => {
      const value = field === 'amounts' ? pricesOf(cell) : cell[field];
      return value === undefined || isNone(field, value) ? [] : [`${field} ${String(value)}`];
    });
    return `${room_code ?? ''}/${rate_code ?? ''}: ${fields.join(', ')}`;
  });
  return meant.sort().join('\n');
}

function pricesOf({ amounts = [] }: CalendarCell): string {
  return amounts
    .map(({ guests, amount }) => `${guests ?? 'room'} ${Number(amount)}`)
    .sort()
    .join(' + ');
}

function isNone(field: CellField, value: unknown): boolean {
  if (value === null || value === false || value === '') return true;
  if (field.startsWith('min_stay')) return Number(value) <= 1;
  if (field.startsWith('max_stay')) return Number(value) === 0 || Number(value) >= 999;
  return field === 'min_advance_days' && value === 0;
}
