import type { BookingView } from '../core/bookings/booking-record.js';
import type { CellValue } from './output/table.js';

type Room = Pick<BookingView['rooms'][number], 'quantity' | 'room_code' | 'rate_code' | 'unmapped'>;

/** "2x DBL/BAR, 1x SGL/BAR, 1x SUITE (unmapped)/BAR" */
export function describeRooms(booking: { readonly rooms: readonly Room[] }): string {
  return booking.rooms
    .map((room) => `${room.quantity}x ${codeOf(room, 'room')}/${codeOf(room, 'rate')}`)
    .join(', ');
}

/** The code of a line's room or rate plan, and that nobody has mapped it where that is so. */
export function codeOf({ room_code, rate_code, unmapped = [] }: Room, kind: 'room' | 'rate'): string {
  const code = kind === 'room' ? room_code : rate_code;
  return unmapped.includes(kind) ? `${code === '' ? '?' : code} (unmapped)` : code;
}

/** "room SUITE, rate XYZ": what nobody has mapped, as the channel sent it; null where all is mapped. */
export function unmappedText({ rooms }: { readonly rooms: readonly Room[] }): string | null {
  const codes = rooms.flatMap(({ unmapped = [], room_code, rate_code }) =>
    unmapped.map((kind) => `${kind} ${(kind === 'room' ? room_code : rate_code) || '?'}`),
  );
  return codes.length === 0 ? null : [...new Set(codes)].join(', ');
}

/** A booking without personal data, as name and value pairs. */
export function bookingFacts(booking: BookingView): (readonly [name: string, value: CellValue])[] {
  const unmapped = unmappedText(booking);
  return [
    ['booking', booking.booking_id],
    ['status', booking.status],
    ...(booking.oversold
      ? [['oversold', 'yes: sold by its channel though no room was for sale here'] as const]
      : []),
    ...(unmapped === null ? [] : [['unmapped', unmapped] as const]),
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
