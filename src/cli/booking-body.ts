import { Flags } from '@oclif/core';
import { AppError } from '../core/model/errors.js';
import { envOf, optionalIdFlag } from './flags.js';

/** The token of a card, as the payment provider gave it to the page on which the guest wrote the number. */
export function paymentTokenFlag() {
  return Flags.string({
    summary: "The payment provider's token for the guest's card; without it the guest pays at the hotel.",
    helpValue: 'TOKEN',
    env: envOf('payment-token'),
  });
}

/** What a booking is made from besides hotel, room and dates. */
export const REQUEST_FLAGS = {
  guests: Flags.integer({ summary: 'Adults in all rooms.', min: 1, default: 2, env: envOf('guests') }),
  rooms: Flags.integer({ summary: 'Rooms.', min: 1, default: 1, env: envOf('rooms') }),
  rate: Flags.string({
    summary: 'Code of the rate plan; without it the cheapest.',
    helpValue: 'CODE',
    env: envOf('rate'),
  }),
  reference: Flags.string({ summary: "The channel's own number for the booking.", env: envOf('reference') }),
  user: optionalIdFlag('user', 'Number of a user, as the booking site gave it.', 'booking'),
  'total-price': Flags.string({
    summary: 'Price that the guest was shown; another one is refused.',
    helpValue: 'AMOUNT',
    env: envOf('total-price'),
    dependsOn: ['currency'],
  }),
  currency: Flags.string({ summary: 'Currency of the price.', helpValue: 'ISO', env: envOf('currency') }),
  hold: Flags.boolean({
    summary: 'Only hold the rooms; confirm them later with booking confirm.',
    env: envOf('hold'),
    default: false,
    exclusive: ['payment-token'],
  }),
  'payment-token': paymentTokenFlag(),
  'first-name': Flags.string({
    summary: 'First name of the guest.',
    env: envOf('first-name'),
    dependsOn: ['last-name'],
  }),
  'last-name': Flags.string({
    summary: 'Last name of the guest.',
    env: envOf('last-name'),
    dependsOn: ['first-name'],
  }),
};

export interface RequestFlags {
  readonly hotel: string | undefined;
  readonly 'check-in': string | undefined;
  readonly 'check-out': string | undefined;
  readonly room: string | undefined;
  readonly guests: number;
  readonly rooms: number;
  readonly rate: string | undefined;
  readonly reference: string | undefined;
  readonly user: string | undefined;
  readonly 'total-price': string | undefined;
  readonly currency: string | undefined;
  readonly hold: boolean;
  readonly 'payment-token': string | undefined;
  readonly 'first-name': string | undefined;
  readonly 'last-name': string | undefined;
}

/** The body of POST /api/bookings/create. @throws AppError VALIDATION when hotel or dates are not given. */
export function bookingBody(flags: RequestFlags): Record<string, unknown> {
  const { hotel, 'check-in': checkIn, 'check-out': checkOut } = flags;
  if (hotel === undefined || checkIn === undefined || checkOut === undefined) {
    throw new AppError(
      'VALIDATION',
      'Give --hotel, --check-in and --check-out, or the whole request with --file.',
    );
  }
  const guest =
    flags['last-name'] === undefined
      ? undefined
      : { first_name: flags['first-name'], last_name: flags['last-name'] };
  const body = {
    hotel_id: hotel,
    checkin_date: checkIn,
    checkout_date: checkOut,
    guests: flags.guests,
    rooms: flags.rooms,
    room_code: flags.room,
    rate_code: flags.rate,
    partner_reference: flags.reference,
    user_id: flags.user,
    total_price: flags['total-price'],
    currency: flags.currency,
    guest,
    hold: flags.hold || undefined,
    payment: paymentOf(flags['payment-token']),
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** How a booking is paid, for the body of a request; undefined: at the hotel. */
export function paymentOf(token: string | undefined): { method: 'CARD'; token: string } | undefined {
  return token === undefined ? undefined : { method: 'CARD', token };
}

const QUOTED = ['checkin_date', 'checkout_date', 'guests', 'rooms', 'room_code', 'rate_code'];

/** The quote of the stay that a booking request names. @throws AppError VALIDATION without hotel_id. */
export function quotePath(body: unknown): string {
  const request = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const hotel = request['hotel_id'];
  if (typeof hotel !== 'string' || hotel === '')
    throw new AppError('VALIDATION', 'The request names no hotel_id.');
  const query = new URLSearchParams();
  for (const name of QUOTED) {
    const value = request[name];
    if (typeof value === 'string' || typeof value === 'number') query.set(name, String(value));
  }
  return `/api/hotels/${encodeURIComponent(hotel)}/quote?${query.toString()}`;
}
