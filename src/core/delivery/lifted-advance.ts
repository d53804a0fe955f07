import type { Catalogue } from '../hotels/catalogue.js';
import type { ChannelCodec, PushCell } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';

const ADVANCE = ['min_advance_days', 'max_advance_days'] as const;

interface Lifting {
  readonly lane: { readonly partner_id: Id; readonly hotel_id: Id };
  readonly catalogue: Catalogue;
  readonly codec: Pick<ChannelCodec, 'lifts_advance_days'>;
}

interface Row {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly date: LocalDate;
  readonly said: string;
}

/**
 * The cells with the end of those limits of advance days that the channel has been told and that are no more. To all others "none" is
 * not worth a word: hardly a hotel has such limits.
 */
export async function withLifted(
  database: Queryable,
  { lane, catalogue, codec }: Lifting,
  cells: readonly PushCell[],
): Promise<readonly PushCell[]> {
  const dates = cells.filter(isBare).map(({ date }) => date);
  if (codec.lifts_advance_days !== true || dates.length === 0) return cells;
  const rows = await database.rows<Row>(
    `SELECT room_id, rate_plan_id, date, said FROM channel_cells
     WHERE partner_id = ? AND hotel_id = ? AND room_id IN (?) AND date BETWEEN ? AND ? AND said LIKE '%advance_days%'`,
    [
      ...[lane.partner_id, lane.hotel_id, catalogue.rooms.map(({ room_id }) => room_id)],
      ...[dates.reduce((a, b) => (a < b ? a : b)), dates.reduce((a, b) => (a > b ? a : b))],
    ],
  );
  const told = new Map(
    rows.map(({ room_id, rate_plan_id, date, said }) => [`${room_id} ${rate_plan_id} ${date}`, said]),
  );
  if (told.size === 0) return cells;
  return cells.map((cell) => {
    const { room_code, rate_code, date } = cell;
    const room_id = catalogue.room(room_code)?.room_id;
    const rate_plan_id = rate_code === null ? undefined : catalogue.ratePlan(rate_code)?.rate_plan_id;
    const said = told.get(`${room_id} ${rate_plan_id} ${date}`);
    if (said === undefined || !isBare(cell)) return cell;
    const before = JSON.parse(said) as Partial<PushCell>;
    const ended = ADVANCE.filter((field) => cell[field] === undefined && before[field] !== undefined);
    return { ...cell, ...Object.fromEntries(ended.map((field) => [field, null])) };
  });
}

/** What a channel that knows advance days is to have of these cells: no limit where there is none. */
export function withNoAdvance(
  codec: Pick<ChannelCodec, 'lifts_advance_days'> | undefined,
  cells: readonly PushCell[],
): readonly PushCell[] {
  if (codec?.lifts_advance_days !== true) return cells;
  return cells.map((cell) =>
    isBare(cell) ? { min_advance_days: null, max_advance_days: null, ...cell } : cell,
  );
}

/** All of a rate plan's night, and not both limits in it. */
function isBare({ rate_code, min_stay_arrival, min_advance_days, max_advance_days }: PushCell): boolean {
  const isWhole = rate_code !== null && min_stay_arrival !== undefined;
  return isWhole && (min_advance_days === undefined || max_advance_days === undefined);
}
