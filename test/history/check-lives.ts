import type { BookingState } from './booking-states.js';
import type { Dumps } from './dumps.js';
import { groupBy, isOf, type Operation, type Violation } from './history.js';
import type { HistoryIndex } from './history-index.js';

/** From nothing ('') and from each status, the events that may follow. FAILED comes back only by money that landed late. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  '': ['BookingCreated', 'BookingConfirmed'],
  PENDING: ['BookingConfirmed', 'BookingModified', 'BookingCancelled', 'BookingFailed'],
  CONFIRMED: ['BookingModified', 'BookingCancelled'],
  FAILED: ['BookingConfirmed'],
  CANCELLED: [],
};

export interface LifeOptions {
  /** How far apart the clocks of clients and gateways may be; Infinity where a clock jumps. */
  readonly skewMs: number;
}

/** Each booking lives one life that there is: held, confirmed from a hold that lives, changed, ended once. */
export function checkLives(index: HistoryIndex, dumps: Dumps, options: LifeOptions): Violation[] {
  const paid = new Set(
    dumps.payments
      .filter((row) => row.status !== 'PENDING' && row.status !== 'FAILED')
      .map((row) => row.booking_id),
  );
  return [
    ...index.states.bookings.flatMap((id) =>
      judgeLife(id, { states: index.states.of(id), paid: paid.has(id) }),
    ),
    ...checkDeadHolds(index, options),
    ...checkUnwanted(index),
  ];
}

function judgeLife(
  id: string,
  { states, paid }: { states: readonly BookingState[]; paid: boolean },
): Violation[] {
  return states.flatMap((state, place): Violation[] => {
    const before = states[place - 1];
    const allowed = NEXT[before?.status ?? '']?.includes(state.type) === true;
    const revived = before?.status === 'FAILED';
    const kept = state.type !== 'BookingModified' || state.status === before?.status;
    if (allowed && kept && (!revived || paid)) return [];
    return [
      { kind: 'bad_life', detail: `booking ${id}: ${state.type} after ${before?.status ?? 'nothing'}` },
    ];
  });
}

/** A client that was told until when its hold lives, and asks for confirmation later than that, is refused. */
function checkDeadHolds({ history, states }: HistoryIndex, { skewMs }: LifeOptions): Violation[] {
  const ends = new Map(
    history.flatMap(({ request, answer }) => {
      if (request.kind !== 'book' || !request.hold || answer.kind !== 'ok' || answer.text === null) return [];
      const { booking_id, expires_at } = JSON.parse(answer.text) as {
        booking_id: string;
        expires_at?: string;
      };
      return expires_at === undefined ? [] : [[booking_id, Date.parse(expires_at)] as const];
    }),
  );
  const confirmations = groupBy(
    history.filter((operation) => isOf(operation, 'confirm')),
    ({ request }) => (request.kind === 'confirm' ? request.booking_id : ''),
  );
  return [...confirmations].flatMap(([id, asked]): Violation[] => {
    const end = ends.get(id);
    const confirmed = states.of(id).some((state) => state.type === 'BookingConfirmed');
    const inTime = (operation: Operation) => operation.invoked <= (end ?? Infinity) + skewMs;
    // Money that landed may bring a booking back at any time.
    const paid = asked.some(({ request }) => request.kind === 'confirm' && request.payment !== null);
    if (!confirmed || paid || asked.some(inTime)) return [];
    return [{ kind: 'dead_hold_confirmed', detail: `booking ${id}, whose hold had ended` }];
  });
}

/** Confirmations, changes and cancellations are made by who asked for them. */
function checkUnwanted(index: HistoryIndex): Violation[] {
  return index.states.all.flatMap((state): Violation[] => {
    if (state.type !== 'BookingModified' && state.type !== 'BookingCancelled') return [];
    const by = index.operation(state.request_id);
    const kinds =
      state.type === 'BookingModified'
        ? ['modify', 'restate', 'book']
        : ['cancel', 'cancel_reference', 'restate'];
    if (by !== undefined && kinds.includes(by.request.kind) && by.answer.kind !== 'refused') return [];
    return [
      { kind: 'bad_life', detail: `${state.type} of booking ${state.booking_id} by ${by?.id ?? 'nobody'}` },
    ];
  });
}
