/** What clients did to the system and what it answered, in their own time. The checker knows nothing else of them. */
export interface Operation {
  /** The request id: events carry it, which ties a change to the operation that made it. */
  readonly id: string;
  /** Milliseconds since 1970 on the clients' own clock. */
  readonly invoked: number;
  /** Infinity where no answer came: it may take effect at any later time. */
  readonly returned: number;
  readonly request: OperationRequest;
  readonly answer: OperationAnswer;
}

export type OperationRequest =
  | {
      readonly kind: 'push';
      readonly room_id: string;
      /** Both inclusive. */
      readonly from: string;
      readonly to: string;
      readonly available: number;
      /** The sender's own clock, where the push carried it. */
      readonly sent_at: number | null;
    }
  | {
      readonly kind: 'book';
      readonly partner_id: string;
      readonly key: string | null;
      readonly reference: string | null;
      readonly rooms: readonly { readonly room_id: string; readonly units: number }[];
      readonly check_in: string;
      /** Exclusive. */
      readonly check_out: string;
    }
  | {
      readonly kind: 'cancel';
      readonly partner_id: string;
      readonly key: string | null;
      readonly booking_id: string;
    }
  | { readonly kind: 'hand_out' }
  | {
      readonly kind: 'decide';
      readonly verdicts: readonly { readonly revision_id: string; readonly accepted: boolean }[];
    };

export type RequestOf<K extends OperationRequest['kind']> = Extract<OperationRequest, { kind: K }>;

export type OperationAnswer =
  | { readonly kind: 'ok'; readonly booking_id: string | null; readonly text: string | null }
  /** `text` is set where the refusal is final for its key; otherwise nothing happened and it may be sent again. */
  | { readonly kind: 'refused'; readonly code: string; readonly text: string | null }
  | { readonly kind: 'unknown' };

export interface InventoryRow {
  readonly room_id: string;
  readonly date: string;
  readonly available_rooms: number;
  readonly pms_rooms: number;
  readonly unacked_rooms: number;
  readonly closed: number;
  readonly version: number;
}

export interface BookingRow {
  readonly booking_id: string;
  readonly partner_id: string;
  readonly partner_reference: string | null;
  readonly hotel_id: string;
  readonly status: string;
  readonly check_in_date: string;
  readonly check_out_date: string;
  readonly revision: number;
}

export interface BookingRoomRow {
  readonly booking_room_id: string;
  readonly booking_id: string;
  readonly room_id: string;
  readonly quantity: number;
}

export interface BookingNightRow {
  readonly booking_room_id: string;
  readonly booking_id: string;
  readonly room_id: string;
  readonly date: string;
  readonly quantity: number;
  readonly acked: number;
}

export interface RevisionDump {
  readonly revision_id: string;
  readonly booking_id: string;
  readonly revision: number;
  readonly action: string;
  readonly state: string;
}

export interface KeyRow {
  readonly partner_id: string;
  readonly operation: string;
  readonly idempotency_key: string;
  readonly status: number;
  readonly answer: string;
}

export interface EventRow {
  readonly outbox_id: string;
  readonly type: string;
  readonly subject: string;
  readonly version: number;
  readonly request_id: string | null;
  readonly data: unknown;
}

/** The tables when every client has ended. */
export interface Dumps {
  readonly room_inventory: readonly InventoryRow[];
  readonly bookings: readonly BookingRow[];
  readonly booking_rooms: readonly BookingRoomRow[];
  readonly booking_room_nights: readonly BookingNightRow[];
  readonly reservation_revisions: readonly RevisionDump[];
  readonly idempotency_keys: readonly KeyRow[];
  /** In the order in which consumers get them: the log, then what is still in the outbox. */
  readonly events: readonly EventRow[];
  /** What the product's own verification found in the same tables. */
  readonly discrepancies: readonly { readonly invariant: string; readonly finding: string }[];
}

export type ViolationKind =
  | 'oversell'
  | 'arithmetic'
  | 'conservation'
  | 'partial_stay'
  | 'lost_booking'
  | 'lost_cancellation'
  | 'phantom_booking'
  | 'two_bookings_one_intent'
  | 'answers_differ'
  | 'answer_not_stored'
  | 'event_missing'
  | 'event_twice'
  | 'event_order'
  | 'event_stale'
  | 'event_without_change'
  | 'unexplained_change'
  | 'real_time_order'
  | 'lost_push'
  | 'invariant';

export interface Violation {
  readonly kind: ViolationKind;
  readonly detail: string;
}

export function isOf<K extends OperationRequest['kind']>(
  operation: Operation | undefined,
  kind: K,
): operation is Operation & { readonly request: RequestOf<K> } {
  return operation?.request.kind === kind;
}

export function nightOf(row: { readonly room_id: string; readonly date: string }): string {
  return `${row.room_id}|${row.date}`;
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
