import { AT_BOOKING, STAYS, type Invariant } from './verify-inventory-invariant.js';

const STAY_NIGHTS = 'DATEDIFF(b.check_out_date, b.check_in_date) * COUNT(DISTINCT r.booking_room_id)';
const BY_HAND = 'bellhop booking timeline ID; what is missing can only come from a backup';

/** Each night of each line once: its lots, whichever revisions added them, make up its quantity. */
const FILLED_NIGHTS = `
  SELECT n.booking_id, n.booking_room_id, n.date, SUM(n.quantity) AS quantity
  FROM bookings b JOIN booking_room_nights n ON n.booking_id = b.booking_id
  WHERE ${STAYS} GROUP BY n.booking_id, n.booking_room_id, n.date`;

/** Bookings against their lines, lots and holds. */
export const BOOKING_INVARIANTS: readonly Invariant[] = [
  {
    id: 'nights_complete',
    name: 'every booking has all nights of its stay',
    scope: 'slice',
    repair: null,
    remedy: BY_HAND,
    sql: `SELECT CONCAT('booking ', b.booking_id, ': ', COUNT(n.date), ' of ', ${STAY_NIGHTS}, ' nights') AS finding,
        ${AT_BOOKING}
      FROM bookings b
      LEFT JOIN booking_rooms r ON r.booking_id = b.booking_id AND r.dropped_revision IS NULL
      LEFT JOIN (${FILLED_NIGHTS}) n ON n.booking_id = b.booking_id AND n.booking_room_id = r.booking_room_id
        AND n.date >= b.check_in_date AND n.date < b.check_out_date AND n.quantity = r.quantity
      WHERE ${STAYS}
      GROUP BY b.booking_id, b.hotel_id, b.check_in_date, b.check_out_date
      HAVING COUNT(DISTINCT r.booking_room_id) = 0 OR COUNT(n.date) <> ${STAY_NIGHTS}
      ORDER BY b.booking_id`,
  },
  {
    id: 'nights_while_alive',
    name: 'a booking keeps its nights exactly while it lives',
    scope: 'slice',
    repair: null,
    remedy: 'bellhop booking timeline ID; if it lives, cancel it with its channel and book it again',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is ', b.status, ', its lot on ', n.date, ' of room ', n.room_id,
        IF(n.dropped_revision IS NULL, ' is kept', ' is given up'), IF(n.returned = 1, ' and back', '')) AS finding,
        ${AT_BOOKING}
      FROM bookings b JOIN booking_rooms r ON r.booking_id = b.booking_id AND r.dropped_revision IS NULL
      JOIN booking_room_nights n ON n.booking_id = b.booking_id AND n.booking_room_id = r.booking_room_id
      WHERE ${STAYS} AND ((b.status IN ('PENDING', 'CONFIRMED')) <> (n.dropped_revision IS NULL)
        OR (n.returned = 1 AND n.dropped_revision IS NULL)) ORDER BY b.booking_id, n.date`,
  },
  {
    id: 'lot_lines',
    name: 'a lot that is kept belongs to a line that is kept',
    scope: 'slice',
    repair: null,
    remedy: BY_HAND,
    sql: `SELECT CONCAT('booking ', b.booking_id, ' keeps room ', n.room_id, ' on ', n.date, ' for a line that is ',
        IF(r.booking_id IS NULL, 'missing', 'given up')) AS finding, ${AT_BOOKING}
      FROM bookings b JOIN booking_room_nights n ON n.booking_id = b.booking_id AND n.dropped_revision IS NULL
      LEFT JOIN booking_rooms r ON r.booking_id = n.booking_id AND r.booking_room_id = n.booking_room_id
      WHERE ${STAYS} AND (r.booking_id IS NULL OR r.dropped_revision IS NOT NULL) ORDER BY b.booking_id, n.date`,
  },
  {
    id: 'lot_revisions',
    name: 'a lot is of a revision that its booking has had',
    scope: 'slice',
    repair: null,
    remedy: BY_HAND,
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is at revision ', b.revision, ', its lot on ', n.date, ' of ', n.revision,
        IF(n.dropped_revision IS NULL, '', CONCAT(', given up by ', n.dropped_revision))) AS finding, ${AT_BOOKING}
      FROM bookings b JOIN booking_room_nights n ON n.booking_id = b.booking_id
      WHERE ${STAYS} AND (n.revision > b.revision OR n.dropped_revision > b.revision OR n.dropped_revision < n.revision)
      ORDER BY b.booking_id, n.date`,
  },
  {
    id: 'hold',
    name: 'a hold is a booking that waits to be confirmed',
    scope: 'slice',
    repair: 'hold',
    remedy: 'bellhop booking verify --fix',
    sql: `SELECT CONCAT('booking ', k.booking_id, ' is ', COALESCE(b.status, 'missing'),
        IF(h.booking_id IS NULL, ' and has no hold', ' and has a hold')) AS finding,
        COALESCE(b.hotel_id, h.hotel_id) AS hotel_id, NULL AS room_id, NULL AS date, k.booking_id
      FROM (SELECT booking_id FROM booking_holds WHERE hotel_id IN (:hotels)
        UNION SELECT b.booking_id FROM bookings b WHERE ${STAYS} AND b.status = 'PENDING') k
      LEFT JOIN bookings b ON b.booking_id = k.booking_id LEFT JOIN booking_holds h ON h.booking_id = k.booking_id
      WHERE h.booking_id IS NULL OR b.status IS NULL OR b.status <> 'PENDING' ORDER BY k.booking_id`,
  },
];
