import { groupBy, isOf, nightOf, sum, type Dumps, type Operation } from './history.js';

/** The time from which the PMS may have known of something: when the verdict on it was sent to us. */
export interface Verdict {
  readonly booking_id: string;
  readonly action: string;
  readonly operation: Operation;
}

/** History and dumps, joined: who made which booking, how many units of it each night holds, who decided on it. */
export class HistoryIndex {
  private readonly operations: ReadonlyMap<string, Operation>;
  private readonly bookingOf: ReadonlyMap<string, string>;
  private readonly held: ReadonlyMap<string, number>;
  private readonly verdictsOf: ReadonlyMap<string, readonly Verdict[]>;

  constructor(history: readonly Operation[], dumps: Dumps) {
    this.operations = new Map(history.map((operation) => [operation.id, operation]));
    const confirmed = dumps.events.filter((event) => event.type === 'BookingConfirmed');
    this.bookingOf = new Map(confirmed.map((event) => [event.request_id ?? '', event.subject]));
    const nights = groupBy(dumps.booking_room_nights, (night) => `${night.booking_id} ${nightOf(night)}`);
    this.held = new Map([...nights].map(([key, rows]) => [key, sum(rows.map((row) => row.quantity))]));
    this.verdictsOf = groupBy(acceptedVerdicts(history, dumps), (verdict) => verdict.booking_id);
  }

  operation(requestId: string | null): Operation | undefined {
    return this.operations.get(requestId ?? '');
  }

  /** The booking that an operation made. */
  madeBy(operation: Operation): string {
    return this.bookingOf.get(operation.id) ?? '';
  }

  units(bookingId: string, night: string): number {
    return this.held.get(`${bookingId} ${night}`) ?? 0;
  }

  /** Verdicts by which the PMS took a revision of this booking, or may have. */
  verdicts(bookingId: string): readonly Verdict[] {
    return this.verdictsOf.get(bookingId) ?? [];
  }

  /** Bookings whose cancellation this operation acknowledged. */
  returnedBy(operation: Operation): string[] {
    return [...this.verdictsOf.values()]
      .flat()
      .filter((verdict) => verdict.operation === operation && verdict.action === 'cancel')
      .map((verdict) => verdict.booking_id);
  }
}

function acceptedVerdicts(history: readonly Operation[], dumps: Dumps): Verdict[] {
  const revisions = new Map(dumps.reservation_revisions.map((row) => [row.revision_id, row]));
  return history.flatMap((operation) => {
    if (!isOf(operation, 'decide') || operation.answer.kind === 'refused') return [];
    return operation.request.verdicts.flatMap(({ revision_id, accepted }): Verdict[] => {
      const revision = revisions.get(revision_id);
      if (!accepted || revision === undefined) return [];
      return [{ booking_id: revision.booking_id, action: revision.action, operation }];
    });
  });
}
