import type { Clock } from '../model/clock.js';
import type { Connector } from '../model/connector.js';
import type { Id } from '../model/ids.js';
import { addDays, createTodayIn, daysBetween, type LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { dialectOf } from './dialect-of.js';
import { markLanes, type Mark } from './lanes.js';
import { daysAheadOf } from './take-work.js';
import { lastNightOf, type Pair } from './told-products.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly connectors: ReadonlyMap<string, Connector>;
}

interface Lagging {
  readonly delivery_id: Id;
  readonly partner_id: Id;
  readonly hotel_id: Id;
  readonly connector: string;
  readonly dialect: string | null;
  readonly time_zone: string;
}

/** How often all lanes are looked at. */
const EVERY_MS = 6 * 3_600_000;
const LANES_A_TURN = 50;
/** Told so many nights at a time: nobody books the furthest of them this week, and a PMS that adds a day a day has told most of them. */
const NIGHTS_AT_ONCE = 7;

const todayIn = createTodayIn();

/**
 * Marks the nights that were too far ahead for a channel when it was told everything, and are so no more: nobody changes them, so no
 * event tells of them. @returns how many lanes were marked
 */
export function createMarkReach(deps: Deps): () => Promise<number> {
  let lanes: Lagging[] = [];
  let looked = -Infinity;
  return async () => {
    const now = deps.clock.now();
    if (lanes.length === 0 && Math.abs(now.getTime() - looked) >= EVERY_MS) {
      looked = now.getTime();
      lanes = await laneRows(deps.database);
    }
    let marked = 0;
    for (const lane of lanes.splice(0, LANES_A_TURN)) if (await markLane(deps, lane, now)) marked += 1;
    return marked;
  };
}

/** Those that were told everything, and wait for nothing. */
function laneRows(database: Database): Promise<Lagging[]> {
  return database.rows<Lagging>(
    `SELECT d.delivery_id, d.partner_id, d.hotel_id, p.connector, e.dialect, h.time_zone
     FROM deliveries d JOIN channel_endpoints e ON e.partner_id = d.partner_id AND e.status = 'ACTIVE'
       JOIN partners p ON p.partner_id = d.partner_id JOIN hotels h ON h.hotel_id = d.hotel_id
     WHERE d.kind = 'ari' AND d.subject = '' AND d.state = 'DONE'`,
  );
}

async function markLane({ database, nextId, connectors }: Deps, lane: Lagging, now: Date): Promise<boolean> {
  const { delivery_id, partner_id, hotel_id } = lane;
  const told = await database.rows<Pair & { last_night: LocalDate }>(
    'SELECT room_id, rate_plan_id, last_night FROM delivery_told WHERE delivery_id = ?',
    [delivery_id],
  );
  const connector = connectors.get(lane.connector);
  if (connector === undefined) return false;
  const rooms = [...new Set(told.map(({ room_id }) => room_id))];
  const reach = {
    today: todayIn(lane.time_zone, now),
    days: daysAheadOf(dialectOf(connector, lane.dialect)),
  };
  const to = await lastNightOf(database, rooms, reach);
  const marks = told
    .filter(({ last_night }) => daysBetween(last_night, to) >= NIGHTS_AT_ONCE)
    .map(({ room_id, rate_plan_id, last_night }): Mark => ({
      ...{ room_id, rate_plan_id, from: addDays(last_night, 1), to, urgent: false },
    }));
  if (marks.length === 0) return false;
  await database.inTransaction(async (tx) => {
    await markLanes(tx, [{ partner_id, hotel_id, kind: 'ari', marks }], { now: toSqlTime(now), nextId });
    await tx.run('UPDATE delivery_told SET last_night = ? WHERE delivery_id = ? AND last_night <= ?', [
      ...[to, delivery_id, addDays(to, -NIGHTS_AT_ONCE)],
    ]);
  });
  return true;
}
