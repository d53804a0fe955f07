import type { IncomingRoom } from '../../core/model/incoming-reservation.js';
import { addDays, type LocalDate } from '../../core/model/local-date.js';
import type { AddFault } from '../shared/schema-faults.js';
import type { BookingHead } from './booking-schema.js';

/**
 * The days of the rooms are the stay that arrival_date and departure_date name: no night outside it, and none that no room has. A
 * room may come later or leave earlier than another ("Push Booking API": days are of the room). Adds a fault otherwise.
 */
export function checkNights(
  booking: BookingHead,
  { rooms, at }: { readonly rooms: readonly IncomingRoom[]; readonly at: string },
  add: AddFault,
): void {
  const { arrival_date, departure_date } = booking;
  const arrival = arrival_date ?? earliest(rooms);
  const departure = departure_date ?? latest(rooms);
  if (arrival === null || departure === null) return;
  if (departure <= arrival) {
    add(`${at}/departure_date`, `departure_date ${departure} is not after arrival_date ${arrival}`);
    return;
  }
  rooms.forEach(({ check_in, check_out }, index) => {
    const place = `${at}/rooms/${index}/days`;
    if (check_in < arrival) add(place, `days has the night ${check_in}, before arrival_date ${arrival}`);
    if (check_out > departure)
      add(place, `days has the night ${addDays(check_out, -1)}, but departure_date is ${departure}`);
  });
  const missing = firstMissing(rooms, { arrival, departure });
  if (missing === null) return;
  const place = rooms.length === 1 ? `${at}/rooms/0/days` : `${at}/rooms`;
  const stay = `arrival_date ${arrival}, departure_date ${departure}`;
  add(
    place,
    `No room has the night ${missing} of the stay (${stay}); send each night of each room in its days`,
  );
}

function firstMissing(
  rooms: readonly IncomingRoom[],
  { arrival, departure }: { readonly arrival: LocalDate; readonly departure: LocalDate },
): LocalDate | null {
  let night = arrival;
  while (night < departure) {
    const here = rooms.filter(({ check_in, check_out }) => check_in <= night && night < check_out);
    const until = latest(here);
    if (until === null) return night;
    night = until;
  }
  return null;
}

export function earliest(rooms: readonly IncomingRoom[]): LocalDate | null {
  return rooms.map(({ check_in }) => check_in).sort()[0] ?? null;
}

export function latest(rooms: readonly IncomingRoom[]): LocalDate | null {
  return (
    rooms
      .map(({ check_out }) => check_out)
      .sort()
      .at(-1) ?? null
  );
}
