import { z } from 'zod';
import type { BookingView } from '../../core/bookings/booking-record.js';
import type { TombstoneView } from '../../core/bookings/cancel-by-reference.js';
import { holdsCardNumber } from '../../core/model/card-number.js';
import { amount, code, currency, id, localDate } from './primitives.js';

export const bookingView = z
  .strictObject({
    booking_id: id,
    status: z.enum(['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED']),
    oversold: z.boolean().meta({ description: 'sold by its channel though no room was for sale here' }),
    hotel_id: id,
    hotel_code: code.meta({ description: 'your own code for the hotel' }),
    partner_reference: z.string().nullable(),
    user_id: id.nullable(),
    check_in_date: localDate,
    check_out_date: localDate,
    guests: z.int(),
    rooms: z.array(
      z.strictObject({
        room_id: id.nullable().meta({
          description: 'null: room_code is the code that the channel sent, and nobody has mapped it',
        }),
        room_code: code,
        rate_code: z.string().max(64),
        unmapped: z
          .array(z.enum(['room', 'rate']))
          .optional()
          .meta({
            description: 'the codes of these are as the channel sent them, and nobody has mapped them',
          }),
        quantity: z.int(),
        guests: z.int().meta({ description: 'adults in each room' }),
        price_per_night: amount,
        nights: z.array(z.strictObject({ date: localDate, price: amount })),
      }),
    ),
    total_price: amount,
    currency,
    expires_at: z
      .string()
      .nullable()
      .meta({ description: 'until when a PENDING booking keeps its rooms, UTC' }),
    revision: z.int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Booking' }) satisfies z.ZodType<BookingView>;

/** The answer about a reservation whose cancellation came before it. */
export const buriedView = z
  .strictObject({
    booking_id: z.null(),
    status: z.literal('CANCELLED'),
    hotel_id: id,
    hotel_code: code,
    partner_reference: z.string(),
  })
  .meta({ id: 'CancelledReservation' }) satisfies z.ZodType<TombstoneView>;

export const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters')
  .refine((key) => !holdsCardNumber(key), 'looks like a card number; make a random one, a UUID for example')
  .optional()
  .meta({ description: 'The same key gives the same answer, byte for byte, with Idempotent-Replayed: true' });
