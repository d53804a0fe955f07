import { element, type XmlElement } from '../../../connectors/shared/xml-writer.js';
import type { StoredBooking } from '../bookings.js';
import type { Waiting } from '../pull-queue.js';

const STATUS = { new: 'new', modify: 'modified', cancel: 'cancelled' } as const;

/** "B.XML": the bookings that wait, with prices as decimals. */
export function bxmlReservations(waiting: readonly Waiting[]): XmlElement {
  return element('reservations', {}, ...waiting.map(({ booking }) => reservation(booking)));
}

function reservation(booking: StoredBooking): XmlElement {
  const { action, reference, hotel_code, guest, amount, currency } = booking;
  return element(
    'reservation',
    {},
    element('id', {}, reference),
    element('status', {}, STATUS[action]),
    element('hotel_id', {}, hotel_code),
    element('currencycode', {}, currency ?? undefined),
    amount === null ? undefined : element('totalprice', {}, amount),
    element(
      'customer',
      {},
      element('first_name', {}, guest?.first_name),
      element('last_name', {}, guest?.last_name),
    ),
    action === 'cancel' ? undefined : room(booking),
  );
}

function room({
  room_code,
  rate_code,
  check_in,
  check_out,
  guests,
  nights,
  amount,
}: StoredBooking): XmlElement {
  return element(
    'room',
    {},
    element('id', {}, room_code ?? undefined),
    element('arrival_date', {}, check_in),
    element('departure_date', {}, check_out),
    element('numberofguests', {}, String(guests)),
    ...nights.map((night) =>
      element('price', { date: night.date, rate_id: rate_code ?? undefined }, night.amount),
    ),
    amount === null ? undefined : element('totalprice', {}, amount),
  );
}
