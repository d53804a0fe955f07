import type { BookingDump, ChargeRow, Dumps, PaymentRow } from './dumps.js';
import { groupBy, sum, type Violation } from './history.js';

/**
 * The bank's books against ours, when all that was due has been done: a booking is paid once or not at all, and money
 * of what did not come about has gone back.
 */
export function checkMoney(dumps: Dumps): Violation[] {
  return [...checkBooks(dumps), ...checkBookings(dumps)];
}

/** Thousandths: the most decimals that a currency has. */
const units = (amount: string): number => Math.round(Number(amount) * 1_000);
const PAID: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

/** Each charge is a payment of ours and each payment says what the bank did. */
function checkBooks({ payments, payment_refunds, simulated_charges }: Dumps): Violation[] {
  const known = new Set(payments.map((row) => row.idempotency_token));
  const charges = new Map(simulated_charges.map((row) => [row.idempotency_token, row]));
  const refunds = groupBy(payment_refunds, (row) => row.payment_id);
  const strangers = simulated_charges.filter((row) => !known.has(row.idempotency_token));
  return [
    ...strangers.map((row): Violation => ({
      kind: 'books_differ',
      detail: `nobody asked for ${row.payment_id}`,
    })),
    ...payments.flatMap((payment): Violation[] => {
      const { payment_id, status } = payment;
      const done = (refunds.get(payment_id) ?? []).filter((row) => row.state === 'DONE');
      const detail = `payment ${payment_id} is ${status}, refunded ${payment.refunded_amount}`;
      const found: Violation[] = [];
      if (!agree(payment, charges.get(payment.idempotency_token), sum(done.map((row) => units(row.amount)))))
        found.push({ kind: 'books_differ', detail });
      if (status !== 'PENDING' && payment.card_token !== null)
        found.push({ kind: 'card_token_kept', detail });
      return found;
    }),
  ];
}

function agree(payment: PaymentRow, charge: ChargeRow | undefined, refunded: number): boolean {
  const taken = charge?.state === 'TAKEN';
  if (payment.status === 'PENDING') return true;
  if (taken !== PAID.has(payment.status)) return false;
  if (!taken) return true;
  return (
    units(charge.amount) === units(payment.amount) &&
    units(charge.refunded_amount) === refunded &&
    units(payment.refunded_amount) === refunded
  );
}

function checkBookings({ bookings, payments, simulated_charges }: Dumps): Violation[] {
  const charges = new Map(simulated_charges.map((row) => [row.payment_id, row]));
  const own = groupBy(payments, (row) => row.booking_id);
  return bookings.flatMap((booking) => {
    const asked = own.get(booking.booking_id) ?? [];
    const taken = asked.flatMap((payment) => {
      const charge = charges.get(payment.payment_id);
      return charge?.state === 'TAKEN' ? [charge] : [];
    });
    return judge(booking, { asked, taken });
  });
}

function judge(
  booking: BookingDump,
  { asked, taken }: { asked: readonly PaymentRow[]; taken: readonly ChargeRow[] },
): Violation[] {
  const left = taken.map((row) => units(row.amount) - units(row.refunded_amount));
  const net = sum(left);
  const price = units(booking.total_price);
  const detail = `booking ${booking.booking_id} is ${booking.status} at ${booking.total_price}, the bank kept ${net / 1_000}`;
  const violations: Violation[] = [];
  if (left.filter((amount) => amount > 0).length > 1) violations.push({ kind: 'charged_twice', detail });
  if (booking.status === 'CONFIRMED') {
    // Confirmed with a payment asked for, it was confirmed because that was paid.
    if (asked.length > 0 && net < price) violations.push({ kind: 'unpaid_booking', detail });
    if (net > price) violations.push({ kind: 'paid_for_nothing', detail });
  } else if (net > (booking.status === 'CANCELLED' ? price : 0)) {
    violations.push({ kind: 'paid_for_nothing', detail });
  }
  return violations;
}
