import type { Catalogue } from '../hotels/catalogue.js';
import type { ChannelCodec, PushCell } from '../model/channel-codec.js';
import type { Dialect } from '../model/dialect.js';
import { addDays, daysBetween, type LocalDate } from '../model/local-date.js';
import type { Database, Queryable, Transaction } from '../platform/database.js';
import type { ClaimedLane } from './claim-lane.js';
import { insertMarks, ROOM_ITSELF, type Mark } from './lanes.js';
import { lastNightOf, productsOf, recordTold, signatureOf, type Pair } from './told-products.js';

export type { Pair };

/** Nights of one push: what is behind them waits no longer than it takes to send these. */
const NIGHTS_A_PUSH = 20_000;
/** More marks than this are told sooner by sending everything. */
export const MOST_MARKS = 5_000;
/** How far ahead a full sync looks, where the contract does not say less. */
const DAYS_AHEAD = 730;

export interface StoredMark extends Mark {
  readonly version: number;
}

/** What is sent in one go. */
export interface Work {
  readonly marks: readonly StoredMark[];
  readonly urgent: boolean;
  /** Its first prices are to take the place of all that are there: those of this full sync have not been told yet. */
  readonly full: boolean;
  readonly products: readonly { readonly room_code: string; readonly rate_code: string }[];
  /** Hash of what is mapped, once everything of it is being told; null: that is still to begin. */
  readonly signature: string | null;
  /** Whether a cell may be told: its pair is not disabled. */
  readonly tells: (cell: Pick<PushCell, 'room_code' | 'rate_code'>) => boolean;
}

interface Asking {
  readonly lane: ClaimedLane;
  readonly catalogue: Catalogue;
  readonly dialect: Dialect;
  readonly codec: Pick<ChannelCodec, 'replaces_prices'>;
  readonly today: LocalDate;
}

/**
 * The marks of a lane to send next: nights that sold out by themselves, else the oldest ones. A full sync that is wanted, by
 * request or because the mappings changed, becomes marks for everything first; from then on it goes like any change, and so
 * can be overtaken and taken up again.
 */
export async function takeWork(database: Database, asking: Asking): Promise<Work> {
  const { lane, catalogue, today } = asking;
  const [disabled, known] = await Promise.all([readDisabled(database, lane), readMarks(database, lane)]);
  const products = productsOf(catalogue).filter(
    ({ room_id, rate_plan_id, rate_code }) =>
      rate_code !== '' &&
      !disabled.has(`${room_id} ${rate_plan_id}`) &&
      !disabled.has(`${room_id} ${ROOM_ITSELF}`),
  );
  const signature = signatureOf(catalogue);
  const changed = lane.products !== null && lane.products !== signature;
  let marks = known;
  const urgent = marks.filter((mark) => mark.urgent);
  if (urgent.length > 0) marks = urgent;
  else if (lane.sync_state === 'WANTED' || changed) {
    await beginSync(database, asking, changed ? 'mapping_changed' : null);
    marks = await readMarks(database, lane);
  }
  const mapped = new Set(catalogue.rooms.map(({ room_id }) => room_id));
  const told = marks.filter(({ to, room_id }) => to >= today && mapped.has(room_id));
  const codes = new Set(products.map(({ room_code, rate_code }) => `${room_code}\n${rate_code}`));
  return {
    // Of the past and of what is mapped no more nothing is told: those marks go with the others.
    marks: [...marks.filter((mark) => !told.includes(mark)), ...firstNights(told)],
    urgent: urgent.length > 0,
    full: urgent.length === 0 && (await isReplaceDue(database, asking)),
    products: products.map(({ room_code, rate_code }) => ({ room_code, rate_code })),
    signature: urgent.length > 0 && (changed || lane.products === null) ? null : signature,
    tells: ({ room_code, rate_code }) =>
      rate_code === null
        ? !disabled.has(`${catalogue.room(room_code)?.room_id ?? ''} ${ROOM_ITSELF}`)
        : codes.has(`${room_code}\n${rate_code}`),
  };
}

async function readDisabled(queryable: Queryable, lane: ClaimedLane): Promise<ReadonlySet<string>> {
  const rows = await queryable.rows<Pair>(
    'SELECT room_id, rate_plan_id FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ?',
    [lane.partner_id, lane.hotel_id],
  );
  return new Set(rows.map(({ room_id, rate_plan_id }) => `${room_id} ${rate_plan_id}`));
}

