import { LOTS, type Invariant } from './verify-inventory-invariant.js';

const NIGHTS = 'i.room_id IN (:rooms) AND i.date >= :from AND i.date < :to';
const AT_NIGHT = 'i.hotel_id, i.room_id, i.date, NULL AS booking_id';

/** Units of a night that its PMS has not acknowledged, of whatever became of their bookings. */
const UNACKNOWLEDGED = `
  SELECT n.room_id, n.date, SUM(n.quantity) AS units FROM booking_room_nights n
  WHERE ${LOTS} AND n.acked = 0 AND n.returned = 0 GROUP BY n.room_id, n.date`;

/** The nights against the lots on them. */
export const NIGHT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'night_arithmetic',
    name: 'available = max(0, pms - unacked)',
    scope: 'slice',
    repair: 'night',
    remedy: 'bellhop booking verify --fix',
    sql: `SELECT CONCAT('room ', i.room_id, ' ', i.date, ': available ', i.available_rooms, ', pms ', i.pms_rooms,
        ', unacked ', i.unacked_rooms) AS finding, ${AT_NIGHT}
      FROM room_inventory i WHERE ${NIGHTS} AND i.available_rooms <> GREATEST(0, i.pms_rooms - i.unacked_rooms)
      ORDER BY i.room_id, i.date`,
  },
  {
    id: 'unacked_units',
    name: 'unacked = units of unacknowledged bookings',
    scope: 'slice',
    repair: 'night',
    remedy: 'bellhop booking verify --fix',
    sql: `SELECT CONCAT('room ', i.room_id, ' ', i.date, ': unacked ', i.unacked_rooms, ', bookings ',
        COALESCE(u.units, 0)) AS finding, ${AT_NIGHT}
      FROM room_inventory i LEFT JOIN (${UNACKNOWLEDGED}) u ON u.room_id = i.room_id AND u.date = i.date
      WHERE ${NIGHTS} AND i.unacked_rooms <> COALESCE(u.units, 0) ORDER BY i.room_id, i.date`,
  },
  {
    id: 'night_missing',
    name: 'every booked night has its inventory',
    scope: 'slice',
    repair: null,
    remedy: 'the number of rooms is not known here: have the PMS push that night again',
    sql: `SELECT CONCAT('booking ', n.booking_id, ': room ', n.room_id, ' ', n.date, ' has no inventory') AS finding,
        b.hotel_id, n.room_id, n.date, n.booking_id
      FROM booking_room_nights n LEFT JOIN room_inventory i ON i.room_id = n.room_id AND i.date = n.date
      LEFT JOIN bookings b ON b.booking_id = n.booking_id
      WHERE ${LOTS} AND i.room_id IS NULL ORDER BY n.booking_id, n.date`,
  },
  {
    id: 'lot_without_booking',
    name: 'every lot belongs to a booking',
    scope: 'slice',
    repair: null,
    remedy:
      'restore the booking from a backup, or cancel it with its channel and its PMS and delete its rows',
    sql: `SELECT CONCAT('booking ', n.booking_id, ' is missing: it holds room ', n.room_id, ' on ', n.date) AS finding,
        NULL AS hotel_id, n.room_id, n.date, n.booking_id
      FROM booking_room_nights n LEFT JOIN bookings b ON b.booking_id = n.booking_id
      WHERE ${LOTS} AND b.booking_id IS NULL ORDER BY n.booking_id, n.date`,
  },
];
