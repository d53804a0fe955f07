import { AT_BOOKING, NOT_OVER, STAYS, type Invariant } from './verify-inventory-invariant.js';

/** Bookings against what their PMS is told. */
export const REVISION_INVARIANTS: readonly Invariant[] = [
  {
    id: 'feed_missing',
    name: 'every booking is in the feed of its PMS',
    scope: 'slice',
    repair: null,
    remedy: 'tell the hotel of the booking by hand: bellhop booking show ID',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' has no revision for its PMS') AS finding, ${AT_BOOKING}
      FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id AND h.pms_partner_id IS NOT NULL
      LEFT JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.action = 'new'
      WHERE ${STAYS} AND r.revision_id IS NULL AND b.status = 'CONFIRMED' AND ${NOT_OVER} ORDER BY b.booking_id`,
  },
  {
    id: 'cancellation_told',
    name: 'a PMS that was told of a booking is told of its cancellation, and no other',
    scope: 'slice',
    repair: null,
    remedy: 'tell the hotel by hand: bellhop booking show ID',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is ', b.status, ', its first revision ', r.state, ', its cancellation ',
        COALESCE(c.state, 'not in the feed')) AS finding, ${AT_BOOKING}
      FROM bookings b JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.action = 'new'
      LEFT JOIN reservation_revisions c ON c.booking_id = b.booking_id AND c.action = 'cancel'
      WHERE ${STAYS} AND (b.status = 'CANCELLED' AND r.state <> 'WITHDRAWN') <> (c.revision_id IS NOT NULL)
      ORDER BY b.booking_id`,
  },
  {
    id: 'acked_nights',
    name: 'the nights of an acknowledged booking are acknowledged',
    scope: 'slice',
    repair: null,
    remedy: 'the PMS counts it and so do we: fewer rooms are for sale than there are until it pushes again',
    sql: `SELECT CONCAT('booking ', b.booking_id, ': room ', n.room_id, ' ', n.date, ' is not') AS finding, ${AT_BOOKING}
      FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id AND h.inventory_mode = 'pms'
      JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.state = 'ACKNOWLEDGED'
      JOIN booking_room_nights n ON n.booking_id = r.booking_id AND n.acked = 0 AND n.returned = 0
        AND n.revision <= r.revision
      WHERE ${STAYS} ORDER BY b.booking_id, n.date`,
  },
  {
    id: 'one_pending',
    name: 'at most one revision of a booking waits to be handed out, and it is the newest',
    scope: 'slice',
    repair: null,
    remedy: 'the feed hands all of them out in order; tell the developers how it came to be',
    sql: `SELECT CONCAT('booking ', b.booking_id, ': revision ', p.revision, ' waits behind ', l.revision, ', which is ',
        l.state) AS finding, ${AT_BOOKING}
      FROM bookings b JOIN reservation_revisions p ON p.booking_id = b.booking_id AND p.state = 'PENDING'
      JOIN reservation_revisions l ON l.booking_id = b.booking_id AND l.revision > p.revision
      WHERE ${STAYS} ORDER BY b.booking_id`,
  },
  {
    id: 'revision_numbers',
    name: 'what a PMS is told of a booking is of a revision that it has had',
    scope: 'slice',
    repair: null,
    remedy: 'bellhop booking timeline ID',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is at revision ', b.revision, ', its feed at ', r.revision) AS finding,
        ${AT_BOOKING}
      FROM bookings b JOIN reservation_revisions r ON r.booking_id = b.booking_id
      WHERE ${STAYS} AND r.revision > b.revision ORDER BY b.booking_id`,
  },
  {
    id: 'snapshot_kept',
    name: 'a revision that a modification has overtaken keeps what it told',
    scope: 'slice',
    repair: null,
    remedy:
      'its PMS reads the later state under it, and again with the later revision: harmless once both are taken',
    sql: `SELECT DISTINCT CONCAT('booking ', b.booking_id, ': revision ', r.revision, ' is ', r.state,
        ' and has no state of its own') AS finding, ${AT_BOOKING}
      FROM bookings b JOIN reservation_revisions r ON r.booking_id = b.booking_id
        AND r.state IN ('HANDED_OUT', 'FAILED', 'ACKNOWLEDGED') AND r.snapshot IS NULL
      JOIN reservation_revisions l ON l.booking_id = b.booking_id AND l.revision > r.revision AND l.action = 'modify'
      WHERE ${STAYS} ORDER BY b.booking_id`,
  },
];
