import type { Catalogue } from '../hotels/catalogue.js';
import { ROOM_ITSELF } from '../delivery/lanes.js';
import { saidOf } from '../delivery/acknowledged-cells.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import { compareKeys, type NightCell } from './night-cell.js';
import type { NightRange } from './our-copy.js';

/** What a channel last acknowledged of one night. Nearly every night is found equal by its text and never read as values. */
export interface AcknowledgedCell extends Pick<NightCell, 'room_code' | 'rate_code' | 'date'> {
  /** UTC, as the database writes it. */
  readonly at: string;
  readonly row: Pick<Row, 'available' | 'closed' | 'said'>;
  values(): NightCell;
  /** What it had acknowledged before that; without what did not change since it was first told. */
  before(): NightCell;
}

interface Row {
  readonly rate_plan_id: Id;
  readonly date: LocalDate;
  readonly available: number | null;
  readonly closed: number | null;
  readonly said: string | null;
  readonly before_available: number | null;
  readonly before_closed: number | null;
  readonly before_said: string | null;
  readonly acknowledged_at: string;
}

export interface AcknowledgedQuery extends NightRange {
  readonly partner_id: Id;
  readonly catalogue: Catalogue;
  readonly room_id: Id;
}

/** The acknowledged nights of one room in the order of the calendar; those of rate plans that are mapped no more are left out. */
export async function readAcknowledged(
  database: Queryable,
  { partner_id, catalogue, room_id, from, to }: AcknowledgedQuery,
): Promise<AcknowledgedCell[]> {
  const rows = await database.rows<Row>(
    `SELECT rate_plan_id, date, available, closed, said, before_available, before_closed, before_said, acknowledged_at
     FROM channel_cells WHERE partner_id = ? AND hotel_id = ? AND room_id = ? AND date BETWEEN ? AND ?
     ORDER BY rate_plan_id, date`,
    [partner_id, catalogue.hotel.hotel_id, room_id, from, to],
  );
  const room_code = catalogue.roomCode(room_id);
  const mapped = new Set(catalogue.ratePlans.map(({ rate_plan_id }) => rate_plan_id));
  const cells = rows
    .filter(({ rate_plan_id }) => rate_plan_id === ROOM_ITSELF || mapped.has(rate_plan_id))
    .map((row): AcknowledgedCell => {
      const rate_code = row.rate_plan_id === ROOM_ITSELF ? null : catalogue.rateCode(row.rate_plan_id);
      const night = { room_code, rate_code, date: row.date };
      const { before_available: available, before_closed: closed, before_said: said } = row;
      return {
        ...night,
        at: row.acknowledged_at,
        row,
        values: () => toCell(night, row),
        before: () => toCell(night, { available, closed, said }),
      };
    });
  return cells.sort(compareKeys);
}

/** What a rate plan was told and is left out of `said`, for it is none (`saidOf`). */
const NONE: Partial<NightCell> = {
  ...{ closed_to_arrival: false, closed_to_departure: false },
  ...{ min_stay_arrival: null, max_stay_arrival: null, min_stay_through: null, max_stay_through: null },
};

function toCell(
  night: Pick<NightCell, 'room_code' | 'rate_code' | 'date'>,
  { available, closed, said }: AcknowledgedCell['row'],
): NightCell {
  return {
    ...(said === null ? {} : { ...NONE, ...(JSON.parse(said) as Partial<NightCell>) }),
    ...night,
    ...(available === null ? {} : { available }),
    ...(closed === null ? {} : { closed: closed === 1 }),
  };
}

/** Whether a channel acknowledged just what it is to have. */
export function isAcknowledged(ours: PushCell, theirs: AcknowledgedCell | undefined): boolean {
  if (theirs === undefined) return false;
  const { available, closed, said } = theirs.row;
  if (ours.available !== undefined && ours.available !== available) return false;
  if (ours.closed !== undefined && (ours.closed === true) !== (closed === 1)) return false;
  const told = saidOf(ours);
  return told === null || told === said;
}
