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

/** Rooms over the nights from check_in to check_out (exclusive). */
export interface StayState {
  readonly rooms: readonly { readonly room_id: string; readonly units: number }[];
  readonly check_in: string;
  readonly check_out: string;
}

interface Keyed {
  readonly partner_id: string;
  readonly key: string | null;
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
  | ({
      readonly kind: 'book';
      readonly reference: string | null;
      readonly hold: boolean;
      /** The card's token at the simulated bank; null where nothing is paid now. */
      readonly payment: string | null;
    } & Keyed &
      StayState)
  | ({ readonly kind: 'confirm'; readonly booking_id: string; readonly payment: string | null } & Keyed)
  | ({ readonly kind: 'modify'; readonly booking_id: string } & Keyed & StayState)
  | ({
      readonly kind: 'restate';
      readonly reference: string;
      readonly partner_revision: number;
      readonly action: 'new' | 'modify';
    } & Keyed &
      StayState)
  | ({ readonly kind: 'cancel'; readonly booking_id: string } & Keyed)
  | ({
      readonly kind: 'cancel_reference';
      readonly reference: string;
      readonly partner_revision: number | null;
    } & Keyed)
  | { readonly kind: 'hand_out' }
  | {
      readonly kind: 'decide';
      readonly verdicts: readonly { readonly revision_id: string; readonly accepted: boolean }[];
    }
  /** Work of the system's own: whatever is due is done, under no request's id. */
  | { readonly kind: 'sweep'; readonly of: 'holds' | 'payments' | 'webhook' };

export type RequestOf<K extends OperationRequest['kind']> = Extract<OperationRequest, { kind: K }>;

/** What the PMS was told of one revision. */
export interface Told extends StayState {
  readonly revision_id: string;
  readonly booking_id: string;
  readonly revision: number;
  readonly action: string;
}

export type OperationAnswer =
  | {
      readonly kind: 'ok';
      readonly booking_id: string | null;
      readonly text: string | null;
      readonly told?: readonly Told[];
    }
  /** The booking is there, what becomes of it is not known yet; never the last word. */
  | { readonly kind: 'pending'; readonly booking_id: string }
  /** `text` is set where the refusal is final for its key; otherwise it may be sent again. See mayHaveActed. */
  | { readonly kind: 'refused'; readonly code: string; readonly text: string | null }
  | { readonly kind: 'unknown' };

export type ViolationKind =
  | 'oversell'
  | 'arithmetic'
  | 'conservation'
  | 'capacity'
  | 'partial_stay'
  | 'unit_not_returned'
  | 'unit_returned_early'
  | 'lost_booking'
  | 'lost_cancellation'
  | 'lost_confirmation'
  | 'lost_modification'
  | 'phantom_booking'
  | 'two_bookings_one_intent'
  | 'answers_differ'
  | 'answer_not_stored'
  | 'bad_life'
  | 'dead_hold_confirmed'
  | 'hold_mismatch'
  | 'hold_told'
  | 'revision_order'
  | 'revisions_pending'
  | 'told_wrong'
  | 'charged_twice'
  | 'paid_for_nothing'
  | 'unpaid_booking'
  | 'books_differ'
  | 'card_token_kept'
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

/** Refusals that tell of a change: the booking has failed. */
const WITH_EFFECT: ReadonlySet<string> = new Set(['PAYMENT_DECLINED', 'HOLD_EXPIRED']);
/** Refusals after which a booking that is to be paid may already be there, and is gone on with by its key. */
const TEMPORARY: ReadonlySet<string> = new Set(['UNAVAILABLE', 'IN_PROGRESS', 'INTERNAL']);

/** False where the answer says that nothing happened. */
export function mayHaveActed({ request, answer }: Operation): boolean {
  if (answer.kind !== 'refused' || WITH_EFFECT.has(answer.code)) return true;
  const pays = (request.kind === 'book' || request.kind === 'confirm') && request.payment !== null;
  return pays && TEMPORARY.has(answer.code);
}

/** Two lines of one room type are as good as one. */
export function sameStay(a: StayState, b: StayState): boolean {
  return a.check_in === b.check_in && a.check_out === b.check_out && roomList(a) === roomList(b);
}

function roomList({ rooms }: StayState): string {
  return [...groupBy(rooms, (room) => room.room_id)]
    .map(([room_id, lines]) => `${room_id} x ${sum(lines.map((line) => line.units))}`)
    .sort()
    .join();
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
