import type { BusEvent, Consumer } from '../events/event-bus.js';
import type { Clock } from '../model/clock.js';
import type { Connector } from '../model/connector.js';
import type { Id } from '../model/ids.js';
import { toRanges, type LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { markLanes, ROOM_ITSELF, type Lane, type LaneMarks, type Mark } from './lanes.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Something is due now. */
  readonly wake: () => void;
}

/** A partner with an endpoint, for one of its hotels. */
interface Target extends Lane {
  /** It lowers its own count when it sells. */
  readonly ownDecrement: boolean;
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
      const targets = await findTargets(deps, [...new Set(events.map(({ hotel_id }) => hotel_id))]);
      const lanes = targets.flatMap((target) => lanesOf(target, events));
      if (lanes.length === 0) return;
      const now = toSqlTime(deps.clock.now());
      await deps.database.inTransaction((tx) => markLanes(tx, lanes, { now, nextId: deps.nextId }));
      deps.wake();
    },
  };
}

async function findTargets({ database, connectors }: Deps, hotelIds: readonly Id[]): Promise<Target[]> {
  if (hotelIds.length === 0) return [];
  const rows = await database.rows<Lane & { connector: string; dialect: string | null }>(
    `SELECT e.partner_id, m.hotel_id, 'ari' AS kind, p.connector, e.dialect
       FROM channel_endpoints e JOIN partners p ON p.partner_id = e.partner_id AND p.kind = 'ota'
       JOIN mappings m ON m.partner_id = e.partner_id AND m.kind = 'hotel'
       WHERE e.status = 'ACTIVE' AND m.hotel_id IN (?)
     UNION ALL SELECT e.partner_id, h.hotel_id, 'reservation', '', NULL
       FROM channel_endpoints e JOIN hotels h ON h.pms_partner_id = e.partner_id
       WHERE e.status = 'ACTIVE' AND h.hotel_id IN (?)`,
    [hotelIds, hotelIds],
  );
  return rows.map(({ connector, dialect, ...lane }) => {
    const dialects = connectors.get(connector)?.dialects;
    const own = dialects?.find(({ id }) => id === dialect) ?? dialects?.[0];
    return { ...lane, ownDecrement: own?.own_decrement ?? false };
  });
}

/** No lane where the events change nothing for it; a hotel that changed has its mappings looked at again. */
function lanesOf(target: Target, events: readonly BusEvent[]): LaneMarks[] {
  const { partner_id, hotel_id, kind } = target;
  const mine = events.filter((event) => event.hotel_id === hotel_id);
  const lane = { partner_id, hotel_id, kind };
  if (kind === 'reservation') {
    return mine.some(({ topic }) => topic === 'bellhop.bookings') ? [{ ...lane, marks: [] }] : [];
  }
  const marks = mine.flatMap((event) => marksOf(event, target));
  const setUp = mine.some(({ topic }) => topic === 'bellhop.hotels');
  return marks.length > 0 || setUp ? [{ ...lane, marks }] : [];
}

function marksOf(event: BusEvent, { partner_id, ownDecrement }: Target): Mark[] {
  if (event.type === 'PriceUpdated') {
    const { room_id, rate_plan_id, nights } = event.data;
    return toMarks(nights, { room_id, rate_plan_id, urgent: false });
  }
  if (event.type !== 'RoomInventoryUpdated') return [];
  const { room_id, nights, sold_by } = event.data;
  if (ownDecrement && sold_by === partner_id) return [];
  const room = { room_id, rate_plan_id: ROOM_ITSELF };
  const gone = (night: (typeof nights)[number]) => night.available_rooms === 0 || night.closed;
  return [
    ...toMarks(nights.filter(gone), { ...room, urgent: true }),
    ...toMarks(
      nights.filter((night) => !gone(night)),
      { ...room, urgent: false },
    ),
  ];
}

function toMarks(nights: readonly { readonly date: LocalDate }[], about: Omit<Mark, 'from' | 'to'>): Mark[] {
  const dates = [...new Set(nights.map(({ date }) => date))].sort();
  return toRanges(dates).map((range) => ({ ...about, ...range }));
}
