import { nightsOf } from '../../src/core/model/local-date.js';
import { BookingStates, nightsOfStay, unitsOf } from './booking-states.js';
import type { BookingDump, BookingNightRow, Dumps, RevisionDump } from './dumps.js';
import { groupBy, nightOf, sum, type Violation } from './history.js';

/** What must hold of the final tables alone. Written apart from the product's own SQL, whose findings are added. */
export function checkTables(dumps: Dumps): Violation[] {
  return [
    ...checkArithmetic(dumps),
    ...checkConservation(dumps),
    ...checkStays(dumps),
    ...checkReturns(dumps),
    ...checkHolds(dumps),
    ...dumps.discrepancies.map(({ invariant, finding }): Violation => ({
      kind: 'invariant',
      detail: `${invariant}: ${finding}`,
    })),
  ];
}

function checkArithmetic({ room_inventory }: Dumps): Violation[] {
  return room_inventory
    .filter((row) => row.available_rooms !== Math.max(0, row.pms_rooms - row.unacked_rooms))
    .map((row) => ({
      kind: 'arithmetic',
      detail: `${nightOf(row)}: ${row.available_rooms} for sale of ${row.pms_rooms} less ${row.unacked_rooms}`,
    }));
}

/** Units that still wait for their PMS are those of the lots that are neither acknowledged nor back. */
function checkConservation(dumps: Dumps): Violation[] {
  const waiting = dumps.booking_room_nights.filter((lot) => lot.acked === 0 && lot.returned === 0);
  const units = groupBy(waiting, nightOf);
  return dumps.room_inventory.flatMap((row): Violation[] => {
    const expected = sum((units.get(nightOf(row)) ?? []).map((lot) => lot.quantity));
    if (row.unacked_rooms === expected) return [];
    return [
      {
        kind: 'conservation',
        detail: `${nightOf(row)}: ${row.unacked_rooms} units wait, bookings hold ${expected}`,
      },
    ];
  });
}

/** All nights of the last state, of what the events tell and of what the lines want; none of a room besides. */
function checkStays(dumps: Dumps): Violation[] {
  const states = new BookingStates(dumps);
  const lines = groupBy(dumps.booking_rooms, (row) => row.booking_id);
  const lots = groupBy(dumps.booking_room_nights, (row) => row.booking_id);
  return dumps.bookings.flatMap((booking) => {
    const present = (lines.get(booking.booking_id) ?? []).filter((line) => line.dropped_revision === null);
    const own = lots.get(booking.booking_id) ?? [];
    const whole =
      present.length > 0 &&
      present.every((line) => line.room_id === '0' || fills(line, { booking, lots: own })) &&
      isToldAsStored(states, { booking, lots: own });
    return whole ? [] : [{ kind: 'partial_stay' as const, detail: `booking ${booking.booking_id}` }];
  });
}

function fills(
  line: Dumps['booking_rooms'][number],
  { booking, lots }: { booking: BookingDump; lots: readonly BookingNightRow[] },
): boolean {
  const own = lots.filter((lot) => lot.booking_room_id === line.booking_room_id);
  const byDate = groupBy(own, (lot) => lot.date);
  const stay = nightsOf(booking.check_in_date, booking.check_out_date);
  return (
    [...byDate.keys()].sort().join() === stay.join() &&
    own.every((lot) => lot.room_id === line.room_id) &&
    [...byDate.values()].every((same) => sum(same.map((lot) => lot.quantity)) === line.quantity)
  );
}

const LIVING: ReadonlySet<string> = new Set(['PENDING', 'CONFIRMED']);

/** A booking that lives keeps exactly what its last event says; one that is over keeps nothing. */
function isToldAsStored(
  states: BookingStates,
  { booking, lots }: { booking: BookingDump; lots: readonly BookingNightRow[] },
): boolean {
  const kept = groupBy(
    lots.filter((lot) => lot.dropped_revision === null),
    nightOf,
  );
  if (!LIVING.has(booking.status)) return kept.size === 0;
  const last = states.of(booking.booking_id).at(-1);
  // A booking whose events are missing is told of elsewhere.
  if (last === undefined) return true;
  const wanted = new Set(nightsOfStay(last).filter((night) => !night.startsWith('0|')));
  return (
    [...wanted].sort().join() === [...kept.keys()].sort().join() &&
    [...kept].every(([night, same]) => sum(same.map((lot) => lot.quantity)) === unitsOf(last, night))
  );
}

/** What was given up is back exactly when no PMS has still to say so. */
function checkReturns(dumps: Dumps): Violation[] {
  const revisions = groupBy(dumps.reservation_revisions, (row) => row.booking_id);
  const modes = new Map(dumps.hotels.map((row) => [row.hotel_id, row.inventory_mode]));
  const bookings = new Map(dumps.bookings.map((row) => [row.booking_id, row]));
  return dumps.booking_room_nights.flatMap((lot): Violation[] => {
    const booking = bookings.get(lot.booking_id);
    const direct = modes.get(booking?.hotel_id ?? '') === 'direct';
    const wanted = mustBeBack(lot, revisions.get(lot.booking_id) ?? [], direct);
    if (wanted === (lot.returned === 1)) return [];
    const detail = `booking ${lot.booking_id}, ${nightOf(lot)}, of revision ${lot.revision}`;
    return [{ kind: wanted ? 'unit_not_returned' : 'unit_returned_early', detail }];
  });
}

function mustBeBack(lot: BookingNightRow, revisions: readonly RevisionDump[], direct: boolean): boolean {
  const dropped = lot.dropped_revision;
  if (dropped === null) return false;
  if (direct) return true;
  const told = revisions.some(
    ({ state, revision }) =>
      state !== 'PENDING' && state !== 'WITHDRAWN' && lot.revision <= revision && revision < dropped,
  );
  const acknowledged = revisions.some(
    ({ state, revision }) => state === 'ACKNOWLEDGED' && revision >= dropped,
  );
  return acknowledged || !told;
}

/** A hold is a booking that waits to be confirmed, and each has its time. */
function checkHolds({ bookings, booking_holds }: Dumps): Violation[] {
  const holds = new Set(booking_holds.map((row) => row.booking_id));
  const known = new Set(bookings.map((row) => row.booking_id));
  const strangers = [...holds].filter((id) => !known.has(id));
  const wrong = bookings.filter(
    ({ booking_id, status, expires_at }) =>
      holds.has(booking_id) !== (status === 'PENDING') || (status === 'CONFIRMED' && expires_at !== null),
  );
  return [...strangers, ...wrong.map((row) => row.booking_id)].map((id) => ({
    kind: 'hold_mismatch',
    detail: `booking ${id}`,
  }));
}
