import type { App } from '../../core/app.js';
import type { FoundPayment } from './saga-proof.js';

/** The payments of a run beside what the simulated bank has entered for them. */
export async function findPayments({ database }: App, run: string): Promise<FoundPayment[]> {
  const rows = await database.rows<
    Omit<FoundPayment, 'open_refunds' | 'charges'> & { open_refunds: string; charges: string }
  >(
    `SELECT p.payment_id, p.booking_id, p.status, p.amount, p.refunded_amount AS refunded,
       (SELECT COUNT(*) FROM payment_refunds f WHERE f.payment_id = p.payment_id AND f.state <> 'DONE') AS open_refunds,
       COUNT(c.payment_id) AS charges, COALESCE(SUM(c.amount), 0) AS bank_taken,
       COALESCE(SUM(c.refunded_amount), 0) AS bank_returned
     FROM payments p JOIN bookings b ON b.booking_id = p.booking_id
     JOIN hotels h ON h.hotel_id = b.hotel_id
     LEFT JOIN simulated_charges c ON c.payment_id = p.payment_id AND c.state = 'TAKEN'
     WHERE h.code LIKE 'LOAD-%' AND b.partner_reference LIKE ?
     GROUP BY p.payment_id, p.booking_id, p.status, p.amount, p.refunded_amount`,
    [`load-${run}-%`],
  );
  return rows.map((row) => ({
    ...row,
    open_refunds: Number(row.open_refunds),
    charges: Number(row.charges),
  }));
}
