import type { BookingView } from '../core/bookings/booking-record.js';
import type { CellValue } from './output/table.js';

/** "2x DBL/BAR, 1x SGL/BAR" */
export function describeRooms(booking: {
  readonly rooms: readonly Pick<BookingView['rooms'][number], 'quantity' | 'room_code' | 'rate_code'>[];
}): string {
  return booking.rooms.map((room) => `${room.quantity}x ${room.room_code}/${room.rate_code}`).join(', ');
}

/** A booking without personal data, as name and value pairs. */
export function bookingFacts(booking: BookingView): (readonly [name: string, value: CellValue])[] {
  return [
    ['booking', booking.booking_id],
    ['status', booking.status],
    ...(booking.expires_at === null ? [] : [['held until', booking.expires_at] as const]),
    ['revision', booking.revision],
    ['hotel', booking.hotel_code],
    ['arrival', booking.check_in_date],
    ['departure', booking.check_out_date],
    ['rooms', describeRooms(booking)],
    ['guests', booking.guests],
    ['total', `${booking.total_price} ${booking.currency}`],
    ['reference', booking.partner_reference],
    ['made', booking.created_at],
    ['changed', booking.updated_at],
  ];
}
