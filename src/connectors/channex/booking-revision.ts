import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessageFault } from '../../core/model/connector.js';
import type { IncomingReservation } from '../../core/model/incoming-reservation.js';
import type { ReservationGuest } from '../../core/model/reservation.js';
import { readRoom, readServices } from './booking-room.js';
import { dateOf, decimalOf, listOf, objectOf, textOf, type JsonObject } from './json-parts.js';

const ACTIONS: Readonly<Record<string, IncomingReservation['action']>> = {
  new: 'new',
  modified: 'modify',
  cancelled: 'cancel',
};
const MAX_FAULTS = 20;
/** Then the event loop gets its turn. */
const AT_ONCE = 64;

export interface ReadRevisions {
  readonly reservations: readonly IncomingReservation[];
  readonly faults: readonly MessageFault[];
}

/**
 * Revisions of the feed, one revision, or bookings, which are their last revision ("Channex, booking revision").
 * @returns null where the data are something else.
 */
export async function readRevisions(
  items: readonly unknown[],
  isList: boolean,
): Promise<ReadRevisions | null> {
  if (items.length === 0 || !items.every(isRevision)) return null;
  const reservations: IncomingReservation[] = [];
  const faults: MessageFault[] = [];
  for (const [index, item] of items.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
    const at = isList ? `/data/${index}` : '/data';
    const read = readRevision(objectOf(item), at);
    if ('action' in read) reservations.push(read);
    else if (faults.length < MAX_FAULTS) faults.push(read);
  }
  return { reservations, faults };
}

function isRevision(item: unknown): boolean {
  const { type, attributes } = objectOf(item);
  if (type === 'booking_revision' || type === 'booking') return true;
  const { arrival_date, status, unique_id, booking_id } = objectOf(attributes);
  return arrival_date !== undefined && status !== undefined && (unique_id ?? booking_id) !== undefined;
}

function readRevision(item: JsonObject, at: string): IncomingReservation | MessageFault {
  const booking = objectOf(item.attributes);
  const status = textOf(booking.status) ?? '';
  const action = ACTIONS[status];
  // unique_id is the channel's code and number, which no other channel behind Channex has.
  const reference =
    textOf(booking.unique_id) ?? textOf(booking.ota_reservation_code) ?? textOf(booking.booking_id);
  const check_in = dateOf(booking.arrival_date);
  const check_out = dateOf(booking.departure_date);
  if (action === undefined)
    return wrong(
      `${at}/attributes/status`,
      `status "${status.slice(0, 40)}" is not new, modified or cancelled`,
    );
  if (reference === null)
    return wrong(`${at}/attributes/unique_id`, 'unique_id is missing; it is the number of the booking');
  const dated = check_in !== null && check_out !== null && check_in < check_out;
  if (!dated && action !== 'cancel')
    return wrong(
      `${at}/attributes/arrival_date`,
      'arrival_date and departure_date are not a stay; send both as YYYY-MM-DD, at least one night apart',
    );
  const currency = textOf(booking.currency);
  const frame = dated ? { check_in, check_out, currency } : null;
  return {
    action,
    reference,
    revision: millisecondsOf(booking.inserted_at),
    message_id:
      item.type === 'booking' ? textOf(booking.revision_id) : (textOf(booking.id) ?? textOf(item.id)),
    status,
    hotel_code: textOf(booking.property_id),
    check_in,
    check_out,
    rooms: frame === null ? [] : listOf(booking.rooms).map((room) => readRoom(room, frame)),
    guest: readCustomer(booking.customer),
    total: decimalOf(booking.amount),
    currency,
    tax: null,
    extras: readServices(booking.services, currency),
    taxes: [],
    comments: [textOf(booking.notes)].filter((note) => note !== null),
    had_card: textOf(objectOf(booking.guarantee).card_number) !== null,
    at,
  };
}

function wrong(pointer: string, message: string): MessageFault {
  return { pointer, code: 'VALIDATION', message };
}

function readCustomer(value: unknown): ReservationGuest | null {
  const { name, surname, mail, phone } = objectOf(value);
  const first_name = textOf(name);
  const last_name = textOf(surname);
  if (first_name === null && last_name === null) return null;
  const email = textOf(mail);
  const telephone = textOf(phone);
  return {
    first_name: first_name ?? '',
    last_name: last_name ?? '',
    ...(email === null ? {} : { email }),
    ...(telephone === null ? {} : { phone: telephone }),
  };
}

/** `inserted_at` is UTC, with or without a zone and down to microseconds: it orders the revisions of one booking. */
function millisecondsOf(value: unknown): number | null {
  const [, date, time, fraction = ''] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(?:Z|\+00:00)?$/.exec(textOf(value) ?? '') ?? [];
  if (date === undefined || time === undefined) return null;
  const ms = Date.parse(`${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  return Number.isNaN(ms) ? null : ms;
}
