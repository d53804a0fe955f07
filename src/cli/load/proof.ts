import type { Ledger } from './ledger.js';

/** A booking of this run as it was found afterwards. */
export interface FoundBooking {
  readonly reference: string;
  readonly booking_id: string;
  readonly status: string;
}

export interface Found {
  /** Where it was looked: the tables, or booking by booking over HTTP. */
  readonly in: 'stores' | 'gateway';
  readonly bookings: readonly FoundBooking[];
  /** Rooms sold by this run, by nightKey. */
  readonly nights: ReadonlyMap<string, number>;
  /** Invariants of the tables that do not hold; null where the tables were out of reach. */
  readonly invariants: readonly string[] | null;
}

/** What a load proves besides its times: that nothing was sold twice and nothing was lost. */
export interface Proof {
  readonly checked: Found['in'];
  /** Requests answered 201. */
  readonly booked: number;
  /** Of them not there afterwards, or there as something else. */
  readonly lost: number;
  /** There more than once for one request. */
  readonly doubled: number;
  /** There although the request was refused, or never sent. */
  readonly phantom: number;
  /** Requests without an answer that says what came of them, and how many of them did book. */
  readonly unanswered: number;
  readonly unanswered_booked: number;
  /** Rooms sold beyond those that were on sale, summed over nights. */
  readonly oversold: number;
  readonly invariants_broken: number | null;
  /** What is wrong, in words; at most 20. */
  readonly findings: readonly string[];
}

const SHOWN = 20;

/**
 * Compares the client's account with what is there.
 * @param onSale rooms of one night of a room type, the same for all of them
 */
export function prove(ledger: Ledger, found: Found, onSale: number): Proof {
  const findings: string[] = [];
  const byReference = groupByReference(found.bookings);
  const entries = [...ledger.entries()];
  const inState = (state: string) => entries.filter((entry) => entry.state === state);
  const lost = inState('booked').filter(
    ({ reference, booking_id }) =>
      !(byReference.get(reference) ?? []).some(
        (booking) => booking.booking_id === booking_id && booking.status === 'CONFIRMED',
      ),
  );
  const doubled = [...byReference].filter(([, bookings]) => bookings.length > 1);
  const phantom = [...byReference.keys()].filter((reference) => {
    const state = ledger.get(reference)?.state;
    return state === undefined || state === 'refused';
  });
  const oversold = [...found.nights].filter(([, units]) => units > onSale);
  findings.push(
    ...lost.map(({ reference, booking_id }) => `lost: ${reference} was answered as booking ${booking_id}`),
    ...doubled.map(([reference, bookings]) => `doubled: ${reference} is ${bookings.length} bookings`),
    ...phantom.map((reference) => `phantom: ${reference} was not booked, and is there`),
    ...oversold.map(([night, units]) => `oversold: ${night} was sold ${units} times, of ${onSale}`),
    ...(found.invariants ?? []).map((finding) => `invariant: ${finding}`),
  );
  const unknown = inState('unknown');
  return {
    checked: found.in,
    booked: inState('booked').length,
    lost: lost.length,
    doubled: doubled.length,
    phantom: phantom.length,
    unanswered: unknown.length,
    unanswered_booked: unknown.filter(({ reference }) => byReference.has(reference)).length,
    oversold: oversold.reduce((sum, [, units]) => sum + units - onSale, 0),
    invariants_broken: found.invariants?.length ?? null,
    findings: findings.slice(0, SHOWN),
  };
}

export function holds(proof: Proof): boolean {
  const { lost, doubled, phantom, oversold, invariants_broken } = proof;
  return lost + doubled + phantom + oversold + (invariants_broken ?? 0) === 0;
}

function groupByReference(bookings: readonly FoundBooking[]): Map<string, FoundBooking[]> {
  const groups = new Map<string, FoundBooking[]>();
  for (const booking of bookings) {
    const group = groups.get(booking.reference);
    if (group === undefined) groups.set(booking.reference, [booking]);
    else group.push(booking);
  }
  return groups;
}
