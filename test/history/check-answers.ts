import {
  groupBy,
  isOf,
  sum,
  type BookingRow,
  type Dumps,
  type Operation,
  type Violation,
} from './history.js';

/** What clients were told against what is stored: nothing lost, nothing invented, one booking and one answer an intent. */
export function checkAnswers(history: readonly Operation[], dumps: Dumps): Violation[] {
  const maker = makers(history, dumps);
  return [
    ...checkPromises(history, dumps),
    ...checkPhantoms(dumps, maker),
    ...checkIntents(dumps, maker),
    ...checkReplays(history),
    ...checkStoredAnswers(history, dumps),
  ];
}

/** The operation that made each booking, by the request id of its event. */
function makers(history: readonly Operation[], dumps: Dumps): Map<string, Operation | undefined> {
  const byId = new Map(history.map((operation) => [operation.id, operation]));
  const confirmed = dumps.events.filter((event) => event.type === 'BookingConfirmed');
  return new Map(confirmed.map((event) => [event.subject, byId.get(event.request_id ?? '')]));
}

function checkPromises(history: readonly Operation[], dumps: Dumps): Violation[] {
  const stored = new Map(dumps.bookings.map((row) => [row.booking_id, row]));
  const rooms = groupBy(dumps.booking_rooms, (row) => row.booking_id);
  return history.flatMap((operation): Violation[] => {
    if (operation.answer.kind !== 'ok') return [];
    if (isOf(operation, 'cancel')) {
      const { booking_id } = operation.request;
      if (stored.get(booking_id)?.status === 'CANCELLED') return [];
      return [{ kind: 'lost_cancellation', detail: `${operation.id} cancelled booking ${booking_id}` }];
    }
    if (!isOf(operation, 'book')) return [];
    const bookingId = operation.answer.booking_id ?? '';
    const booking = stored.get(bookingId);
    const got = (rooms.get(bookingId) ?? []).map((room) => ({ room_id: room.room_id, units: room.quantity }));
    const kept =
      booking !== undefined &&
      booking.check_in_date === operation.request.check_in &&
      booking.check_out_date === operation.request.check_out &&
      roomList(operation.request.rooms) === roomList(got);
    return kept ? [] : [{ kind: 'lost_booking', detail: `${operation.id} was given booking ${bookingId}` }];
  });
}

/** Two lines of one room type are as good as one. */
function roomList(rooms: readonly { readonly room_id: string; readonly units: number }[]): string {
  return [...groupBy(rooms, (room) => room.room_id)]
    .map(([room_id, lines]) => `${room_id} x ${sum(lines.map((line) => line.units))}`)
    .sort()
    .join();
}

function checkPhantoms({ bookings }: Dumps, maker: ReadonlyMap<string, Operation | undefined>): Violation[] {
  return bookings.flatMap(({ booking_id }): Violation[] => {
    const operation = maker.get(booking_id);
    if (isOf(operation, 'book')) {
      const { answer } = operation;
      if (answer.kind === 'unknown' || (answer.kind === 'ok' && answer.booking_id === booking_id)) return [];
    }
    return [
      { kind: 'phantom_booking', detail: `booking ${booking_id}, made by ${operation?.id ?? 'nobody'}` },
    ];
  });
}

function checkIntents({ bookings }: Dumps, maker: ReadonlyMap<string, Operation | undefined>): Violation[] {
  const byKey = groupBy(bookings, (booking) => {
    const operation = maker.get(booking.booking_id);
    const key = isOf(operation, 'book') ? operation.request.key : null;
    return key === null ? '' : `key ${booking.partner_id} ${key}`;
  });
  const byReference = groupBy(bookings, ({ partner_id, hotel_id, partner_reference }: BookingRow) =>
    partner_reference === null ? '' : `reference ${partner_id} ${hotel_id} ${partner_reference}`,
  );
  return [...byKey, ...byReference]
    .filter(([intent, made]) => intent !== '' && made.length > 1)
    .map(([intent, made]) => ({
      kind: 'two_bookings_one_intent',
      detail: `${intent}: ${made.map((row) => row.booking_id).join(', ')}`,
    }));
}

/** The scope of an operation's key and the final answer it got, where it has both. */
function finalAnswer(operation: Operation): { scope: string; text: string; ok: boolean } | null {
  const { request, answer } = operation;
  if ((request.kind !== 'book' && request.kind !== 'cancel') || request.key === null) return null;
  if (answer.kind === 'unknown' || answer.text === null) return null;
  const scope = `${request.partner_id} booking.${request.kind === 'book' ? 'create' : 'cancel'} ${request.key}`;
  return { scope, text: answer.text, ok: answer.kind === 'ok' };
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
