import type { CancellationPolicy } from '../hotels/cancellation-policy.js';
import { daysBetween, todayIn, type LocalDate } from '../model/local-date.js';
import type { MinorUnits } from '../model/money.js';

/** A line of a booking: its rate plan's terms, and what each night of it costs for all of its rooms. */
export interface CancelledLine {
  readonly policy: CancellationPolicy;
  readonly nights: readonly { readonly date: LocalDate; readonly price: MinorUnits }[];
}

export interface Cancellation {
  readonly check_in: LocalDate;
  readonly cancelled_at: Date;
  /** The hotel's, an IANA name. */
  readonly time_zone: string;
}

export interface Paid {
  readonly paid: MinorUnits;
  /** What has come back already, or is on its way. */
  readonly refunded: MinorUnits;
}

/** What comes back to the guest who cancels: what was paid, less what came back before, less the fees. Never negative. */
export function refundForLines(
  lines: readonly CancelledLine[],
  { paid, refunded, ...cancellation }: Cancellation & Paid,
): MinorUnits {
  const fees = lines.reduce((sum, line) => sum + cancellationFee(line, cancellation), 0);
  return Math.max(0, paid - refunded - fees);
}

/** The same of a booking with one line. */
export function refundFor(stay: CancelledLine & Cancellation & Paid): MinorUnits {
  return refundForLines([stay], stay);
}

/** What the hotel keeps of a line: from nothing to the price of all its nights. Parts of a minor unit are the hotel's. */
export function cancellationFee(
  { policy, nights }: CancelledLine,
  { check_in, cancelled_at, time_zone }: Cancellation,
): MinorUnits {
  const total = sumOf(nights);
  const daysAhead = daysBetween(todayIn(time_zone, cancelled_at), check_in);
  if (daysAhead < 0) return total;
  switch (policy.kind) {
    case 'non_refundable':
      return total;
    case 'flexible':
      return daysAhead >= 1 ? 0 : total;
    case 'free_until':
      return daysAhead >= policy.days ? 0 : feeOf(policy.then, nights);
  }
}

function feeOf(
  then: Extract<CancellationPolicy, { kind: 'free_until' }>['then'],
  nights: CancelledLine['nights'],
): MinorUnits {
  switch (then.kind) {
    case 'whole':
      return sumOf(nights);
    case 'percent':
      return Math.ceil((sumOf(nights) * then.percent) / 100);
    case 'nights': {
      const inOrder = nights.toSorted((a, b) => (a.date < b.date ? -1 : 1));
      return sumOf(inOrder.slice(0, then.nights));
    }
  }
}

function sumOf(nights: CancelledLine['nights']): MinorUnits {
  return nights.reduce((sum, { price }) => sum + price, 0);
}
