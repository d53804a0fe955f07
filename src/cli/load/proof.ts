import { groupBy } from './group-by.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import { proveSaga, sagaHolds, type FoundSaga, type SagaProof } from './saga-proof.js';

/** A booking of this run as it was found afterwards. */
export interface FoundBooking {
  readonly reference: string;
  readonly booking_id: string;
  readonly status: string;
  readonly check_out: string;
  /** Decimal text. */
  readonly total_price: string;
  /** A hold whose time is not over, after as long a wait as there is. */
  readonly held: boolean;
}

export interface Found {
  /** Where it was looked: the tables, or booking by booking over HTTP. */
  readonly in: 'stores' | 'gateway';
  readonly bookings: readonly FoundBooking[];
  /** Rooms sold by this run, by nightKey. */
  readonly nights: ReadonlyMap<string, number>;
  /** Invariants of the tables that do not hold; null where the tables were out of reach. */
  readonly invariants: readonly string[] | null;
  /** Of `booking-saga`. */
  readonly saga?: FoundSaga;
}

/** What a load proves besides its times: that nothing was sold twice and nothing was lost. */
export interface Proof {
  readonly checked: Found['in'];
  /** Requests answered 201. */
  readonly booked: number;
  /** Of them not there afterwards as they were answered: another number, another end, another stay. */
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
  /** Of `booking-saga` alone. */
  readonly saga?: SagaProof | undefined;
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
  const byReference = groupBy(found.bookings, ({ reference }) => reference);
  const entries = [...ledger.entries()];
  const inState = (state: string) => entries.filter((entry) => entry.state === state);
  const lost = inState('booked').filter(
    (entry) => !(byReference.get(entry.reference) ?? []).some((booking) => isAsAnswered(entry, booking)),
  );
  const doubled = [...byReference].filter(([, bookings]) => bookings.length > 1);
  const phantom = [...byReference.keys()].filter((reference) => {
    const state = ledger.get(reference)?.state;
    return state === undefined || state === 'refused';
  });
  const oversold = [...found.nights].filter(([, units]) => units > onSale);
  findings.push(
    ...lost.map((entry) => describeLost(entry, byReference.get(entry.reference) ?? [])),
    ...doubled.map(([reference, bookings]) => `doubled: ${reference} is ${bookings.length} bookings`),
    ...phantom.map((reference) => `phantom: ${reference} was not booked, and is there`),
    ...oversold.map(([night, units]) => `oversold: ${night} was sold ${units} times, of ${onSale}`),
    ...(found.invariants ?? []).map((finding) => `invariant: ${finding}`),
  );
  const unknown = inState('unknown');
  const saga = found.saga === undefined ? null : proveSaga(ledger, found, { ...found.saga, onSale });
  findings.push(...(saga?.findings ?? []));
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
    ...(saga === null ? {} : { saga: saga.proof }),
    findings: someOfEach(findings),
  };
}

/** Of each kind of finding as many as of the others, where there are too many. */
function someOfEach(findings: readonly string[]): string[] {
  const kinds = [...groupBy(findings, (finding) => finding.split(':', 1).join()).values()];
  const shown = kinds.map((): string[] => []);
  for (let left = Math.min(SHOWN, findings.length), turn = 0; left > 0; turn += 1) {
    const place = turn % kinds.length;
    const next = kinds[place]?.shift();
    if (next === undefined) continue;
    shown[place]?.push(next);
    left -= 1;
  }
  return shown.flat();
}

export function holds(proof: Proof): boolean {
  const { lost, doubled, phantom, oversold, invariants_broken, saga } = proof;
  const broken = lost + doubled + phantom + oversold + (invariants_broken ?? 0);
  return broken === 0 && (saga === undefined || sagaHolds(saga));
}

function isAsAnswered(
  { booking_id, standing: { statuses, check_outs } }: LedgerEntry,
  { status, held, ...found }: FoundBooking,
): boolean {
  // A hold that is not over yet may still come to whatever its guest was answered.
  const ended = statuses.some((known) => known === status) || (held && statuses.includes('FAILED'));
  return found.booking_id === booking_id && ended && check_outs.includes(found.check_out);
}

function describeLost(
  { reference, booking_id, standing: { statuses, check_outs } }: LedgerEntry,
  found: readonly FoundBooking[],
): string {
  const answered = `${statuses.join(' or ')} until ${check_outs.join(' or ')}`;
  const there = found.map(({ booking_id: id, status, check_out }) => `${id} ${status} until ${check_out}`);
  const are = there.length === 0 ? 'it is not there' : `there is ${there.join(', ')}`;
  return `lost: ${reference} was answered as booking ${booking_id}, ${answered}; ${are}`;
}
