import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';
import { PAYMENT_COLUMNS, toPayment, type Payment, type PaymentRow } from './payment.js';

/** The payments of a booking, oldest first; the caller has settled whose booking it is. */
export async function readPayments(
  queryable: Queryable,
  bookingId: Id,
  lock: '' | 'FOR UPDATE' = '',
): Promise<Payment[]> {
  if (lock !== '') await lockPayments(queryable, 'booking_id', bookingId);
  const rows = await queryable.rows<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments p WHERE p.booking_id = ? ORDER BY p.payment_id`,
    [bookingId],
  );
  return rows.map(toPayment);
}

export async function readPayment(
  queryable: Queryable,
  paymentId: Id,
  lock: '' | 'FOR UPDATE' = '',
): Promise<Payment | null> {
  if (lock !== '') await lockPayments(queryable, 'payment_id', paymentId);
  const [row] = await queryable.rows<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments p WHERE p.payment_id = ?`,
    [paymentId],
  );
  return row === undefined ? null : toPayment(row);
}

/** Apart from the read, whose subquery would lock the refunds as well, in whatever order. */
async function lockPayments(
  queryable: Queryable,
  column: 'booking_id' | 'payment_id',
  id: Id,
): Promise<void> {
  await queryable.rows(`SELECT payment_id FROM payments WHERE ${column} = ? ORDER BY payment_id FOR UPDATE`, [
    id,
  ]);
}