async function readMarks(queryable: Queryable, { delivery_id }: ClaimedLane): Promise<StoredMark[]> {
  const rows = await queryable.rows<
    Pair & { from_date: LocalDate; to_date: LocalDate; urgent: number; version: string; fields: number }
  >(
    `SELECT room_id, rate_plan_id, from_date, to_date, urgent, version, fields FROM delivery_marks
     WHERE delivery_id = ? ORDER BY urgent DESC, room_id, rate_plan_id, from_date LIMIT ?`,
    [delivery_id, MOST_MARKS],
  );
  return rows.map(({ from_date, to_date, urgent: isUrgent, version, ...pair }) => ({
    ...{ ...pair, from: from_date, to: to_date, urgent: isUrgent === 1, version: Number(version) },
  }));
}

async function beginSync(database: Database, asking: Asking, cause: string | null): Promise<void> {
  const { lane, catalogue, dialect, codec, today } = asking;
  const { delivery_id } = lane;
  const to = await lastNight(database, asking);
  const furthest = addDays(today, Math.max(0, daysAheadOf(dialect)));
  const all = { from: today, to, urgent: false };
  const marks = catalogue.rooms.flatMap(({ room_id }) => [
    // Also behind what is stored: what the channel has open there is not ours to sell.
    { delivery_id, mark: { ...all, room_id, rate_plan_id: ROOM_ITSELF, to: furthest } },
    ...catalogue.ratePlans.map(({ rate_plan_id }) => ({
      ...{ delivery_id, mark: { ...all, room_id, rate_plan_id } },
    })),
  ]);
  await database.inTransaction(async (tx) => {
    if (!(await isActive(tx, lane))) return;
    const { affectedRows } = await tx.run(
      `UPDATE deliveries SET sync_state = 'RUNNING', sync_cause = COALESCE(?, sync_cause), replace_due = ?
       WHERE delivery_id = ? AND lease_token = ?`,
      [cause, codec.replaces_prices === true ? 1 : 0, lane.delivery_id, lane.token],
    );
    if (affectedRows === 0) return;
    await tx.later('DELETE FROM delivery_marks WHERE delivery_id = ? AND urgent = 0', [lane.delivery_id]);
    await insertMarks(tx, marks);
    await recordTold(tx, lane.delivery_id, { catalogue, to });
  });
}

/** Locked: who disconnects it now finds what it is about to be told of, or nothing is told; else nobody would close that. */
async function isActive(tx: Transaction, { partner_id }: ClaimedLane): Promise<boolean> {
  const rows = await tx.rows(
    "SELECT 1 FROM channel_endpoints WHERE partner_id = ? AND status = 'ACTIVE' FOR UPDATE",
    [partner_id],
  );
  return rows.length > 0;
}

/**
 * Read under the lease: what another process found when it claimed the lane may have been told meanwhile, and would be lost. Not behind
 * a sync whose prices were parked: one change in the place of all prices would leave nothing else to sell (see `delivery retry`).
 */
async function isReplaceDue(queryable: Queryable, { lane, codec }: Asking): Promise<boolean> {
  if (codec.replaces_prices !== true) return false;
  const [row] = await queryable.rows<{ replace_due: number }>(
    "SELECT replace_due FROM deliveries WHERE delivery_id = ? AND sync_state = 'RUNNING'",
    [lane.delivery_id],
  );
  return row?.replace_due === 1;
}

/** As far ahead as anything is stored and the channel takes it. */
function lastNight(database: Queryable, { catalogue, dialect, today }: Asking): Promise<LocalDate> {
  const rooms = catalogue.rooms.map(({ room_id }) => room_id);
  return lastNightOf(database, rooms, { today, days: daysAheadOf(dialect) });
}

/** How many days ahead a channel is told of, today not counted. */
export function daysAheadOf({ limits: { days_ahead = DAYS_AHEAD, nights = DAYS_AHEAD } }: Dialect): number {
  return Math.min(days_ahead, nights - 1, DAYS_AHEAD);
}

function firstNights(marks: readonly StoredMark[]): StoredMark[] {
  let nights = 0;
  return marks.filter(({ from, to }, index) => {
    nights += daysBetween(from, to) + 1;
    return index === 0 || nights <= NIGHTS_A_PUSH;
  });
}
