export interface Invariant {
  readonly name: string;
  /** Gives one row, `finding`, for each violation; without a LIMIT. */
  readonly sql: string;
}

/**
 * Units of a night that its PMS has not acknowledged: those of living bookings, and those of cancelled ones whose first
 * revision the PMS was handed and has not decided (they come back when it acknowledges the cancellation).
 */
const UNACKNOWLEDGED = `
  SELECT n.room_id, n.date, SUM(n.quantity) AS units
  FROM booking_room_nights n JOIN bookings b ON b.booking_id = n.booking_id
  WHERE n.acked = 0 AND (
    b.status IN ('PENDING', 'CONFIRMED')
    OR (b.status = 'CANCELLED' AND EXISTS (
      SELECT 1 FROM reservation_revisions r
      WHERE r.booking_id = b.booking_id AND r.action = 'new' AND r.state IN ('HANDED_OUT', 'FAILED')))
  )
  GROUP BY n.room_id, n.date`;

/** What must hold of the tables at every moment (DESIGN, inventory arithmetic; laws 1, 3 and 4). */
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
    sql: `SELECT CONCAT('booking ', b.booking_id, ': ', COUNT(n.date), ' of ',
        DATEDIFF(b.check_out_date, b.check_in_date) * COUNT(DISTINCT r.booking_room_id), ' nights') AS finding
      FROM bookings b
      LEFT JOIN booking_rooms r ON r.booking_id = b.booking_id
      LEFT JOIN booking_room_nights n ON n.booking_room_id = r.booking_room_id
        AND n.date >= b.check_in_date AND n.date < b.check_out_date AND n.quantity = r.quantity
      GROUP BY b.booking_id, b.check_in_date, b.check_out_date
      HAVING COUNT(DISTINCT r.booking_room_id) = 0
        OR COUNT(n.date) <> DATEDIFF(b.check_out_date, b.check_in_date) * COUNT(DISTINCT r.booking_room_id)
      ORDER BY b.booking_id`,
  },
];
