import type { Invariant } from './verify-inventory-invariant.js';

/** Events of bookings, told or still to be told; an event is in exactly one of the two tables. */
const BOOKING_EVENTS = `
  SELECT CAST(subject AS UNSIGNED) AS booking_id, SUM(type = 'BookingConfirmed') AS confirmed,
    SUM(type = 'BookingCancelled') AS cancelled, SUM(type = 'BookingCreated') AS held, SUM(type = 'BookingFailed') AS failed
  FROM (SELECT subject, type FROM outbox WHERE topic = 'bellhop.bookings'
    UNION ALL SELECT subject, type FROM event_log WHERE topic = 'bellhop.bookings') e
  GROUP BY CAST(subject AS UNSIGNED)`;

/** The log keeps events for seven days; what was booked before that may have lost its own by now. */
const EVENTS_KEPT = 'b.created_at > UTC_TIMESTAMP(3) - INTERVAL 6 DAY';

/** Bookings against events and answers. They read whole tables, so the periodic check leaves them to operators. */
export const EVENT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'booking_events',
    name: 'every booking and cancellation has its one event',
    scope: 'whole',
    readsEventLog: true,
    repair: null,
    remedy: 'write anew what is made from events: bellhop view rebuild, bellhop search rebuild',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is ', b.status, ': ', COALESCE(e.confirmed, 0), ' BookingConfirmed, ',
        COALESCE(e.cancelled, 0), ' BookingCancelled') AS finding,
        b.hotel_id, NULL AS room_id, NULL AS date, b.booking_id
      FROM bookings b LEFT JOIN (${BOOKING_EVENTS}) e ON e.booking_id = b.booking_id
      WHERE ${EVENTS_KEPT} AND (COALESCE(e.confirmed, 0) > 1 OR COALESCE(e.cancelled, 0) <> (b.status = 'CANCELLED')
        OR (b.status = 'CONFIRMED' AND COALESCE(e.confirmed, 0) = 0) OR (b.status = 'FAILED' AND COALESCE(e.failed, 0) = 0)
        OR COALESCE(e.held, 0) + COALESCE(e.confirmed, 0) = 0)
      ORDER BY b.booking_id`,
  },
  {
    id: 'answered',
    name: 'every booking that was answered exists',
    scope: 'whole',
    repair: null,
    remedy: 'its partner holds a confirmation: book it again for the guest, or restore it from a backup',
    sql: `SELECT CONCAT('an answer of partner ', k.partner_id, ' names booking ',
        JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.booking_id'))) AS finding,
        NULL AS hotel_id, NULL AS room_id, NULL AS date, NULL AS booking_id
      FROM idempotency_keys k
      LEFT JOIN bookings b ON b.booking_id = CAST(JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.booking_id')) AS UNSIGNED)
        AND (b.partner_id = k.partner_id OR k.operation <> 'booking.create')
      WHERE k.status < 300 AND k.operation LIKE 'booking.%' AND b.booking_id IS NULL
        AND JSON_UNQUOTE(JSON_EXTRACT(k.answer, '$.booking_id')) <> 'null'
      ORDER BY k.partner_id, k.idempotency_key`,
  },
];
