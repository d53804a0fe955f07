import type { Catalogue } from '../hotels/catalogue.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Clock } from '../model/clock.js';
import { compareIds, type Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database, SqlValue } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { createWriteLane } from '../platform/write-lane.js';
import { CELL_FIELDS } from './cell-fields.js';
import type { ClaimedLane } from './claim-lane.js';
import { ROOM_ITSELF, type Mark } from './lanes.js';

/** What a channel was told in one push, and what of it is still to be told or was refused. */
export interface Told {
  readonly catalogue: Catalogue;
  readonly cells: readonly PushCell[];
  readonly left: readonly Mark[];
}

export type NoteAcknowledged = (lane: ClaimedLane, told: Told) => Promise<void>;

/** Rows a statement: a push of some nights is one statement. */
const CHUNK = 1_000;
/** Rows that are not worth a commit of their own. */
const FEW = 50;

interface Row {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly date: LocalDate;
  readonly values: readonly SqlValue[];
  /** It says only a part of what a cell holds: the rest stays. */
  readonly partial: boolean;
}

/**
 * Keeps the values that a channel has acknowledged, and those before them, for comparison: in primary-key order, and what a cell does
 * not say stays as it was said before.
 */
export function createNoteAcknowledged(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): NoteAcknowledged {
  const whole = createWrite(deps.database, upsert('COALESCE(VALUES(said), said)'));
  // A repair tells single fields; a restriction that it lifts is null there, which takes it out.
  const single = createWrite(
    deps.database,
    upsert('IF(said IS NULL, VALUES(said), JSON_MERGE_PATCH(said, VALUES(said)))'),
  );
  return async (lane, { catalogue, cells, left }) => {
    const isLeft = leftNights(left);
    const rows = new Map<string, Row>();
    for (const cell of cells) {
      const row = rowOf(catalogue, cell);
      // Told with its room, or later in the same push: the fuller word counts.
      if (row === null || isLeft(row)) continue;
      const key = `${row.room_id} ${row.rate_plan_id} ${row.date}`;
      if (rows.get(key)?.values[2] === undefined || row.values[2] !== null) rows.set(key, row);
    }
    const sorted = [...rows.values()].sort(inKeyOrder);
    const at = [toSqlTime(deps.clock.now()), lane.delivery_id, lane.attempt + 1];
    const insert = async (part: readonly Row[], write: Write): Promise<void> => {
      for (let start = 0; start < part.length; start += CHUNK)
        await write(
          part
            .slice(start, start + CHUNK)
            .map(({ room_id, rate_plan_id, date, values }) => [
              ...[lane.partner_id, lane.hotel_id, room_id, rate_plan_id, date],
              ...values,
              ...at,
            ]),
        );
    };
    await insert(
      sorted.filter(({ partial }) => !partial),
      whole,
    );
    await insert(
      sorted.filter(({ partial }) => partial),
      single,
    );
  };
}

type Write = (rows: SqlValue[][]) => Promise<void>;

/** The few nights of a change share a commit with those of other channels; a full sync is written by itself. */
function createWrite(database: Database, sql: string): Write {
  const write: Write = async (rows) => void (await database.run(sql, [rows]));
  const together = createWriteLane<SqlValue[][]>({
    write: (parts) => write(parts.flat()),
    sizeOf: ({ length }) => length,
    room: CHUNK,
  });
  return (rows) => (rows.length <= FEW ? together(rows) : write(rows));
}

/** Assigned from left to right: what a column was is kept before it is changed. */
function upsert(said: string): string {
  const before = ['available', 'closed', 'said'].map(
    (column) =>
      `before_${column} = IF(VALUES(${column}) IS NULL OR VALUES(${column}) <=> ${column}, before_${column}, ${column})`,
  );
  return `INSERT INTO channel_cells
      (partner_id, hotel_id, room_id, rate_plan_id, date, available, closed, said, acknowledged_at, delivery_id, attempt) VALUES ?
    ON DUPLICATE KEY UPDATE ${before.join(', ')}, available = COALESCE(VALUES(available), available),
      closed = COALESCE(VALUES(closed), closed), said = ${said},
      acknowledged_at = VALUES(acknowledged_at), delivery_id = VALUES(delivery_id), attempt = VALUES(attempt)`;
}

function rowOf(catalogue: Catalogue, cell: PushCell): Row | null {
  const { room_code, rate_code, date, available, closed } = cell;
  const room_id = catalogue.room(room_code)?.room_id;
  const rate_plan_id = rate_code === null ? ROOM_ITSELF : catalogue.ratePlan(rate_code)?.rate_plan_id;
  if (room_id === undefined || rate_plan_id === undefined) return null;
  const shut = closed === undefined ? null : closed === true ? 1 : 0;
  const said = saidOf(cell);
  const partial = said !== null && cell.min_stay_arrival === undefined;
  const values = [available ?? null, shut, partial ? patchOf(cell) : said];
  return { room_id, rate_plan_id, date, values, partial };
}

/**
 * All else that a cell says, as canonical JSON; null where it says nothing else. "None" is left out: to a channel it is the same as
 * never having been told one.
 */
export function saidOf(cell: Omit<PushCell, 'room_code' | 'rate_code' | 'date'>): string | null {
  const told = SAID.filter((field) => cell[field] !== undefined);
  if (told.length === 0) return null;
  const values = told.map((field) => [field, cell[field]] as const);
  return JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== null && value !== false)));
}

const SAID = CELL_FIELDS.filter((field) => field !== 'available' && field !== 'closed');

function patchOf(cell: PushCell): string {
  const values = SAID.filter((field) => cell[field] !== undefined).map(
    (field) => [field, cell[field]] as const,
  );
  return JSON.stringify(
    Object.fromEntries(values.map(([field, value]) => [field, value === false ? null : value])),
  );
}

function leftNights(marks: readonly Mark[]): (row: Row) => boolean {
  const ranges = new Map<string, { readonly from: LocalDate; readonly to: LocalDate }[]>();
  for (const { room_id, rate_plan_id, from, to } of marks) {
    const key = `${room_id} ${rate_plan_id}`;
    ranges.set(key, [...(ranges.get(key) ?? []), { from, to }]);
  }
  return ({ room_id, rate_plan_id, date }) =>
    ranges.get(`${room_id} ${rate_plan_id}`)?.some(({ from, to }) => date >= from && date <= to) === true;
}

function inKeyOrder(a: Row, b: Row): number {
  return (
    compareIds(a.room_id, b.room_id) ||
    compareIds(a.rate_plan_id, b.rate_plan_id) ||
    (a.date < b.date ? -1 : 1)
  );
}
