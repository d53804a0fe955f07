import {
  BOOLEAN_RESTRICTIONS,
  NUMBER_RESTRICTIONS,
  type AriAmount,
  type AriMessage,
  type AriUpdate,
  type Restrictions,
} from '../../core/model/ari.js';
import { dayOfWeek, fromEpochDay, toEpochDay, type LocalDate } from '../../core/model/local-date.js';

/** One night of a room (rate_code null) or of one of its rate plans; a field that no update set is left out. */
export interface CalendarCell extends Restrictions {
  readonly room_code: string | null;
  readonly rate_code: string | null;
  readonly date: LocalDate;
  available?: number;
  amounts?: readonly AriAmount[];
}

const FIELDS = [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS] as const;

interface Entry {
  readonly cell: CalendarCell;
  /** Bookable count of each single unit, where the message counts units. */
  readonly units: Map<string, number>;
}

/** The nights of one hotel, for messages that come one after the other; made and read by the functions here alone. */
export type CalendarNights = Map<LocalDate, Entry[]>;

type Updates = Pick<AriMessage, 'updates' | 'rate_absent' | 'order' | 'stock_level'>;

/**
 * What a message leaves behind after its updates are applied in its dialect's order: sorted by room, rate plan
 * and date, those without code first. Counts stand in the room's own cell, as do restrictions without rate code; these
 * also reach the rate plans that the message has named before, as they would in the inventory.
 */
export function toCalendar(message: Updates): CalendarCell[] {
  const nightsOfHotel: CalendarNights = new Map();
  applyUpdates(nightsOfHotel, message);
  return calendarCells(nightsOfHotel);
}

/** Applies one more message to what those before it left behind. */
export function applyUpdates(
  byDate: CalendarNights,
  { updates, rate_absent, order = 'last', stock_level = 'room' }: Updates,
): void {
  // Where the first one counts, the last one is the first to be overwritten.
  for (const update of order === 'last' ? updates : updates.toReversed()) {
    for (const date of nights(update)) {
      const entries = byDate.get(date) ?? [];
      byDate.set(date, entries);
      for (const { cell } of entries) if (covers(update, cell)) overwrite(cell, update, rate_absent);
      apply(update, date, { entries, stock_level });
    }
  }
}

/** The cells in the order of `toCalendar`: the very ones that are kept, not copies. */
export function calendarCells(byDate: CalendarNights): CalendarCell[] {
  return [...byDate.values()].flatMap((entries) => entries.map((entry) => entry.cell)).sort(compareCells);
}

/** The cell of a night, made where there is none. */
export function calendarCell(
  byDate: CalendarNights,
  { room_code, rate_code, date }: Pick<CalendarCell, 'room_code' | 'rate_code' | 'date'>,
): CalendarCell {
  const entries = byDate.get(date) ?? [];
  byDate.set(date, entries);
  return entryOf(entries, { room_code, rate_code, date }).cell;
}

function apply(
  update: AriUpdate,
  date: LocalDate,
  { entries, stock_level }: { readonly entries: Entry[]; readonly stock_level: 'room' | 'rate_plan' },
): void {
  const { room_code, rate_code, available, set, amounts } = update;
  if (available !== undefined)
    setAvailable(
      entryOf(entries, { room_code, rate_code: stock_level === 'room' ? null : rate_code, date }),
      update,
      available,
    );
  if (Object.keys(set).length === 0 && amounts.length === 0) return;
  const { cell } = entryOf(entries, { room_code, rate_code, date });
  Object.assign(cell, set);
  if (amounts.length > 0) cell.amounts = mergeAmounts(cell.amounts ?? [], amounts);
}

function entryOf(entries: Entry[], cell: CalendarCell): Entry {
  const known = entries.find((entry) => isSameCell(entry.cell, cell));
  if (known !== undefined) return known;
  const entry = { cell, units: new Map<string, number>() };
  entries.push(entry);
  return entry;
}

type Codes = Pick<CalendarCell, 'room_code' | 'rate_code'>;

function isSameCell(a: Codes, b: Codes): boolean {
  return a.room_code === b.room_code && a.rate_code === b.rate_code;
}

/** A room whose units are counted one by one has as many rooms as its units add up to. */
function setAvailable({ cell, units }: Entry, { unit_code }: AriUpdate, available: number): void {
  if (unit_code === null) {
    units.clear();
    cell.available = available;
    return;
  }
  units.set(unit_code, available);
  cell.available = [...units.values()].reduce((sum, count) => sum + count, 0);
}

/** Whether an update without room or rate plan is also about this more precise cell. */
function covers(update: AriUpdate, cell: CalendarCell): boolean {
  if (isSameCell(update, cell)) return false;
  const room = update.room_code === null || update.room_code === cell.room_code;
  return room && (update.rate_code === null || update.rate_code === cell.rate_code);
}

/** Only what the cell has already: the rest stands in the wider cell alone. */
function overwrite(cell: CalendarCell, update: AriUpdate, rateAbsent: AriMessage['rate_absent']): void {
  const toItsRates = update.rate_code === null && cell.rate_code !== null;
  for (const field of FIELDS) {
    // A stop-sell of the room itself lies on top of its rate plans instead of changing them.
    const stays = field === 'closed' && toItsRates && rateAbsent === 'room';
    if (cell[field] !== undefined && update.set[field] !== undefined && !stays) {
      Object.assign(cell, { [field]: update.set[field] });
    }
  }
  if (cell.available !== undefined && update.available !== undefined && update.room_code === null) {
    cell.available = update.available;
  }
  if (cell.amounts !== undefined && update.amounts.length > 0) {
    cell.amounts = mergeAmounts(cell.amounts, update.amounts);
  }
}

function mergeAmounts(before: readonly AriAmount[], now: readonly AriAmount[]): AriAmount[] {
  const byLevel = new Map(before.map((amount) => [levelOf(amount), amount]));
  // How a price was spelt is not part of what it is.
  for (const { minor_units: _spelt, ...amount } of now) byLevel.set(levelOf(amount), amount);
  return [...byLevel.values()];
}

function levelOf({ guests, extra, length_of_stay }: AriAmount): string {
  const level = extra === undefined ? `guests ${guests ?? 'any'}` : `extra ${extra}`;
  return length_of_stay === undefined ? level : `${level} stay ${length_of_stay}`;
}

function* nights({ from, to, days }: AriUpdate): Generator<LocalDate> {
  for (let day = toEpochDay(from), last = toEpochDay(to); day <= last; day++) {
    const date = fromEpochDay(day);
    if (days === null || days[dayOfWeek(date)] === true) yield date;
  }
}

function compareCells(a: CalendarCell, b: CalendarCell): number {
  return (
    compareCodes(a.room_code, b.room_code) ||
    compareCodes(a.rate_code, b.rate_code) ||
    (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)
  );
}

function compareCodes(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
