import { DEFAULT_POLICY, readPolicy, type CancellationPolicy } from '../hotels/cancellation-policy.js';
import type { Hotel } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import { parseAmount, type MinorUnits } from '../model/money.js';
import type { Payment } from '../payments/payment.js';
import { readPayments } from '../payments/read-payments.js';
import { refundForLines, type CancelledLine } from '../payments/refund-for.js';
import { requestBookingRefund } from '../payments/request-refund.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { BookingRecord } from './booking-record.js';

export interface CancelledBooking {
  /** As it was until now, with its rooms. */
  readonly before: BookingRecord;
  readonly hotel: Pick<Hotel, 'time_zone'>;
  /** Of the cancellation: it refunds once. */
  readonly revision: number;
  readonly now: Date;
}

/**
 * Asks for the refund that the terms of the day of booking leave to a guest who cancels now, in the cancellation's
 * own transaction and after its nights are locked; it is sent after the commit. What was paid later than the
 * cancellation goes back in full, by its own settlement.
 * @returns what was asked for, in minor units; 0 when nothing was paid or nothing comes back.
 */
export async function refundCancelled(
  tx: Transaction,
  { nextId }: { readonly nextId: NextId },
  { before, hotel, revision, now }: CancelledBooking,
): Promise<MinorUnits> {
  const { booking_id, check_in_date: check_in } = before;
  const taken = (await readPayments(tx, booking_id, 'FOR UPDATE')).filter(isTaken);
  if (taken.length === 0) return 0;
  const amount = refundForLines(await readLines(tx, before), {
    check_in,
    cancelled_at: now,
    time_zone: hotel.time_zone,
    paid: taken.reduce((sum, payment) => sum + payment.amount, 0),
    refunded: taken.reduce((sum, payment) => sum + payment.refund_requested, 0),
  });
  const cause = `cancel:${booking_id}:${revision}`;
  await requestBookingRefund(tx, { booking_id, amount, reason: 'cancelled', cause, nextId, now });
  return amount;
}

function isTaken({ status }: Payment): boolean {
  return status !== 'PENDING' && status !== 'FAILED';
}

/** Each line under the terms that its rate plan had when it was booked; a plan that nobody has mapped has the usual ones. */
async function readLines(tx: Transaction, before: BookingRecord): Promise<CancelledLine[]> {
  const { rooms, currency } = before;
  const policies = await readTerms(tx, [...new Set(rooms.map((room) => room.rate_plan_id))], before);
  return rooms.map((room) => ({
    policy: policies.get(room.rate_plan_id) ?? DEFAULT_POLICY,
    nights: room.nights.map(({ date, price }) => ({
      date,
      price: parseAmount(price, currency) * room.quantity,
    })),
  }));
}

type TermsRow = { readonly rate_plan_id: Id; readonly cancellation_policy: string | null };

/** The present terms, but for those that have changed since. */
async function readTerms(
  tx: Transaction,
  plans: readonly Id[],
  { created_at }: Pick<BookingRecord, 'created_at'>,
): Promise<Map<Id, CancellationPolicy>> {
  const present = await tx.rows<TermsRow>(
    'SELECT rate_plan_id, cancellation_policy FROM rate_plans WHERE rate_plan_id IN (?)',
    [plans],
  );
  // Newest first: the last one of a plan is the first that ended after the booking.
  const former = await tx.rows<TermsRow>(
    `SELECT rate_plan_id, cancellation_policy FROM rate_plan_former_terms
     WHERE rate_plan_id IN (?) AND ended_at > ? ORDER BY ended_at DESC`,
    [plans, toSqlTime(new Date(created_at))],
  );
  return new Map(
    [...present, ...former].map((row) => [row.rate_plan_id, readPolicy(row.cancellation_policy)]),
  );
}
