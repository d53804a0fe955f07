import {
  BOOLEAN_RESTRICTIONS,
  NUMBER_RESTRICTIONS,
  type AriAmount,
  type Restrictions,
} from '../model/ari.js';
import type { LocalDate } from '../model/local-date.js';
import { CELL_FIELDS, type CellField } from '../delivery/cell-fields.js';

/** One night of a room (rate_code null) or of one of its rate plans, in a partner's codes, in whatever copy. */
export interface NightCell extends Restrictions {
  readonly room_code: string;
  readonly rate_code: string | null;
  readonly date: LocalDate;
  readonly available?: number | null;
  readonly amounts?: readonly AriAmount[];
}

/** Which night of which room or rate plan. */
export type NightKey = Pick<NightCell, 'room_code' | 'rate_code' | 'date'>;

export const CLASSES = ['missing', 'stale', 'conflicting', 'extra'] as const;
export type DifferenceClass = (typeof CLASSES)[number];

/** A value as it is shown and stored: null where a copy has none. */
export type FieldValue = number | boolean | string | null;

export interface FieldDifference {
  readonly field: CellField;
  readonly class: DifferenceClass;
  readonly ours: FieldValue;
  readonly theirs: FieldValue;
}

/** What the other side had before, as far as that is known. */
export interface Earlier {
  readonly acknowledged?: NightCell | undefined;
  readonly before?: NightCell | undefined;
}

/**
 * Compares one night field by field. What ours does not say is not compared: its contract has no word for it, or none that is told.
 * A night that only they have differs in all that they have. stale: they have what we told them before.
 */
export function compareNight(
  ours: NightCell | undefined,
  theirs: NightCell | undefined,
  { acknowledged, before }: Earlier = {},
): FieldDifference[] {
  return CELL_FIELDS.flatMap((field): FieldDifference[] => {
    if (ours !== undefined && ours[field] === undefined) return [];
    const other = meaningOf(theirs, field);
    if (meaningOf(ours, field) === other) return [];
    const was = (cell: NightCell | undefined) =>
      cell?.[field] !== undefined && meaningOf(cell, field) === other;
    const kind = classOf(ours, theirs, field);
    const stale = kind !== 'missing' && (was(acknowledged) || was(before));
    const [mine, told] = [shownOf(ours, field), shownOf(theirs, field)];
    return [{ field, class: stale ? 'stale' : kind, ours: mine, theirs: told }];
  });
}

function classOf(
  ours: NightCell | undefined,
  theirs: NightCell | undefined,
  field: CellField,
): Exclude<DifferenceClass, 'stale'> {
  if (theirs?.[field] === undefined || theirs[field] === null) return 'missing';
  if (ours?.[field] === undefined || ours[field] === null) return 'extra';
  if (field !== 'amounts') return 'conflicting';
  const [mine, other] = [new Set(pricesOf(ours)), new Set(pricesOf(theirs))];
  // A price for a party that the other side does not have at all.
  if ([...other].every((price) => mine.has(price))) return 'missing';
  return [...mine].every((price) => other.has(price)) ? 'extra' : 'conflicting';
}

/**
 * A value in the one spelling in which equal ones are equal. No restriction, never said, and said to be none are the same; so are
 * prices whatever their order and trailing zeros.
 */
function meaningOf(cell: NightCell | undefined, field: CellField): FieldValue {
  const shown = shownOf(cell, field);
  return typeof shown === 'number' && NONE[field]?.(shown) === true ? null : shown === false ? null : shown;
}

function shownOf(cell: NightCell | undefined, field: CellField): FieldValue {
  if (cell === undefined) return null;
  if (field !== 'amounts') return cell[field] ?? null;
  return cell.amounts === undefined || cell.amounts.length === 0 ? null : pricesOf(cell).join(', ');
}

const NONE: Readonly<Partial<Record<CellField, (limit: number) => boolean>>> = {
  min_stay_arrival: (nights) => nights <= 1,
  min_stay_through: (nights) => nights <= 1,
  max_stay_arrival: (nights) => nights === 0 || nights >= 999,
  max_stay_through: (nights) => nights === 0 || nights >= 999,
  min_advance_days: (days) => days === 0,
};

/** "2: 100 EUR", "extra adult: 20 EUR", in an order of their own. */
function pricesOf({ amounts = [] }: NightCell): string[] {
  return amounts
    .map(({ guests, extra, length_of_stay, amount, currency }) => {
      const party = extra === undefined ? (guests === null ? 'room' : String(guests)) : `extra ${extra}`;
      const stay = length_of_stay === undefined ? '' : ` for ${length_of_stay} nights`;
      return `${party}${stay}: ${plainDecimal(amount)}${currency === null ? '' : ` ${currency}`}`;
    })
    .sort();
}

/** 100.00, 0100 and 100 are one price. */
function plainDecimal(text: string): string {
  const [whole = '0', places = ''] = text.split('.');
  const rest = places.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${rest === '' ? '' : `.${rest}`}`;
}

/** True for a night that nobody can buy, whatever else it says. */
export function isShut(cell: NightCell): boolean {
  return cell.closed === true || cell.available === 0;
}

export function hasPrice(cell: NightCell | undefined): boolean {
  return (cell?.amounts?.length ?? 0) > 0;
}

/** The order of a calendar: room, the room itself before its rate plans, night. */
export function compareKeys(a: NightKey, b: NightKey): number {
  return (
    compareTexts(a.room_code, b.room_code) ||
    compareTexts(a.rate_code ?? '', b.rate_code ?? '') ||
    compareTexts(a.date, b.date)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const RESTRICTION_FIELDS: readonly CellField[] = [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS];
