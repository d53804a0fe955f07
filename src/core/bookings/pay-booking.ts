import { reasonOf } from '../events/reason-of.js';
import type { Id } from '../model/ids.js';
import type { OnPaymentEvent } from '../payments/payment-webhooks.js';
import type { Payments } from '../payments/payments.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { BookingRecord } from './booking-record.js';
import type { Cause } from './confirm-hold.js';
import type { SettleBooking, SettledBooking } from './settle-booking.js';

interface Deps {
  readonly database: Database;
  readonly logger: Logger;
  readonly crash: Crash;
  readonly payments: Pick<Payments, 'charge' | 'look' | 'cancel' | 'pursue' | 'claimDuePayments'>;
  readonly settleBooking: SettleBooking;
}

/** Payments that one sweep takes up; the provider is asked for so many at once at most. */
const MOST_TAKEN_UP = 20;
const OUR_OWN: Cause = { actor: 'bellhop', request_id: null };

/**
 * `charge`: by who has just written the payment, `pursue`: by whoever finds it open. The provider is asked with nothing
 * held, no lock, no transaction, no connection (law 5), and then the booking follows what it said.
 */
export type PayBooking = (paymentId: Id, how: 'charge' | 'pursue', cause: Cause) => Promise<SettledBooking>;

export function createPayBooking({ payments, settleBooking, crash }: Deps): PayBooking {
  return async (payment_id, how, cause) => {
    crash('pay.before_call');
    const result = await payments[how](payment_id);
    crash('pay.called');
    const open = result.kind === 'unknown' || result.kind === 'settled';
    return settleBooking({ payment_id, outcome: open ? null : result, cause });
  };
}

/** What a provider's webhook says goes the way of every other answer of the provider. */
export function createOnPaymentEvent({ settleBooking }: Pick<Deps, 'settleBooking'>): OnPaymentEvent {
  return async ({ payment_id, outcome }) => {
    await settleBooking({ payment_id, outcome, cause: OUR_OWN });
  };
}

/**
 * Takes up payments that whoever began them has left open: a process that died, a provider that did not answer.
 * @returns how many of them are settled by now.
 */
export type SettlePayments = () => Promise<number>;

export function createSettlePayments(deps: Deps): SettlePayments {
  const { payments, logger } = deps;
  return async () => {
    const due = await payments.claimDuePayments(MOST_TAKEN_UP);
    const settled = await Promise.all(
      due.map(async ({ payment_id, booking_id, called }) => {
        try {
          return (await takeUp(deps, { payment_id, booking_id, called })) ? 1 : 0;
        } catch (error) {
          // It is due again when its lease is over; the others do not wait for it.
          logger.warn({ event: 'payment.not_settled', payment_id, booking_id, reason: reasonOf(error) });
          return 0;
        }
      }),
    );
    return settled.reduce<number>((sum, one) => sum + one, 0);
  };
}

async function takeUp(
  { database, payments, settleBooking, crash }: Deps,
  { payment_id, booking_id, called }: { payment_id: Id; booking_id: Id; called: boolean },
): Promise<boolean> {
  const [booking] = await database.rows<Pick<BookingRecord, 'status'>>(
    'SELECT status FROM bookings WHERE booking_id = ?',
    [booking_id],
  );
  crash('pay.before_call');
  const result = await payments[questionFor(booking?.status, called)](payment_id);
  crash('pay.called');
  const open = result.kind === 'unknown' || result.kind === 'settled';
  const { payment } = await settleBooking({
    payment_id,
    outcome: open ? null : result,
    cause: OUR_OWN,
  });
  return payment.status !== 'PENDING';
}

/** A booking that is no more is not charged anew: what was never sent is stopped, what was sent is looked for. */
function questionFor(
  status: BookingRecord['status'] | undefined,
  called: boolean,
): 'pursue' | 'look' | 'cancel' {
  if (status === 'PENDING') return 'pursue';
  return status === 'FAILED' && called ? 'look' : 'cancel';
}
