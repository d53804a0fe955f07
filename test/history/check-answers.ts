import type { Dumps } from './dumps.js';
import {
  groupBy,
  isOf,
  mayHaveActed,
  sameStay,
  type Operation,
  type OperationRequest,
  type StayState,
  type Violation,
} from './history.js';
import type { HistoryIndex } from './history-index.js';

/** What clients were told against what is stored: nothing lost, nothing invented, one booking and one answer an intent. */
export function checkAnswers(index: HistoryIndex, dumps: Dumps): Violation[] {
  return [
    ...index.history.flatMap((operation) => checkPromise(operation, { index, dumps })),
    ...checkPhantoms(index, dumps),
    ...checkIntents(index, dumps),
    ...checkReplays(index.history),
    ...checkStoredAnswers(index.history, dumps),
  ];
}

interface Joined {
  readonly index: HistoryIndex;
  readonly dumps: Dumps;
}

interface Answered {
  readonly booking_id: string | null;
  readonly status?: string;
  readonly revision?: number;
}

function checkPromise(operation: Operation, { index, dumps: { bookings } }: Joined): Violation[] {
  const { id, request, answer } = operation;
  if (answer.kind !== 'ok' && answer.kind !== 'pending') return [];
  const told = (answer.kind === 'ok' ? JSON.parse(answer.text ?? '{}') : {}) as Partial<Answered>;
  const booking = bookings.find((row) => row.booking_id === (answer.booking_id ?? ''));
  const lost = (kind: Violation['kind']): Violation[] => [
    { kind, detail: `${id} was given booking ${answer.booking_id ?? 'none'}` },
  ];
  switch (request.kind) {
    case 'book':
      return booking !== undefined && isAt(index, request, { booking_id: booking.booking_id, revision: 1 })
        ? []
        : lost('lost_booking');
    case 'confirm':
      return answer.kind === 'pending' || hasEvent(index, request.booking_id, 'BookingConfirmed')
        ? []
        : lost('lost_confirmation');
    case 'modify':
      return isAt(index, request, { ...told, booking_id: request.booking_id })
        ? []
        : lost('lost_modification');
    case 'restate':
      // A late word of what is cancelled, or of what has moved on, is answered with what is.
      return told.status === 'CANCELLED' || request.action === 'new' || isAt(index, request, told)
        ? []
        : lost('lost_modification');
    case 'cancel':
      return booking?.status === 'CANCELLED' || bookingOf(bookings, request)?.status === 'CANCELLED'
        ? []
        : lost('lost_cancellation');
    case 'cancel_reference':
      return answer.booking_id === null || booking?.status === 'CANCELLED' ? [] : lost('lost_cancellation');
    case 'push':
    case 'hand_out':
    case 'decide':
    case 'sweep':
      return [];
  }
}

function bookingOf(bookings: Dumps['bookings'], request: { readonly booking_id: string }) {
  return bookings.find((row) => row.booking_id === request.booking_id);
}

function isAt(index: HistoryIndex, wanted: StayState, { booking_id, revision }: Partial<Answered>): boolean {
  const state = index.states.at(booking_id ?? '', revision ?? 0);
  return state !== undefined && sameStay(state, wanted);
}

function hasEvent({ states }: HistoryIndex, bookingId: string, type: string): boolean {
  return states.of(bookingId).some((state) => state.type === type);
}

/** A booking is there because somebody asked for it, who was told so or may not have been told. */
function checkPhantoms(index: HistoryIndex, { bookings }: Dumps): Violation[] {
  return bookings.flatMap(({ booking_id }): Violation[] => {
    const operation = index.maker(booking_id);
    if (operation !== undefined && (isOf(operation, 'book') || isOf(operation, 'restate'))) {
      const { answer } = operation;
      const other = (answer.kind === 'ok' || answer.kind === 'pending') && answer.booking_id !== booking_id;
      if (mayHaveActed(operation) && !other) return [];
    }
    return [
      { kind: 'phantom_booking', detail: `booking ${booking_id}, made by ${operation?.id ?? 'nobody'}` },
    ];
  });
}

/** Failed and cancelled ones too: a key and a reference stand for one booking, whatever became of it. */
function checkIntents(index: HistoryIndex, { bookings }: Dumps): Violation[] {
  const byKey = groupBy(bookings, (booking) => {
    const operation = index.maker(booking.booking_id);
    const key = isOf(operation, 'book') ? operation.request.key : null;
    return key === null ? '' : `key ${booking.partner_id} ${key}`;
  });
  const byReference = groupBy(bookings, ({ partner_id, hotel_id, partner_reference }) =>
    partner_reference === null ? '' : `reference ${partner_id} ${hotel_id} ${partner_reference}`,
  );
  return [...byKey, ...byReference]
    .filter(([intent, made]) => intent !== '' && made.length > 1)
    .map(([intent, made]) => ({
      kind: 'two_bookings_one_intent',
      detail: `${intent}: ${made.map((row) => row.booking_id).join(', ')}`,
    }));
}

/** The name under which the product keeps the answers to keys. */
const KEPT_AS: Partial<Record<OperationRequest['kind'], string>> = {
  book: 'booking.create',
  confirm: 'booking.confirm',
  modify: 'booking.modify',
  restate: 'booking.modify',
  cancel: 'booking.cancel',
  cancel_reference: 'booking.cancel',
};

/** The scope of an operation's key and the final answer it got, where it has both. */
function finalAnswer({ request, answer }: Operation): { scope: string; text: string } | null {
  const name = KEPT_AS[request.kind];
  if (name === undefined || !('key' in request) || request.key === null) return null;
  if ((answer.kind !== 'ok' && answer.kind !== 'refused') || answer.text === null) return null;
  return { scope: `${request.partner_id} ${name} ${request.key}`, text: answer.text };
}

function checkReplays(history: readonly Operation[]): Violation[] {
  const answers = history.flatMap((operation) => finalAnswer(operation) ?? []);
  return [...groupBy(answers, (answer) => answer.scope)]
    .filter(([, given]) => new Set(given.map((answer) => answer.text)).size > 1)
    .map(([scope, given]) => ({
      kind: 'answers_differ',
      detail: `${scope}: ${given.map((a) => a.text).join(' / ')}`,
    }));
}

function checkStoredAnswers(history: readonly Operation[], { idempotency_keys }: Dumps): Violation[] {
  const stored = new Map(
    idempotency_keys.map((row) => [`${row.partner_id} ${row.operation} ${row.idempotency_key}`, row.answer]),
  );
  return history.flatMap((operation): Violation[] => {
    const given = finalAnswer(operation);
    if (given === null || stored.get(given.scope) === given.text) return [];
    return [{ kind: 'answer_not_stored', detail: `${operation.id}, ${given.scope}` }];
  });
}
