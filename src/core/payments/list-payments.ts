import type { Id } from '../model/ids.js';
import { formatAmount, parseAmount } from '../model/money.js';
import type { Queryable } from '../platform/database.js';
import { PAYMENT_COLUMNS, toPayment, type Payment, type PaymentRow } from './payment.js';
import type { RefundState } from './settle-refund.js';

export interface PaymentQuery {
  readonly booking_id?: Id | undefined;
  /** Only those that want a person, themselves or one of their refunds. */
  readonly attention?: boolean | undefined;
  readonly limit: number;
  /** Only older ones than this, exclusive. */
  readonly before?: Id | undefined;
}

export interface ListedRefund {
  readonly refund_id: Id;
  readonly payment_id: Id;
  /** Decimal text in the payment's currency. */
  readonly amount: string;
  readonly state: RefundState;
  readonly reason: string;
  readonly failure_code: string | null;
  readonly attention: boolean;
}

export interface ListedPayment extends Payment {
  readonly refunds: readonly ListedRefund[];
}

/** The operator's view, newest first, not scoped by partner. */
export async function listPayments(queryable: Queryable, query: PaymentQuery): Promise<ListedPayment[]> {
  const { booking_id = null, attention = false, limit, before = null } = query;
  const rows = await queryable.rows<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments p
     WHERE (? IS NULL OR p.booking_id = ?) AND (? IS NULL OR p.payment_id < ?)
       AND (? = 0 OR p.payment_id IN (SELECT payment_id FROM payments WHERE attention = 1
         UNION ALL SELECT payment_id FROM payment_refunds WHERE attention = 1))
     ORDER BY p.payment_id DESC LIMIT ?`,
    [booking_id, booking_id, before, before, attention ? 1 : 0, limit],
  );
  const refunds = await readRefunds(
    queryable,
    rows.map(({ payment_id }) => payment_id),
  );
  return rows.map((row) => ({
    ...toPayment(row),
    refunds: refunds
      .filter(({ payment_id }) => payment_id === row.payment_id)
      .map((refund) => ({ ...refund, amount: inCurrency(refund.amount, row.currency) })),
  }));
}

function inCurrency(stored: string, currency: string): string {
  return formatAmount(parseAmount(stored, currency), currency);
}

async function readRefunds(queryable: Queryable, paymentIds: readonly Id[]): Promise<ListedRefund[]> {
  if (paymentIds.length === 0) return [];
  const rows = await queryable.rows<Omit<ListedRefund, 'attention'> & { attention: number }>(
    `SELECT refund_id, payment_id, amount, state, reason, failure_code, attention FROM payment_refunds
     WHERE payment_id IN (?) ORDER BY refund_id`,
    [paymentIds],
  );
  return rows.map((row) => ({ ...row, attention: row.attention === 1 }));
}
