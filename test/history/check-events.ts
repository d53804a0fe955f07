import { groupBy, nightOf, type Dumps, type EventRow, type Violation } from './history.js';
import { nightEvents, type NightEvent } from './night-events.js';

/** An event exists exactly when its change was committed, once, and in the order of the changes (law 6). */
export function checkEvents(dumps: Dumps): Violation[] {
  return [...checkDelivery(dumps), ...checkBookingEvents(dumps), ...checkNightEvents(dumps)];
}

function checkDelivery({ events }: Dumps): Violation[] {
  return [...groupBy(events, (event) => event.outbox_id)]
    .filter(([, copies]) => copies.length > 1)
    .map(([id]) => ({ kind: 'event_twice', detail: `outbox_id ${id}` }));
}

function checkBookingEvents({ bookings, events }: Dumps): Violation[] {
  const told = groupBy(
    events.filter((event) => event.type === 'BookingConfirmed' || event.type === 'BookingCancelled'),
    (event) => event.subject,
  );
  const found = bookings.flatMap(({ booking_id, status, revision }) => {
    const own = told.get(booking_id) ?? [];
    const wanted = status === 'CANCELLED' ? ['BookingConfirmed', 'BookingCancelled'] : ['BookingConfirmed'];
    told.delete(booking_id);
    return judge(own, wanted, { booking_id, revision });
  });
  const strangers = [...told.keys()].map((id): Violation => ({
    kind: 'event_without_change',
    detail: `booking ${id} is not stored`,
  }));
  return [...found, ...strangers];
}

function judge(
  own: readonly EventRow[],
  wanted: readonly string[],
  booking: { booking_id: string; revision: number },
): Violation[] {
  const detail = `booking ${booking.booking_id}: ${own.map((event) => event.type).join(', ') || 'no event'}`;
  const count = (type: string) => own.filter((event) => event.type === type).length;
  const violations: Violation[] = [];
  if (wanted.some((type) => count(type) === 0)) violations.push({ kind: 'event_missing', detail });
  if (wanted.some((type) => count(type) > 1)) violations.push({ kind: 'event_twice', detail });
  if (own.some((event) => !wanted.includes(event.type)))
    violations.push({ kind: 'event_without_change', detail });
  if (violations.length > 0) return violations;
  if (own.map((event) => event.type).join() !== wanted.join()) return [{ kind: 'event_order', detail }];
  const last = own.at(-1);
  return last?.version === booking.revision ? [] : [{ kind: 'event_stale', detail }];
}

function checkNightEvents(dumps: Dumps): Violation[] {
  const changes = nightEvents(dumps);
  const found = dumps.room_inventory.flatMap((cell) => {
    const own = changes.get(nightOf(cell)) ?? [];
    changes.delete(nightOf(cell));
    const order = judgeVersions(nightOf(cell), own, cell.version);
    if (order.length > 0) return order;
    const last = own.at(-1);
    const same = last?.available_rooms === cell.available_rooms && last.closed === (cell.closed === 1);
    return same
      ? []
      : [{ kind: 'event_stale' as const, detail: `${nightOf(cell)}: its last event tells another state` }];
  });
  const strangers = [...changes.keys()].map((night): Violation => ({
    kind: 'event_without_change',
    detail: `${night} is not stored`,
  }));
  return [...found, ...strangers];
}

/** Versions 1, 2, ... up to the stored one, each once and in this order. */
function judgeVersions(night: string, own: readonly NightEvent[], stored: number): Violation[] {
  const versions = own.map((event) => event.version);
  const detail = `${night}: events ${versions.join(' ')}, stored version ${stored}`;
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
