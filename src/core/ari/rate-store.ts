import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable, SqlValue, Transaction } from '../platform/database.js';
import { SqlRow } from '../platform/sql-text.js';

/** One night of a room and rate plan as stored. */
export interface RateCell {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly date: LocalDate;
  /** DECIMAL(15,3) text, per room whatever the party. */
  readonly amount: string | null;
  /** Canonical JSON text by occupancy. */
  readonly occupancy_amounts: string | null;
  readonly min_stay_arrival: number | null;
  readonly max_stay_arrival: number | null;
  readonly min_stay_through: number | null;
  readonly max_stay_through: number | null;
  readonly closed: number;
  readonly closed_to_arrival: number;
  readonly closed_to_departure: number;
  readonly min_advance_days: number | null;
  readonly max_advance_days: number | null;
  readonly version: number;
}

/** A night under a rate plan of which nothing was ever said, but for its price. */
export const NO_RULES = {
  min_stay_arrival: null,
  max_stay_arrival: null,
  min_stay_through: null,
  max_stay_through: null,
  closed: 0,
  closed_to_arrival: 0,
  closed_to_departure: 0,
  min_advance_days: null,
  max_advance_days: null,
  version: 0,
} as const;

export const RATE_COLUMNS = `room_id, rate_plan_id, date, amount, occupancy_amounts, min_stay_arrival, max_stay_arrival,
  min_stay_through, max_stay_through, closed, closed_to_arrival, closed_to_departure, min_advance_days,
  max_advance_days, version`;

const CHUNK = 500;

/** What a push changes of a night. */
export type RateField = Exclude<keyof RateCell, 'room_id' | 'rate_plan_id' | 'date' | 'version'>;

/** In the order of RATE_COLUMNS. */
const FIELDS: readonly RateField[] = [
  'amount',
  'occupancy_amounts',
  'min_stay_arrival',
  'max_stay_arrival',
  'min_stay_through',
  'max_stay_through',
  'closed',
  'closed_to_arrival',
  'closed_to_departure',
  'min_advance_days',
  'max_advance_days',
];

/** Nights of one room and rate plan from `from` to `to`, both inclusive, in date order. */
export function readRates(
  database: Queryable,
  product: { room_id: Id; rate_plan_id: Id },
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<RateCell[]> {
  return database.rows<RateCell>(
    `SELECT ${RATE_COLUMNS} FROM room_rates WHERE room_id = ? AND rate_plan_id = ? AND date BETWEEN ? AND ? ORDER BY date`,
    [product.room_id, product.rate_plan_id, from, to],
  );
}

/** Cells to write. */
export interface RateWrite {
  readonly cells: readonly RateCell[];
  /** The fields in which any of them differs from what is stored. */
  readonly fields: ReadonlySet<RateField>;
  /** Whether each is stored already: then the other fields need not be sent. */
  readonly allStored: boolean;
}

/**
 * Writes cells; only a push writes rates, and pushes of one hotel run one at a time. Of nights that are all stored only
 * what changed is written: most pushes change prices alone, and that takes the server a fifth less than whole rows.
 */
export async function writeRates(tx: Transaction, { cells, fields, allStored }: RateWrite): Promise<void> {
  const written = allStored ? FIELDS.filter((field) => fields.has(field)) : FIELDS;
  const upsert = upsertOf(written);
  for (let start = 0; start < cells.length; start += CHUNK) {
    const rows = cells.slice(start, start + CHUNK).map((cell) => rowOf(cell, written));
    const { affectedRows } = await tx.run(upsert, [rows]);
    // The server counts a row that was there and changed twice. One that is gone would come back without its other fields.
    if (allStored && affectedRows !== 2 * rows.length)
      throw new Error(`${rows.length} nights of rates were read, and some were gone when they were written`);
  }
}

/** Whoever remembers rates of the hotel learns by this that they are others now; with every write of rates (known-nights.ts). */
export async function raiseRatesVersion(tx: Transaction, hotelId: Id): Promise<void> {
  await tx.later('UPDATE hotels SET rates_version = rates_version + 1 WHERE hotel_id = ?', [hotelId]);
}

function upsertOf(fields: readonly RateField[]): string {
  const columns = [...fields, 'version'];
  return `INSERT INTO room_rates (room_id, rate_plan_id, date, ${columns.join(', ')}) VALUES ?
    ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`;
}

function rowOf(cell: RateCell, fields: readonly RateField[]): SqlRow {
  const values: SqlValue[] = [cell.room_id, cell.rate_plan_id, cell.date];
  for (const field of fields) values.push(cell[field]);
  values.push(cell.version);
  return new SqlRow(values);
}
