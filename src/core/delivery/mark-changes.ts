import type { BusEvent, Consumer } from '../events/event-bus.js';
import type { Clock } from '../model/clock.js';
import type { Crash } from '../platform/crash-points.js';
import type { Connector } from '../model/connector.js';
import type { Id } from '../model/ids.js';
import { toRanges, type LocalDate } from '../model/local-date.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { markLanes, ROOM_ITSELF, type Lane, type LaneMarks, type Mark } from './lanes.js';
import { countMarks, toMarks } from './night-marks.js';
import { countsForItself } from './dialect-of.js';
import { toldSinceSale } from './told-since-sale.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly crash: Crash;
  /** Something is due now; in these lanes nights sold out. */
  readonly wake: (soldOut: readonly Lane[]) => void;
}

/** A partner with an endpoint, for one of its hotels. */
interface Target extends Lane {
  /** It lowers its own count when it sells. */
  readonly ownDecrement: boolean;
  /** The hotel is its no more: it is to be closed there, and told of nothing else. */
  readonly gone: boolean;
}

/**
 * Notes which nights each connected channel no longer has right, and which hotels have reservations for their PMS: never
 * values, which are read when they are sent. Without endpoints it costs one small read a batch.
 */
export function createMarkChanges(deps: Deps): Consumer {
  return {
    name: 'delivery',
    topics: ['bellhop.hotels', 'bellhop.inventory', 'bellhop.bookings'],
    handle: async (events) => {
      const targets = await findTargets(deps, events);
      const lanes = targets.flatMap((target) => lanesOf(target, events));
      const crossing = targets.flatMap((target) => crossingOf(target, events));
      if (lanes.length === 0 && crossing.length === 0) return;
      const now = toSqlTime(deps.clock.now());
      await deps.database.inTransaction(async (tx) => {
        await markLanes(tx, lanes, { now, nextId: deps.nextId });
        await renewMarks(tx, crossing);
        deps.crash('delivery.marks.before_commit');
      });
      // At once: what has sold out waits for nothing that follows.
      deps.wake(lanes.filter(({ marks }) => marks.some(({ urgent }) => urgent)));
      // After the marks of what is under way were renewed: what was noted as told by then is seen here.
      const own = targets.filter(({ ownDecrement }) => ownDecrement);
      const overwritten = await toldSinceSale(deps.database, own, events);
      if (overwritten.length > 0) {
        await deps.database.inTransaction((tx) => markLanes(tx, overwritten, { now, nextId: deps.nextId }));
        deps.wake(overwritten);
      }
      deps.crash('delivery.marks.committed');
    },
  };
}

async function findTargets({ database, connectors }: Deps, events: readonly BusEvent[]): Promise<Target[]> {
  const hotelIds = [...new Set(events.map(({ hotel_id }) => hotel_id))];
  if (hotelIds.length === 0) return [];
  const setUp = events.filter(({ topic }) => topic === 'bellhop.hotels').map(({ hotel_id }) => hotel_id);
  const rows = await database.rows<
    Lane & { connector: string; dialect: string | null; gone: number | string }
  >(
    `SELECT e.partner_id, m.hotel_id, 'ari' AS kind, p.connector, e.dialect, 0 AS gone
       FROM channel_endpoints e JOIN partners p ON p.partner_id = e.partner_id AND p.kind = 'ota'
       JOIN mappings m ON m.partner_id = e.partner_id AND m.kind = 'hotel'
       WHERE e.status = 'ACTIVE' AND m.hotel_id IN (?)
     UNION ALL SELECT e.partner_id, h.hotel_id, 'reservation', '', NULL, 0
       FROM channel_endpoints e JOIN hotels h ON h.pms_partner_id = e.partner_id
       WHERE e.status = 'ACTIVE' AND h.hotel_id IN (?)${setUp.length === 0 ? '' : ` UNION ALL ${GONE}`}`,
    [hotelIds, hotelIds, ...(setUp.length === 0 ? [] : [setUp])],
  );
  return rows.map(({ connector, dialect, gone, ...lane }) => ({
    ...lane,
    ownDecrement: countsForItself(connectors, { connector, dialect }),
    gone: Number(gone) === 1,
  }));
}

