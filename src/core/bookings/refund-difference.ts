import type { Id } from '../model/ids.js';
import type { MinorUnits } from '../model/money.js';
import { readPayments } from '../payments/read-payments.js';
import { requestBookingRefund } from '../payments/request-refund.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';

export interface Difference {
  readonly booking_id: Id;
  /** What the booking costs less than before, more than zero. */
  readonly amount: MinorUnits;
  /** Of the modification: it refunds once. */
  readonly revision: number;
  readonly now: Date;
}

/**
 * Asks for the refund of what a paid booking costs less after a modification, in the modification's own transaction; it
 * is sent after the commit.
 * @returns the refunds; none when nothing was paid.
 */
export async function refundDifference(
  tx: Transaction,
  { nextId }: { readonly nextId: NextId },
  { revision, ...difference }: Difference,
): Promise<Id[]> {
  const cause = `modify:${difference.booking_id}:${revision}`;
  const refunds = await requestBookingRefund(tx, { ...difference, reason: 'modified', cause, nextId });
  return refunds.map(({ refund_id }) => refund_id);
}

/** `open`: a payment is under way and nobody knows yet; `taken`: there is money of the guest's. */
export type PaidState = 'unpaid' | 'open' | 'taken';

/** Under the booking's row lock: no payment begins or is settled meanwhile. */
export async function readPaidState(tx: Transaction, bookingId: Id): Promise<PaidState> {
  const payments = await readPayments(tx, bookingId);
  if (payments.some(({ status }) => status === 'PENDING')) return 'open';
  return payments.some(({ status }) => status !== 'FAILED') ? 'taken' : 'unpaid';
}
