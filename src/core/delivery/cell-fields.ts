import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import type { PushCell } from '../model/channel-codec.js';

/** What one night of a room or rate plan may hold. The order is stored (delivery_marks.fields): only ever add at the end. */
export const CELL_FIELDS = ['available', ...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS, 'amounts'] as const;

export type CellField = (typeof CELL_FIELDS)[number];

/** Every field: what a change marks, for only a comparison knows which field of a cell differs. */
export const ALL_FIELDS = 2 ** CELL_FIELDS.length - 1;

export function fieldBits(fields: Iterable<CellField>): number {
  let bits = 0;
  for (const field of fields) bits |= 1 << CELL_FIELDS.indexOf(field);
  return bits;
}

export function hasField(bits: number, field: CellField): boolean {
  return (bits & (1 << CELL_FIELDS.indexOf(field))) !== 0;
}

/** The fields that a cell says something of. */
export function fieldsOf(cell: { readonly [Field in CellField]?: unknown }): CellField[] {
  return CELL_FIELDS.filter((field) => cell[field] !== undefined);
}

/** A cell with these fields alone. @returns null where nothing is left to be told */
export function withFields(cell: PushCell, bits: number): PushCell | null {
  if ((bits & ALL_FIELDS) === ALL_FIELDS) return cell;
  const { room_code, rate_code, date } = cell;
  // A closed room has nothing to sell, whatever its count: the one is never told without the other.
  const told = fieldsOf(cell).filter(
    (field) =>
      hasField(bits, field) || (field === 'closed' && cell.closed === true && hasField(bits, 'available')),
  );
  if (told.length === 0) return null;
  return {
    ...{ room_code, rate_code, date },
    ...Object.fromEntries(told.map((field) => [field, cell[field]])),
  };
}
