import { parseAmount, type MinorUnits } from '../../core/model/money.js';
import { groupBy } from './group-by.js';
import type { Ledger } from './ledger.js';
import { KEPT_PERCENT, LOAD_CURRENCY, type RateCode } from './load-hotels.js';
import type { FoundBooking } from './proof.js';

/** A payment of this run as it is stored, and as the books of the simulated bank have it. Amounts are decimal text. */
export interface FoundPayment {
  readonly payment_id: string;
  readonly booking_id: string;
  readonly status: string;
  readonly amount: string;
  readonly refunded: string;
  /** Refunds that are not done yet. */
  readonly open_refunds: number;
  /** How often the bank took it, what it took, and what it gave back. */
  readonly charges: number;
  readonly bank_taken: string;
  readonly bank_returned: string;
}

export interface FoundSaga {
  /** null where the tables were out of reach. */
  readonly payments: readonly FoundPayment[] | null;
  /** Rooms that are free on the nights that were to sell out, by nightKey. */
  readonly available: ReadonlyMap<string, number>;
  /** Of these the ones that were free of bookings when the load began; no other night can be counted. */
  readonly unsold: ReadonlySet<string>;
}

/** What a load of holds and payments proves besides. */
export interface SagaProof {
  /** How the bookings of the run ended; `held`: their time is not over. */
  readonly confirmed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly held: number;
  /** Payments that were taken, that were not, and that came back in part or whole; null without the tables. */
  readonly taken: number | null;
  readonly declined: number | null;
  readonly refunded: number | null;
  /** Payments and refunds without an end after a wait of minutes. */
  readonly open: number | null;
  /** Payments whose money does not fit their booking, or the books of the bank. */
  readonly money_wrong: number | null;
  /** Nights whose free rooms are not those on sale less those sold: lost, or given back twice. */
  readonly nights_wrong: number;
}

interface Scene extends FoundSaga {
  readonly onSale: number;
}

/** Holds every payment against its booking and its bank, and every night against what was sold of it. */
export function proveSaga(
  ledger: Ledger,
  found: { readonly bookings: readonly FoundBooking[]; readonly nights: ReadonlyMap<string, number> },
  { payments, onSale, ...scene }: Scene,
): { readonly proof: SagaProof; readonly findings: readonly string[] } {
  const ended = (status: string) => found.bookings.filter((booking) => booking.status === status).length;
  const wrongMoney = payments === null ? null : findWrongMoney(ledger, found.bookings, payments);
  const open = payments?.filter((one) => one.status === 'PENDING' || one.open_refunds > 0);
  const wrongNights = [...scene.unsold].flatMap((night) => {
    const free = scene.available.get(night) ?? 0;
    const sold = found.nights.get(night) ?? 0;
    return free === Math.max(0, onSale - sold)
      ? []
      : [`nights: ${night} has ${free} rooms free, of ${onSale} less ${sold} sold`];
  });
  const proof: SagaProof = {
    ...{ confirmed: ended('CONFIRMED'), failed: ended('FAILED'), cancelled: ended('CANCELLED') },
    held: found.bookings.filter(({ held }) => held).length,
    taken: payments?.filter(isTaken).length ?? null,
    declined: payments?.filter(({ status }) => status === 'FAILED').length ?? null,
    refunded: payments?.filter(({ refunded }) => toUnits(refunded) > 0).length ?? null,
    ...{ open: open?.length ?? null, money_wrong: wrongMoney?.length ?? null },
    nights_wrong: wrongNights.length,
  };
  const unsettled = (open ?? []).map(({ payment_id, booking_id }) => {
    return `open: payment ${payment_id} of booking ${booking_id} or a refund of it has no end`;
  });
  return { proof, findings: [...(wrongMoney ?? []), ...unsettled, ...wrongNights] };
}

export function sagaHolds({ open, money_wrong, nights_wrong }: SagaProof): boolean {
  return (open ?? 0) + (money_wrong ?? 0) + nights_wrong === 0;
}

/** A line for each payment that is not as its bank has it, and for each booking that has too much of it or too little. */
function findWrongMoney(
  ledger: Ledger,
  bookings: readonly FoundBooking[],
  payments: readonly FoundPayment[],
): string[] {
  const settled = payments.filter(({ status, open_refunds }) => status !== 'PENDING' && open_refunds === 0);
  const unlikeBank = settled
    .filter((one) => !isAsInBank(one))
    .map(
      ({ payment_id, status, amount, refunded, charges, bank_taken, bank_returned }) =>
        `money: payment ${payment_id} is ${status}, ${amount} less ${refunded}; the bank took it ${charges} times, ${bank_taken} less ${bank_returned}`,
    );
  const byBooking = groupBy(payments, ({ booking_id }) => booking_id);
  const unfit = bookings.flatMap((booking) => {
    const own = byBooking.get(booking.booking_id) ?? [];
    if (own.length === 0 || own.some((one) => !settled.includes(one))) return [];
    const kept = own
      .filter(isTaken)
      .reduce((sum, one) => sum + toUnits(one.amount) - toUnits(one.refunded), 0);
    const due = dueOf(booking, ledger.get(booking.reference)?.guest?.rate_code, own);
    const { reference, booking_id, status } = booking;
    return kept === due
      ? []
      : [`money: booking ${booking_id} (${reference}) is ${status} and has ${kept} cents of ${due}`];
  });
  return [...unlikeBank, ...unfit];
}

/** What the hotel is to have of a booking that somebody began to pay for. */
function dueOf(
  { status, total_price }: FoundBooking,
  rate: RateCode | undefined,
  payments: readonly FoundPayment[],
): MinorUnits {
  const total = toUnits(total_price);
  if (status === 'CONFIRMED') return total;
  if (status !== 'CANCELLED' || rate === undefined || !payments.some(isTaken)) return 0;
  return Math.ceil((total * KEPT_PERCENT[rate]) / 100);
}

function isTaken({ status }: FoundPayment): boolean {
  return status !== 'PENDING' && status !== 'FAILED';
}

function isAsInBank(payment: FoundPayment): boolean {
  if (!isTaken(payment)) return payment.charges === 0;
  return (
    payment.charges === 1 &&
    toUnits(payment.amount) === toUnits(payment.bank_taken) &&
    toUnits(payment.refunded) === toUnits(payment.bank_returned)
  );
}

function toUnits(amount: string): MinorUnits {
  return parseAmount(amount, LOAD_CURRENCY);
}
