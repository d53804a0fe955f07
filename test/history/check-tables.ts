import { nightsOf } from '../../src/core/model/local-date.js';
import { groupBy, nightOf, sum, type Dumps, type Violation } from './history.js';

/** What must hold of the final tables alone. Written apart from the product's own SQL, whose findings are added. */
export function checkTables(dumps: Dumps): Violation[] {
  return [
    ...checkArithmetic(dumps),
    ...checkConservation(dumps),
    ...checkStays(dumps),
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

/** Units that still wait for their PMS: of living bookings, and of cancelled ones of which it knows but has not said so. */
function checkConservation(dumps: Dumps): Violation[] {
  const statusOf = new Map(dumps.bookings.map((row) => [row.booking_id, row.status]));
  const withPms = new Set(
    dumps.reservation_revisions
      .filter((row) => row.action === 'new' && ['HANDED_OUT', 'FAILED'].includes(row.state))
      .map((row) => row.booking_id),
  );
  const waiting = dumps.booking_room_nights.filter(
    (night) =>
      night.acked === 0 && (statusOf.get(night.booking_id) === 'CONFIRMED' || withPms.has(night.booking_id)),
  );
  const units = groupBy(waiting, nightOf);
  return dumps.room_inventory.flatMap((row): Violation[] => {
    const expected = sum((units.get(nightOf(row)) ?? []).map((night) => night.quantity));
    if (row.unacked_rooms === expected) return [];
    return [
      {
        kind: 'conservation',
        detail: `${nightOf(row)}: ${row.unacked_rooms} units wait, bookings hold ${expected}`,
      },
    ];
  });
}

function checkStays(dumps: Dumps): Violation[] {
  const rooms = groupBy(dumps.booking_rooms, (row) => row.booking_id);
  const nights = groupBy(dumps.booking_room_nights, (row) => row.booking_room_id);
  return dumps.bookings.flatMap((booking) => {
    const stay = nightsOf(booking.check_in_date, booking.check_out_date);
    const lines = rooms.get(booking.booking_id) ?? [];
    const whole =
      lines.length > 0 &&
      lines.every((line) => {
        const held = (nights.get(line.booking_room_id) ?? []).filter(
          (night) => night.quantity === line.quantity && night.room_id === line.room_id,
        );
        return held.map((night) => night.date).join() === stay.join();
      });
    return whole ? [] : [{ kind: 'partial_stay' as const, detail: `booking ${booking.booking_id}` }];
  });
}
