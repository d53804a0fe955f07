import type { BookingView } from '../core/bookings/booking-record.js';
import { spreadGuests } from '../core/bookings/booking-request.js';
import type { Restatement } from '../core/bookings/restatement.js';
import { AppError } from '../core/model/errors.js';

export interface RestateFlags {
  readonly 'check-in': string | undefined;
  readonly 'check-out': string | undefined;
  readonly room: string | undefined;
  readonly rate: string | undefined;
  readonly rooms: number | undefined;
  readonly guests: number | undefined;
  readonly 'total-price': string | undefined;
  readonly currency: string | undefined;
}

/**
 * The body of PUT /api/bookings/:id: the booking as it was read, with what the flags say instead. It names the revision
 * that was read, so that a change by somebody else meanwhile is not undone.
 * @throws AppError VALIDATION when a booking of several room types is to have other rooms: only --file can say which.
 */
export function restatedBody(booking: BookingView, flags: RestateFlags): Restatement {
  return {
    checkin_date: flags['check-in'] ?? booking.check_in_date,
    checkout_date: flags['check-out'] ?? booking.check_out_date,
    lines: linesOf(booking, flags),
    revision: booking.revision,
    ...(flags['total-price'] === undefined ? {} : { total_price: flags['total-price'] }),
    ...(flags.currency === undefined ? {} : { currency: flags.currency }),
  };
}

function linesOf({ rooms }: BookingView, flags: RestateFlags): Restatement['lines'] {
  const { room, rate, rooms: wanted, guests } = flags;
  if ([room, rate, wanted, guests].every((flag) => flag === undefined)) {
    return rooms.map(({ room_code, rate_code, quantity, guests: each }) => ({
      ...{ room_code, rate_code, quantity, guests: each },
    }));
  }
  const codes = [...new Set(rooms.map((line) => line.room_code))];
  const [room_code = room] = room === undefined ? codes : [room];
  if (room_code === undefined || (room === undefined && codes.length > 1)) {
    throw new AppError(
      'VALIDATION',
      `The booking has rooms of ${codes.join(', ')}; name one with --room, or give the whole state with --file.`,
    );
  }
  const count = wanted ?? rooms.reduce((sum, line) => sum + line.quantity, 0);
  const party = guests ?? rooms.reduce((sum, line) => sum + line.quantity * line.guests, 0);
  const rate_code = rate ?? rooms.find((line) => line.room_code === room_code)?.rate_code;
  return spreadGuests(party, count).map((part) => ({
    room_code,
    ...(rate_code === undefined ? {} : { rate_code }),
    ...part,
  }));
}
