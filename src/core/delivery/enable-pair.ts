import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { createTodayIn } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { markLanes, ROOM_ITSELF, type Mark } from './lanes.js';
import { lastNightOf } from './told-products.js';

export interface PairToEnable {
  readonly partner_id: Id;
  /** Ours, as the codes of room and rate plan. */
  readonly hotel_code: string;
  readonly room_code: string;
  /** null: the room with all of its rate plans. */
  readonly rate_code: string | null;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
}

interface Row {
  readonly hotel_id: Id;
  readonly time_zone: string;
  readonly room_id: Id;
  readonly rate_plan_id: Id | null;
}

const DAYS_AHEAD = 730;
const todayIn = createTodayIn();

/**
 * Brings a pair back that the channel did not know, once the channel's side is mended: all of its nights are sent. @returns how many
 * pairs were left out @throws AppError ROOM_NOT_FOUND, RATE_NOT_FOUND
 */
export async function enablePair(deps: Deps, pair: PairToEnable): Promise<number> {
  const { database, clock, nextId } = deps;
  const rows = await readPair(database, pair);
  const [first] = rows;
  if (first === undefined) throw unknownPair(pair);
  const { hotel_id, room_id, time_zone } = first;
  const from = todayIn(time_zone, clock.now());
  const to = await lastNightOf(database, [room_id], { today: from, days: DAYS_AHEAD });
  const plans = rows.flatMap(({ rate_plan_id }) => (rate_plan_id === null ? [] : [rate_plan_id]));
  const marks = [ROOM_ITSELF, ...plans].map((rate_plan_id): Mark => ({
    ...{ room_id, rate_plan_id, from, to, urgent: false },
  }));
  return database.inTransaction(async (tx) => {
    const { affectedRows } = await tx.run(
      `DELETE FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ? AND room_id = ? AND rate_plan_id IN (?)`,
      [pair.partner_id, hotel_id, room_id, [ROOM_ITSELF, ...plans]],
    );
    const lane = { partner_id: pair.partner_id, hotel_id, kind: 'ari' as const };
    await markLanes(tx, [{ ...lane, marks }], { now: toSqlTime(clock.now()), nextId });
    return affectedRows;
  });
}

function readPair(database: Database, { hotel_code, room_code, rate_code }: PairToEnable): Promise<Row[]> {
  return database.rows<Row>(
    `SELECT h.hotel_id, h.time_zone, r.room_id, p.rate_plan_id
     FROM hotels h JOIN rooms r ON r.hotel_id = h.hotel_id AND r.code = ?
       ${rate_code === null ? 'LEFT ' : ''}JOIN rate_plans p ON p.hotel_id = h.hotel_id${rate_code === null ? '' : ' AND p.code = ?'}
     WHERE h.code = ?`,
    [room_code, ...(rate_code === null ? [] : [rate_code]), hotel_code],
  );
}

function unknownPair({ hotel_code, room_code, rate_code }: PairToEnable): AppError {
  const what =
    rate_code === null ? `room "${room_code}"` : `room "${room_code}" with rate plan "${rate_code}"`;
  return new AppError(
    rate_code === null ? 'ROOM_NOT_FOUND' : 'RATE_NOT_FOUND',
    `Hotel "${hotel_code}" has no ${what}.`,
    { next: `bellhop hotel show ${hotel_code}` },
  );
}