/** Hotels of which a channel was told something, and that are mapped to it no more. */
const GONE = `SELECT d.partner_id, d.hotel_id, 'ari', '', NULL, 1
  FROM deliveries d JOIN channel_endpoints e ON e.partner_id = d.partner_id
  WHERE e.status = 'ACTIVE' AND d.kind = 'ari' AND d.subject = '' AND d.hotel_id IN (?)
    AND NOT EXISTS (SELECT 1 FROM mappings m
      WHERE m.partner_id = d.partner_id AND m.hotel_id = d.hotel_id AND m.kind = 'hotel')`;

/** No lane where the events change nothing for it; a hotel that changed has its mappings looked at again. */
function lanesOf(target: Target, events: readonly BusEvent[]): LaneMarks[] {
  const { partner_id, hotel_id, kind } = target;
  const mine = events.filter((event) => event.hotel_id === hotel_id);
  const lane = { partner_id, hotel_id, kind };
  if (kind === 'reservation') {
    return mine.some(({ topic }) => topic === 'bellhop.bookings') ? [{ ...lane, marks: [] }] : [];
  }
  const marks = target.gone ? [] : mine.flatMap((event) => marksOf(event, target));
  const setUp = mine.some(({ topic }) => topic === 'bellhop.hotels');
  return marks.length > 0 || setUp ? [{ ...lane, marks }] : [];
}

function marksOf(event: BusEvent, { partner_id, ownDecrement }: Target): Mark[] {
  if (event.type === 'PriceUpdated') {
    const { room_id, rate_plan_id, nights } = event.data;
    return toMarks(nights, { room_id, rate_plan_id, urgent: false });
  }
  if (event.type === 'BookingCancelled' || event.type === 'BookingModified') {
    // It may offer again what we may not: not even a night that stands at nought here may wait.
    const own = ownDecrement && event.data.partner_id === partner_id;
    return ((own ? event.data.unmoved_nights : undefined) ?? []).flatMap(({ room_id, dates }) =>
      toMarks(
        dates.map((date) => ({ date })),
        { room_id, rate_plan_id: ROOM_ITSELF, urgent: true },
      ),
    );
  }
  if (event.type !== 'RoomInventoryUpdated') return [];
  return ownDecrement && event.data.sold_by === partner_id ? [] : countMarks(event.data);
}

/** Nights that a channel counted by itself: it is not told, unless it is being told of them anyway. */
interface Crossing extends Lane {
  readonly room_id: Id;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

function crossingOf({ ownDecrement, ...target }: Target, events: readonly BusEvent[]): Crossing[] {
  if (!ownDecrement) return [];
  const { partner_id, hotel_id, kind } = target;
  return events.flatMap((event) => {
    if (event.type !== 'RoomInventoryUpdated' || event.hotel_id !== hotel_id) return [];
    const { room_id, nights, sold_by } = event.data;
    if (sold_by !== partner_id) return [];
    const ranges = toRanges([...new Set(nights.map(({ date }) => date))].sort());
    return ranges.map(({ from, to }) => ({ partner_id, hotel_id, kind, room_id, from, to }));
  });
}

/** What is being sent was read before this sale, and may reach the channel behind it: it is sent once more, as it now is. */
async function renewMarks(tx: Transaction, crossing: readonly Crossing[]): Promise<void> {
  for (const { partner_id, hotel_id, kind, room_id, from, to } of crossing) {
    await tx.run(
      `UPDATE delivery_marks SET version = version + 1
       WHERE delivery_id = (SELECT delivery_id FROM deliveries
           WHERE partner_id = ? AND hotel_id = ? AND kind = ? AND subject = '')
         AND room_id = ? AND from_date <= ? AND to_date >= ?`,
      [partner_id, hotel_id, kind, room_id, to, from],
    );
  }
}
