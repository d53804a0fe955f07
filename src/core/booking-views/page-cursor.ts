import { isId, type Id } from '../model/ids.js';
import { isLocalDate } from '../model/local-date.js';
import { invalid } from '../model/validation.js';
import type { HotelPlace } from './booking-views.js';

/** The place behind a booking, not a number of rows: pages stay whole while bookings are made and cancelled. */
export function userCursor({ booking_id }: { readonly booking_id: Id }): string {
  return encode(['user', booking_id]);
}

export function hotelCursor({ check_in_date, booking_id }: HotelPlace): string {
  return encode(['hotel', check_in_date, booking_id]);
}

/** @throws AppError VALIDATION for what is no cursor of a user's list */
export function readUserCursor(cursor: string): Id {
  const [kind, bookingId = '', ...rest] = decode(cursor);
  if (kind !== 'user' || !isId(bookingId) || rest.length > 0) throw noCursor();
  return bookingId;
}

/** @throws AppError VALIDATION for what is no cursor of a hotel's list */
export function readHotelCursor(cursor: string): HotelPlace {
  const [kind, check_in_date = '', booking_id = '', ...rest] = decode(cursor);
  if (kind !== 'hotel' || !isLocalDate(check_in_date) || !isId(booking_id) || rest.length > 0)
    throw noCursor();
  return { check_in_date, booking_id };
}

function encode(parts: readonly string[]): string {
  return Buffer.from(parts.join(' ')).toString('base64url');
}

function decode(cursor: string): string[] {
  return Buffer.from(cursor, 'base64url').toString('latin1').split(' ');
}

function noCursor() {
  return invalid('query', [
    {
      pointer: '/cursor',
      code: 'VALIDATION',
      message: 'is no cursor of this list; take next_cursor of the page before, or leave it out',
    },
  ]);
}
