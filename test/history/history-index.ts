import { BookingStates, unitsOf } from './booking-states.js';
import type { Dumps, RevisionDump } from './dumps.js';
import { groupBy, isOf, sum, type Operation } from './history.js';

/** A revision that the PMS took, or may have taken: from the moment that its verdict was sent to us. */
export interface Verdict {
  readonly booking_id: string;
  readonly revision: number;
  readonly operation: Operation;
}

/** History and dumps, joined: who made which booking, what it was at each revision, who decided on it. */
export class HistoryIndex {
  readonly states: BookingStates;
  private readonly operations: ReadonlyMap<string, Operation>;
  private readonly verdictsOf: ReadonlyMap<string, readonly Verdict[]>;
  private readonly oversold: ReadonlySet<string>;
  private readonly rows: ReadonlyMap<string, readonly RevisionDump[]>;

  constructor(
    readonly history: readonly Operation[],
    dumps: Dumps,
  ) {
    this.states = new BookingStates(dumps);
    this.operations = new Map(history.map((operation) => [operation.id, operation]));
    this.verdictsOf = groupBy(acceptedVerdicts(history, dumps), (verdict) => verdict.booking_id);
    this.oversold = new Set(dumps.bookings.filter((row) => row.oversold === 1).map((row) => row.booking_id));
    this.rows = groupBy(dumps.reservation_revisions, (row) => row.booking_id);
  }

  operation(requestId: string | null): Operation | undefined {
    return this.operations.get(requestId ?? '');
  }

  /** The operation that made a booking: its first event carries its id. */
  maker(bookingId: string): Operation | undefined {
    return this.operation(this.states.of(bookingId)[0]?.request_id ?? null);
  }

  isOversold(bookingId: string): boolean {
    return this.oversold.has(bookingId);
  }

  /** Some PMS has it in its feed, or had: what it gives up may have to wait for that PMS. */
  wasInFeed(bookingId: string): boolean {
    return (this.rows.get(bookingId) ?? []).some((row) => row.state !== 'WITHDRAWN');
  }

  verdicts(bookingId: string): readonly Verdict[] {
    return this.verdictsOf.get(bookingId) ?? [];
  }

  /** The most units of a night that a PMS can have counted for a booking by verdicts sent before a moment. */
  countedUnits(bookingId: string, { night, before }: { night: string; before: number }): number {
    const known = this.verdicts(bookingId).filter(({ operation }) => operation.invoked < before);
    return Math.max(0, ...known.map(({ revision }) => unitsOf(this.states.at(bookingId, revision), night)));
  }

  /** Revisions that this operation acknowledged. */
  acknowledgedBy(operation: Operation): Verdict[] {
    return [...this.verdictsOf.values()].flat().filter((verdict) => verdict.operation === operation);
  }

  /** The most units of a night that its PMS may have counted off, and back on, by acknowledgements. */
  movedUnits(night: string): { acknowledged: number; returned: number } {
    const moved = [...this.verdictsOf].map(([id, verdicts]) => ({
      units: sum(verdicts.map(({ revision }) => unitsOf(this.states.at(id, revision), night))),
      returns: new Set(verdicts.map(({ revision }) => revision)).size > 1 || this.states.of(id).length > 1,
    }));
    const acknowledged = sum(moved.map(({ units }) => units));
    return { acknowledged, returned: sum(moved.map(({ units, returns }) => (returns ? units : 0))) };
  }
}

function acceptedVerdicts(history: readonly Operation[], dumps: Dumps): Verdict[] {
  const revisions = new Map(dumps.reservation_revisions.map((row) => [row.revision_id, row]));
  return history.flatMap((operation) => {
    if (!isOf(operation, 'decide') || operation.answer.kind === 'refused') return [];
    return operation.request.verdicts.flatMap(({ revision_id, accepted }): Verdict[] => {
      const row = revisions.get(revision_id);
      if (!accepted || row === undefined) return [];
      return [{ booking_id: row.booking_id, revision: row.revision, operation }];
    });
  });
}
