import type { Queryable } from '../platform/database.js';

export interface Invariant {
  readonly name: string;
  /** Gives one row, `finding`, for each violation; without a LIMIT. */
  readonly sql: string;
  /** It looks for events in the log of the embedded form, and says nothing where they go to Kafka. */
  readonly readsEventLog?: boolean;
}

/** One violation of an invariant, in words that name the row. */
export interface Discrepancy {
  readonly invariant: string;
  readonly finding: string;
}

const SHOWN = 20;

/** Units of a night that its PMS has not acknowledged, of whatever became of their bookings. */
const UNACKNOWLEDGED = `
  SELECT n.room_id, n.date, SUM(n.quantity) AS units FROM booking_room_nights n
  WHERE n.acked = 0 AND n.returned = 0 GROUP BY n.room_id, n.date`;

/** Events of bookings, told or still to be told; an event is in exactly one of the two tables. */
const BOOKING_EVENTS = `
  SELECT CAST(subject AS UNSIGNED) AS booking_id, SUM(type = 'BookingConfirmed') AS confirmed,
    SUM(type = 'BookingCancelled') AS cancelled, SUM(type = 'BookingCreated') AS held, SUM(type = 'BookingFailed') AS failed
  FROM (SELECT subject, type FROM outbox WHERE topic = 'bellhop.bookings'
    UNION ALL SELECT subject, type FROM event_log WHERE topic = 'bellhop.bookings') e
  GROUP BY CAST(subject AS UNSIGNED)`;

/** The log keeps events for seven days; what was booked before that may have lost its own by now. */
const EVENTS_KEPT = 'b.created_at > UTC_TIMESTAMP(3) - INTERVAL 6 DAY';

/** A stay that is not over: only its PMS still has something to hear of it. */
const NOT_OVER = 'b.check_out_date >= UTC_DATE() - INTERVAL 1 DAY';

const STAY_NIGHTS = 'DATEDIFF(b.check_out_date, b.check_in_date) * COUNT(DISTINCT r.booking_room_id)';

/** Each night of each line once: its lots, whichever revisions added them, make up its quantity. */
const FILLED_NIGHTS = `
  SELECT booking_id, booking_room_id, date, SUM(quantity) AS quantity FROM booking_room_nights
  GROUP BY booking_id, booking_room_id, date`;

