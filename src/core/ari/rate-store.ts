import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable, Transaction } from '../platform/database.js';
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

export const RATE_COLUMNS = `room_id, rate_plan_id, date, amount, occupancy_amounts, min_stay_arrival, max_stay_arrival,
  min_stay_through, max_stay_through, closed, closed_to_arrival, closed_to_departure, min_advance_days,
  max_advance_days, version`;

const CHUNK = 500;

const UPSERT = `INSERT INTO room_rates (${RATE_COLUMNS}) VALUES ?
  ON DUPLICATE KEY UPDATE amount = VALUES(amount), occupancy_amounts = VALUES(occupancy_amounts),
    min_stay_arrival = VALUES(min_stay_arrival), max_stay_arrival = VALUES(max_stay_arrival),
    min_stay_through = VALUES(min_stay_through), max_stay_through = VALUES(max_stay_through),
    closed = VALUES(closed), closed_to_arrival = VALUES(closed_to_arrival),
    closed_to_departure = VALUES(closed_to_departure), min_advance_days = VALUES(min_advance_days),
    max_advance_days = VALUES(max_advance_days), version = VALUES(version)`;

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

/** Writes whole cells; only a push writes rates, and pushes of one hotel run one at a time. */
export async function writeRates(tx: Transaction, cells: readonly RateCell[]): Promise<void> {
  for (let start = 0; start < cells.length; start += CHUNK) {
    const rows = cells.slice(start, start + CHUNK).map(rowOf);
    await tx.run(UPSERT, [rows]);
  }
}

function rowOf(cell: RateCell): SqlRow {
  return new SqlRow([
    cell.room_id,
    cell.rate_plan_id,
    cell.date,
    cell.amount,
    cell.occupancy_amounts,
    cell.min_stay_arrival,
    cell.max_stay_arrival,
    cell.min_stay_through,
    cell.max_stay_through,
    cell.closed,
    cell.closed_to_arrival,
    cell.closed_to_departure,
    cell.min_advance_days,
    cell.max_advance_days,
    cell.version,
  ]);
}
