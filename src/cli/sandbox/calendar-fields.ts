import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../../core/model/ari.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';

/** What one night of a room or rate plan may hold, by the names of `message decode --calendar`. */
export const CELL_FIELDS = ['available', ...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS, 'amounts'] as const;

export type CellField = (typeof CELL_FIELDS)[number];
export type CellCodes = Pick<CalendarCell, 'room_code' | 'rate_code' | 'date'>;
type CellValue = Exclude<CalendarCell[CellField], undefined>;

/** Values of one night to be set; null takes the field out of the cell. */
export type CellChange = CellCodes & { readonly [Field in CellField]?: CellValue | null | undefined };

export function fieldsOf(cell: CalendarCell): CellField[] {
  return CELL_FIELDS.filter((field) => cell[field] !== undefined);
}

/** Equal for the same night of the same room and rate plan. */
export function cellKey({ room_code, rate_code, date }: CellCodes): string {
  return JSON.stringify([room_code, rate_code, date]);
}

/** Gives a cell one value; undefined takes it away. */
export function setField(cell: CalendarCell, field: CellField, value: CellValue | undefined): void {
  if (value === undefined) Reflect.deleteProperty(cell, field);
  else Object.assign(cell, { [field]: value });
}
