import type { BookingState } from './booking-states.js';
import type { BookingDump, Dumps } from './dumps.js';
import { groupBy, nightOf, type Violation } from './history.js';
import type { HistoryIndex } from './history-index.js';
import { nightEvents, type NightEvent } from './night-events.js';

/** An event exists exactly when its change was committed, once, and in the order of the changes (law 6). */
export function checkEvents(index: HistoryIndex, dumps: Dumps): Violation[] {
  return [...checkDelivery(dumps), ...checkBookingEvents(index, dumps), ...checkNightEvents(dumps)];
}

function checkDelivery({ events }: Dumps): Violation[] {
  return [...groupBy(events, (event) => event.outbox_id)]
    .filter(([, copies]) => copies.length > 1)
    .map(([id]) => ({ kind: 'event_twice', detail: `outbox_id ${id}` }));
}

function checkBookingEvents({ states }: HistoryIndex, { bookings }: Dumps): Violation[] {
  const told = groupBy(states.all, (state) => state.booking_id);
  const found = bookings.flatMap((booking) => {
    const own = told.get(booking.booking_id) ?? [];
    told.delete(booking.booking_id);
    return judge(own, booking);
  });
  const strangers = [...told.keys()].map((id): Violation => ({
    kind: 'event_without_change',
    detail: `booking ${id} is not stored`,
  }));
  return [...found, ...strangers];
}

const STATUS_OF: Readonly<Record<string, readonly string[]>> = {
  BookingCreated: ['PENDING'],
  BookingConfirmed: ['CONFIRMED'],
  BookingModified: ['PENDING', 'CONFIRMED'],
  BookingCancelled: ['CANCELLED'],
  BookingFailed: ['FAILED'],
};

function judge(own: readonly BookingState[], booking: BookingDump): Violation[] {
  const life = own.map((state) => `${state.type} ${state.revision}`).join(', ');
  const detail = `booking ${booking.booking_id}, ${booking.status} ${booking.revision}: ${life || 'no event'}`;
  const order = judgeVersions(
    detail,
    own.map((state) => state.revision),
    booking.revision,
  );
  if (own.some((state) => STATUS_OF[state.type]?.includes(state.status) !== true))
    order.push({ kind: 'event_stale', detail: `${detail}: an event tells another status than its type` });
  if (order.length > 0) return order;
  const last = own.at(-1);
  const same =
    last?.status === booking.status &&
    last.check_in === booking.check_in_date &&
    last.check_out === booking.check_out_date;
  return same ? [] : [{ kind: 'event_stale', detail }];
}

function checkNightEvents(dumps: Dumps): Violation[] {
  const changes = nightEvents(dumps);
  const found = dumps.room_inventory.flatMap((cell): Violation[] => {
    const own = changes.get(nightOf(cell)) ?? [];
    changes.delete(nightOf(cell));
    const detail = `${nightOf(cell)}: events ${versionsOf(own).join(' ')}, stored version ${cell.version}`;
    const order = judgeVersions(detail, versionsOf(own), cell.version);
    if (order.length > 0) return order;
    const last = own.at(-1);
    const same = last?.available_rooms === cell.available_rooms && last.closed === (cell.closed === 1);
    return same
      ? []
      : [{ kind: 'event_stale', detail: `${nightOf(cell)}: its last event tells another state` }];
  });
  const strangers = [...changes.keys()].map((night): Violation => ({
    kind: 'event_without_change',
    detail: `${night} is not stored`,
  }));
  return [...found, ...strangers];
}

const versionsOf = (events: readonly NightEvent[]): number[] => events.map((event) => event.version);

/** Versions 1, 2, ... up to the stored one, each once and in this order. */
function judgeVersions(detail: string, versions: readonly number[], stored: number): Violation[] {
  const known = new Set(versions);
  const violations: Violation[] = [];
  if (Array.from({ length: stored }, (_, i) => i + 1).some((version) => !known.has(version))) {
    violations.push({ kind: 'event_missing', detail });
  }
  if (known.size < versions.length) violations.push({ kind: 'event_twice', detail });
  if (versions.some((version) => version > stored)) violations.push({ kind: 'event_without_change', detail });
  if (versions.some((version, i) => version < (versions[i - 1] ?? 0)))
    violations.push({ kind: 'event_order', detail });
  return violations;
}