/** What must hold of the tables at every moment (DESIGN, inventory arithmetic; laws 1, 2, 3, 4 and 6). */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'available = max(0, pms - unacked)',
    sql: `SELECT CONCAT('room ', room_id, ' ', date, ': available ', available_rooms, ', pms ', pms_rooms,
        ', unacked ', unacked_rooms) AS finding
      FROM room_inventory WHERE available_rooms <> GREATEST(0, pms_rooms - unacked_rooms) ORDER BY room_id, date`,
  },
  {
    name: 'unacked = units of unacknowledged bookings',
    sql: `SELECT CONCAT('room ', i.room_id, ' ', i.date, ': unacked ', i.unacked_rooms, ', bookings ',
        COALESCE(u.units, 0)) AS finding
      FROM room_inventory i LEFT JOIN (${UNACKNOWLEDGED}) u ON u.room_id = i.room_id AND u.date = i.date
      WHERE i.unacked_rooms <> COALESCE(u.units, 0) ORDER BY i.room_id, i.date`,
  },
  {
    name: 'every booked night has its inventory',
    sql: `SELECT CONCAT('booking ', n.booking_id, ': room ', n.room_id, ' ', n.date, ' has no inventory') AS finding
      FROM booking_room_nights n LEFT JOIN room_inventory i ON i.room_id = n.room_id AND i.date = n.date
      WHERE i.room_id IS NULL ORDER BY n.booking_id, n.date`,
  },
  {
    name: 'every booking has all nights of its stay',
    sql: `SELECT CONCAT('booking ', b.booking_id, ': ', COUNT(n.date), ' of ', ${STAY_NIGHTS}, ' nights') AS finding
      FROM bookings b
      LEFT JOIN booking_rooms r ON r.booking_id = b.booking_id AND r.dropped_revision IS NULL
      LEFT JOIN (${FILLED_NIGHTS}) n ON n.booking_id = b.booking_id AND n.booking_room_id = r.booking_room_id
        AND n.date >= b.check_in_date AND n.date < b.check_out_date AND n.quantity = r.quantity
      GROUP BY b.booking_id, b.check_in_date, b.check_out_date
      HAVING COUNT(DISTINCT r.booking_room_id) = 0 OR COUNT(n.date) <> ${STAY_NIGHTS}
      ORDER BY b.booking_id`,
  },
  {
    name: 'a booking keeps its nights exactly while it lives',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is ', b.status, ', its lot on ', n.date, ' of room ', n.room_id,
        IF(n.dropped_revision IS NULL, ' is kept', ' is given up'), IF(n.returned = 1, ' and back', '')) AS finding
      FROM bookings b JOIN booking_rooms r ON r.booking_id = b.booking_id AND r.dropped_revision IS NULL
      JOIN booking_room_nights n ON n.booking_id = b.booking_id AND n.booking_room_id = r.booking_room_id
      WHERE (b.status IN ('PENDING', 'CONFIRMED')) <> (n.dropped_revision IS NULL)
        OR (n.returned = 1 AND n.dropped_revision IS NULL) ORDER BY b.booking_id, n.date`,
  },
  {
    name: 'a hold is a booking that waits to be confirmed',
    sql: `SELECT CONCAT('booking ', k.booking_id, ' is ', COALESCE(b.status, 'missing'),
        IF(h.booking_id IS NULL, ' and has no hold', ' and has a hold')) AS finding
      FROM (SELECT booking_id FROM booking_holds UNION SELECT booking_id FROM bookings WHERE status = 'PENDING') k
      LEFT JOIN bookings b ON b.booking_id = k.booking_id LEFT JOIN booking_holds h ON h.booking_id = k.booking_id
      WHERE h.booking_id IS NULL OR b.status IS NULL OR b.status <> 'PENDING' ORDER BY k.booking_id`,
  },
  {
    name: 'every booking is in the feed of its PMS',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' has no revision for its PMS') AS finding
      FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id AND h.pms_partner_id IS NOT NULL
      LEFT JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.action = 'new'
      WHERE r.revision_id IS NULL AND b.status = 'CONFIRMED' AND ${NOT_OVER} ORDER BY b.booking_id`,
  },
  {
    name: 'a PMS that was told of a booking is told of its cancellation, and no other',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is ', b.status, ', its first revision ', r.state, ', its cancellation ',
        COALESCE(c.state, 'not in the feed')) AS finding
      FROM bookings b JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.action = 'new'
      LEFT JOIN reservation_revisions c ON c.booking_id = b.booking_id AND c.action = 'cancel'
      WHERE (b.status = 'CANCELLED' AND r.state <> 'WITHDRAWN') <> (c.revision_id IS NOT NULL) ORDER BY b.booking_id`,
  },
  {
    name: 'the nights of an acknowledged booking are acknowledged',
    sql: `SELECT CONCAT('booking ', n.booking_id, ': room ', n.room_id, ' ', n.date, ' is not') AS finding
      FROM reservation_revisions r JOIN hotels h ON h.hotel_id = r.hotel_id AND h.inventory_mode = 'pms'
      JOIN booking_room_nights n ON n.booking_id = r.booking_id AND n.acked = 0 AND n.returned = 0
        AND n.revision <= r.revision
      WHERE r.state = 'ACKNOWLEDGED' ORDER BY n.booking_id, n.date`,
  },
  {
    name: 'every booking and cancellation has its one event',
    readsEventLog: true,
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is ', b.status, ': ', COALESCE(e.confirmed, 0), ' BookingConfirmed, ',
        COALESCE(e.cancelled, 0), ' BookingCancelled') AS finding
      FROM bookings b LEFT JOIN (${BOOKING_EVENTS}) e ON e.booking_id = b.booking_id
      WHERE ${EVENTS_KEPT} AND (COALESCE(e.confirmed, 0) > 1 OR COALESCE(e.cancelled, 0) <> (b.status = 'CANCELLED')
        OR (b.status = 'CONFIRMED' AND COALESCE(e.confirmed, 0) = 0) OR (b.status = 'FAILED' AND COALESCE(e.failed, 0) = 0)
        OR COALESCE(e.held, 0) + COALESCE(e.confirmed, 0) = 0)
      ORDER BY b.booking_id`,
  },
  {
    name: 'every booking that was answered exists',
    sql: `SELECT CONCAT('an answer of partner ', k.partner_id, ' names booking ',
        JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.booking_id'))) AS finding
      FROM idempotency_keys k
      LEFT JOIN bookings b ON b.booking_id = CAST(JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.booking_id')) AS UNSIGNED)
        AND (b.partner_id = k.partner_id OR k.operation <> 'booking.create')
      WHERE k.status < 300 AND k.operation IN ('booking.create', 'booking.cancel') AND b.booking_id IS NULL
      ORDER BY k.partner_id, k.idempotency_key`,
  },
];

/**
 * Proves from the tables alone what must always hold. Reads only; each invariant is one SELECT and so of one moment,
 * which lets bookings go on meanwhile.
 * @returns at most 20 findings of each invariant; none when all hold.
 */
export async function verifyInvariants(database: Queryable): Promise<Discrepancy[]> {
  const found: Discrepancy[] = [];
  for (const { name, sql } of INVARIANTS) {
    const rows = await database.rows<{ finding: string }>(`${sql} LIMIT ${SHOWN}`);
    found.push(...rows.map(({ finding }) => ({ invariant: name, finding })));
  }
  return found;
}
