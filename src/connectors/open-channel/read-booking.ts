import { createHash } from 'node:crypto';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import type { ReservationGuest } from '../../core/model/reservation.js';
import { withoutCardNumbers } from '../shared/without-card-numbers.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { readExtras, readRoom } from './booking-room.js';
import { bookingInput, roomInput, type BookingHead, type BookingRoom } from './booking-schema.js';
import { checkNights, earliest, latest } from './stay-nights.js';

const ACTIONS = { new: 'new', modified: 'modify', cancelled: 'cancel' } as const;

/** A booking of `new_booking`, `at` its JSON pointer. Null after adding a fault. */
export function readBooking(document: unknown, at: string, add: AddFault): IncomingReservation | null {
  const parsed = bookingInput.safeParse(document);
  if (!parsed.success) {
    addSchemaFaults(parsed.error, { document, at }, add);
    return null;
  }
  const booking = parsed.data;
  const { status, services, currency = null } = booking;
  const rooms = parseRooms(booking, at, add);
  if (rooms === null) return null;
  const action = ACTIONS[status];
  const reference = referenceOf({ ...booking, ...(rooms.length === 0 ? {} : { rooms }) });
  if (reference === null) {
    add(`${at}/reservation_id`, 'reservation_id is missing; send the number of the booking that is changed');
    return null;
  }
  const read = rooms.map((room, index) =>
    readRoom(room, { booking, index, at: `${at}/rooms/${index}`, cancelled: action === 'cancel' }, add),
  );
  const known = read.filter((room) => room !== null);
  if (action !== 'cancel' && read.length === 0)
    add(`${at}/rooms`, 'rooms is missing or empty; send each room, or cancel the booking');
  else if (action !== 'cancel' && known.length === read.length)
    checkNights(booking, { rooms: known, at }, add);
  return {
    action,
    reference,
    revision: null,
    message_id: null,
    status,
    hotel_code: booking.hotel_code,
    check_in: booking.arrival_date ?? earliest(known),
    check_out: booking.departure_date ?? latest(known),
    rooms: known,
    guest: readGuest(booking),
    total: null,
    currency,
    tax: null,
    extras: readExtras(
      (services ?? []).filter(({ room_index }) => room_index === undefined || room_index === null),
      currency,
    ),
    taxes: [],
    comments:
      booking.notes === undefined || booking.notes === null || booking.notes === ''
        ? []
        : [withoutCardNumbers(booking.notes)],
    had_card: hasCard(booking.guarantee),
    at,
  };
}

/** Null after adding a fault. */
function parseRooms({ rooms }: BookingHead, at: string, add: AddFault): BookingRoom[] | null {
  let found = false;
  const parsed = (rooms ?? []).flatMap((document, index) => {
    const room = roomInput.safeParse(document);
    if (room.success) return [room.data];
    found = true;
    addSchemaFaults(room.error, { document, at: `${at}/rooms/${index}` }, add);
    return [];
  });
  return found ? null : parsed;
}

/**
 * "reservation_id, optional for new": one that has none gets a number from its content, so that the same message delivered twice
 * is the same booking.
 */
function referenceOf({ reservation_id, status, ...content }: BookingHead): string | null {
  if (reservation_id !== undefined && reservation_id !== null && reservation_id !== '') return reservation_id;
  if (status !== 'new') return null;
  const { guarantee: _card, ...rest } = content;
  return `oc-${createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 24)}`;
}

function readGuest({ customer }: BookingHead): ReservationGuest | null {
  const { name, surname, mail, phone } = customer ?? {};
  if ((name ?? '') === '' && (surname ?? '') === '') return null;
  return {
    first_name: name ?? '',
    last_name: surname ?? '',
    ...(mail === undefined || mail === null || mail === '' ? {} : { email: mail }),
    ...(phone === undefined || phone === null || phone === '' ? {} : { phone }),
  };
}

function hasCard(guarantee: unknown): boolean {
  return typeof guarantee === 'object' && guarantee !== null && 'card_number' in guarantee;
}
