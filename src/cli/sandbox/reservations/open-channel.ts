import type { StoredBooking } from '../bookings.js';
import { statusVerdict, type ReservationWriter } from './reservation-writer.js';

const STATUS = { new: 'new', modify: 'modified', cancel: 'cancelled' } as const;

/** "Open Channel": a booking in its whole state, with the price of each night. */
export const openChannelReservations: ReservationWriter = {
  write: (booking, { key }) => ({
    method: 'POST',
    path: '/ota/open-channel/channel_webhooks/open_channel/new_booking',
    headers: { 'content-type': 'application/json', 'api-key': key },
    body: JSON.stringify({ booking: documentOf(booking) }),
    message: 'new_booking',
  }),
  read(reply) {
    const unclear = statusVerdict(reply);
    if (unclear !== null) return unclear;
    const document = readObject(reply.body);
    if (document['success'] !== true)
      return { kind: 'refused', error: JSON.stringify(document).slice(0, 300) };
    const number = document['unique_id'];
    return { kind: 'accepted', our_number: typeof number === 'string' ? number : null };
  },
};

function documentOf(booking: StoredBooking) {
  const { action, reference, hotel_code, check_in, check_out, guests, guest, nights, currency } = booking;
  return {
    status: STATUS[action],
    provider_code: 'OpenChannel',
    hotel_code,
    reservation_id: reference,
    arrival_date: check_in,
    departure_date: check_out,
    currency,
    customer: guest === null ? null : { name: guest.first_name, surname: guest.last_name },
    rooms: [
      {
        index: 0,
        room_type_code: booking.room_code,
        rate_plan_code: booking.rate_code,
        occupancy: { adults: guests, children: 0, infants: 0 },
        days: nights.map(({ date, amount }) => ({ date, price: amount, rate_plan_code: booking.rate_code })),
      },
    ],
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
