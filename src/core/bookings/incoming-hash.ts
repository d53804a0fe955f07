import { createHash } from 'node:crypto';
import type { IncomingReservation, IncomingRoom } from '../model/incoming-reservation.js';

/**
 * What a reservation says, as one number: equal for every delivery of the same state, whatever the message around it is
 * called or numbered. It tells a re-delivery from a change where the contract has no revisions ("Traps", 6).
 */
export function hashOf(reservation: IncomingReservation): string {
  const { reference, hotel_code, check_in, check_out, guest, total, currency, tax, comments } = reservation;
  const content = [
    ...[reference, hotel_code, check_in, check_out, total, currency, tax, comments],
    guest === null ? null : [guest.first_name, guest.last_name, guest.email ?? null, guest.phone ?? null],
    reservation.rooms.map(roomContent),
    extrasContent(reservation),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function roomContent(room: IncomingRoom): unknown {
  const { room_code, rate_code, check_in, check_out, total, reference } = room;
  return [
    ...[room_code, rate_code, check_in, check_out, total, reference],
    room.guests.map(({ age_band, count, age }) => [age_band, count, age]),
    room.nights.map(({ date, amount, currency }) => [date, amount, currency]),
    extrasContent(room),
    // Nothing where it was not said: what was hashed before it was read stays the same.
    ...(room.meal_plan === undefined ? [] : [room.meal_plan]),
  ];
}

function extrasContent({ extras, taxes }: Pick<IncomingRoom, 'extras' | 'taxes'>): unknown {
  return [
    extras.map(({ code, name, quantity, amount, currency }) => [code, name, quantity, amount, currency]),
    taxes.map(({ code, name, amount, percent, included }) => [code, name, amount, percent, included]),
  ];
}
