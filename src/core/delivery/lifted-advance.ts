import type { Catalogue } from '../hotels/catalogue.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import type { ChannelCodec, PushCell } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import { fieldBits, hasField } from './cell-fields.js';
import { readAdvance } from './sent-advance.js';

const ADVANCE = ['min_advance_days', 'max_advance_days'] as const;
/** What else is told of every night of a rate plan that is told as a whole. */
const OTHERS = [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS].filter(
  (field) => !field.endsWith('advance_days'),
);

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
 * The cells with the end of those limits of advance days that the channel has been told, or was sent, and that are no more. To all
 * others "none" is not worth a word: hardly a hotel has such limits.
 */
export async function withLifted(
  database: Queryable,
  lifting: Lifting,
  cells: readonly PushCell[],
): Promise<readonly PushCell[]> {
  const { lane, catalogue, codec } = lifting;
  if (codec.lifts_advance_days !== true || !cells.some(isBare)) return cells;
  const { hotel_code } = catalogue;
  const wasSent = await readAdvance(database, { partner_id: lane.partner_id, hotel_code });
  const ended = cells.map((cell) => (wasSent(cell) ? withNone(cell) : cell));
  return withAcknowledgedLifted(database, lifting, ended);
}

/** What was acknowledged before it was noted what is sent. */
async function withAcknowledgedLifted(
  database: Queryable,
  { lane, catalogue }: Lifting,
  cells: readonly PushCell[],
): Promise<readonly PushCell[]> {
  const dates = cells.filter(isBare).map(({ date }) => date);
  if (dates.length === 0) return cells;
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

/**
 * The fields that are told of a night of which some are wanted. Where these are all the other restrictions of a rate plan, also the
 * limits of advance days that hold: without them the night would look as if it were told as a whole and had none (`isBare`).
 */
export function withHeldAdvance(cell: PushCell, bits: number): number {
  if (!OTHERS.every((field) => hasField(bits, field))) return bits;
  return bits | fieldBits(ADVANCE.filter((field) => typeof cell[field] === 'number'));
}

/** What a channel that knows advance days is to have of these cells: no limit where there is none. */
export function withNoAdvance(
  codec: Pick<ChannelCodec, 'lifts_advance_days'> | undefined,
  cells: readonly PushCell[],
): readonly PushCell[] {
  if (codec?.lifts_advance_days !== true) return cells;
  return cells.map(withNone);
}

function withNone(cell: PushCell): PushCell {
  return isBare(cell) ? { min_advance_days: null, max_advance_days: null, ...cell } : cell;
}

/** All of a rate plan's night, and not both limits in it. A repair tells some fields alone, and leaves out limits that hold. */
function isBare(cell: PushCell): boolean {
  const isWhole = cell.rate_code !== null && OTHERS.every((field) => cell[field] !== undefined);
  return isWhole && ADVANCE.some((field) => cell[field] === undefined);
}
