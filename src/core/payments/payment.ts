import type { Id } from '../model/ids.js';
import { parseAmount, type MinorUnits } from '../model/money.js';
import { fromSqlTime } from '../platform/sql-time.js';

/** PENDING until the provider has said whether it took the money; FAILED: it did not. */
export type PaymentStatus = 'PENDING' | 'COMPLETED' | 'FAILED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';

export interface Payment {
  readonly payment_id: Id;
  readonly booking_id: Id;
  readonly provider: string;
  readonly payment_method: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly status: PaymentStatus;
  /** The provider's own number; null while it has given none. */
  readonly transaction_id: string | null;
  readonly failure_code: string | null;
  /** What has come back to the guest. */
  readonly refunded_amount: MinorUnits;
  /** What has come back or is on its way: `amount` less this is left to refund. */
  readonly refund_requested: MinorUnits;
  /** A charge may have reached the provider. */
  readonly called: boolean;
  readonly attempts: number;
  /** When it is looked at again, ISO 8601, UTC; null once it is settled. */
  readonly next_at: string | null;
  /** A person should look: tried too often, or the provider contradicts itself. */
  readonly attention: boolean;
  /** ISO 8601, UTC. */
  readonly created_at: string;
}

export interface PaymentRow extends Omit<
  Payment,
  'amount' | 'refunded_amount' | 'refund_requested' | 'called' | 'attention'
> {
  readonly amount: string;
  readonly refunded_amount: string;
  readonly refund_requested: string;
  readonly called: number;
  readonly attention: number;
}

export const PAYMENT_COLUMNS = `p.payment_id, p.booking_id, p.provider, p.payment_method, p.amount, p.currency, p.status,
  p.transaction_id, p.failure_code, p.refunded_amount, p.called, p.attempts, p.next_at, p.attention, p.created_at,
  (SELECT COALESCE(SUM(r.amount), 0) FROM payment_refunds r
    WHERE r.payment_id = p.payment_id AND r.state <> 'FAILED') AS refund_requested`;

/** A row of PAYMENT_COLUMNS as the code knows it. */
export function toPayment(row: PaymentRow): Payment {
  const { currency } = row;
  return {
    ...row,
    amount: parseAmount(row.amount, currency),
    refunded_amount: parseAmount(row.refunded_amount, currency),
    refund_requested: parseAmount(row.refund_requested, currency),
    called: row.called === 1,
    attention: row.attention === 1,
    next_at: row.next_at === null ? null : fromSqlTime(row.next_at).toISOString(),
    created_at: fromSqlTime(row.created_at).toISOString(),
  };
}
