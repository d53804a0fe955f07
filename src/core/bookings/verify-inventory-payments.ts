import { AT_BOOKING, STAYS, type Invariant } from './verify-inventory-invariant.js';

/** What of a payment goes back or is to go back: a refund that its provider refused waits for a person already. */
const REQUESTED = `(SELECT COALESCE(SUM(f.amount), 0) FROM payment_refunds f WHERE f.payment_id = p.payment_id)`;
const DONE = `(SELECT COALESCE(SUM(f.amount), 0) FROM payment_refunds f
  WHERE f.payment_id = p.payment_id AND f.state = 'DONE')`;

/** Money against the bookings that it was taken for. */
export const PAYMENT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'payment_booking',
    name: 'every payment belongs to a booking',
    scope: 'whole',
    repair: null,
    remedy: 'look the payment up with its provider and refund it there',
    sql: `SELECT CONCAT('payment ', p.payment_id, ' of booking ', p.booking_id, ', which is missing') AS finding,
        NULL AS hotel_id, NULL AS room_id, NULL AS date, p.booking_id
      FROM payments p LEFT JOIN bookings b ON b.booking_id = p.booking_id
      WHERE b.booking_id IS NULL ORDER BY p.payment_id`,
  },
  {
    id: 'refund_sum',
    name: 'a payment has given back the sum of its refunds, and not more than it took',
    scope: 'slice',
    repair: null,
    remedy: 'compare it with the books of its provider',
    sql: `SELECT CONCAT('payment ', p.payment_id, ' of booking ', b.booking_id, ' is ', p.status, ': taken ', p.amount,
        ', given back ', p.refunded_amount, ', refunds ', ${DONE}) AS finding, ${AT_BOOKING}
      FROM bookings b JOIN payments p ON p.booking_id = b.booking_id
      WHERE ${STAYS} AND (p.refunded_amount <> ${DONE} OR p.refunded_amount > p.amount
        OR (p.status = 'REFUNDED') <> (p.refunded_amount = p.amount)
        OR (p.status = 'PARTIALLY_REFUNDED') <> (p.refunded_amount > 0 AND p.refunded_amount < p.amount))
      ORDER BY b.booking_id`,
  },
  {
    id: 'money_of_failed',
    name: 'a booking that failed keeps no money',
    scope: 'slice',
    repair: null,
    remedy: 'refund it with its provider',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' failed, its payment ', p.payment_id, ' took ', p.amount,
        ', refunds ', ${REQUESTED}) AS finding, ${AT_BOOKING}
      FROM bookings b JOIN payments p ON p.booking_id = b.booking_id
        AND p.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')
      WHERE ${STAYS} AND b.status = 'FAILED' AND ${REQUESTED} < p.amount ORDER BY b.booking_id`,
  },
  {
    id: 'paid_before_confirmed',
    name: 'a booking that is paid for here was paid before it was confirmed',
    scope: 'slice',
    repair: null,
    remedy: 'bellhop booking timeline ID; take the money or cancel the booking',
    sql: `SELECT CONCAT('booking ', b.booking_id, ' is confirmed, no payment of it was taken') AS finding, ${AT_BOOKING}
      FROM bookings b JOIN payments p ON p.booking_id = b.booking_id
      WHERE ${STAYS} AND b.status = 'CONFIRMED'
      GROUP BY b.booking_id, b.hotel_id HAVING SUM(p.status NOT IN ('PENDING', 'FAILED')) = 0 ORDER BY b.booking_id`,
  },
];
