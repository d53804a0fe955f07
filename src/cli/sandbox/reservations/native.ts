import type { StoredBooking } from '../bookings.js';
import { statusVerdict, type OutgoingMessage, type ReservationWriter } from './reservation-writer.js';

/** Bellhop's own JSON: a booking is created, restated and cancelled under the channel's number. */
export const nativeReservations: ReservationWriter = {
  write(booking, { key }) {
    const { method, path, body, message } = requestOf(booking);
    return {
      method,
      path,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
      message,
    };
  },
  read(reply) {
    const unclear = statusVerdict(reply);
    if (unclear !== null) return unclear;
    const number = /"booking_id"\s*:\s*"([^"]+)"/.exec(reply.body)?.[1];
    return { kind: 'accepted', our_number: number ?? null };
  },
};

type Request = Pick<OutgoingMessage, 'method' | 'path' | 'message'> & { readonly body: object };

function requestOf(booking: StoredBooking): Request {
  const { action, reference, hotel_code, check_in, check_out, guest, revision, room_code, rate_code } =
    booking;
  const byReference = `/api/bookings/by-reference/${encodeURIComponent(reference)}`;
  if (action === 'cancel')
    return {
      method: 'POST',
      path: `${byReference}/cancel`,
      body: { hotel_id: hotel_code, partner_revision: revision },
      message: 'BookingCancel',
    };
  const line = {
    room_code,
    ...(rate_code === null ? {} : { rate_code }),
    quantity: 1,
    guests: booking.guests,
  };
  const stay = {
    hotel_id: hotel_code,
    checkin_date: check_in,
    checkout_date: check_out,
    lines: [line],
    ...(guest === null ? {} : { guest }),
  };
  // The same way for a new one: it may come twice and after what changed it, as with every channel.
  return {
    method: 'PUT',
    path: byReference,
    body: { ...stay, partner_revision: revision, action },
    message: 'BookingRestate',
  };
}
