import { z } from 'zod';
import { isId } from '../../core/model/ids.js';
import type { ListedBooking } from '../../core/booking-views/describe-entries.js';
import { amount, code, currency, id, limit, localDate } from './primitives.js';

const STATUSES = ['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED'] as const;

export const userPath = z.strictObject({
  user_id: z
    .string()
    .refine(isId, 'must be an id, the user_id that you gave with the bookings')
    .meta({ description: 'your own number of the user, as given with the bookings' }),
});

export const userBookingsQuery = z.strictObject({
  status: z.enum(STATUSES).optional(),
  limit: limit(200, 50),
  cursor: z.string().min(1).max(200).optional().meta({ description: 'next_cursor of the page before' }),
});

const listedBooking = z
  .strictObject({
    booking_id: id,
    status: z.enum(STATUSES),
    hotel_id: id,
    hotel_code: code.meta({ description: 'your own code for the hotel' }),
    user_id: id.nullable(),
    check_in_date: localDate,
    check_out_date: localDate,
    guests: z.int(),
    rooms: z.array(
      z.strictObject({
        room_id: id,
        room_code: code,
        rate_code: code,
        quantity: z.int(),
        unmapped: z
          .array(z.enum(['room', 'rate']))
          .optional()
          .meta({
            description: 'nobody has mapped these codes; the booking itself holds them as they were sent',
          }),
      }),
    ),
    total_price: amount,
    currency,
    revision: z.int(),
    created_at: z.string(),
  })
  .meta({ id: 'ListedBooking' }) satisfies z.ZodType<ListedBooking>;

export const userBookings = z
  .strictObject({
    bookings: z.array(listedBooking),
    next_cursor: z.string().nullable().meta({ description: 'null at the end of the list' }),
  })
  .meta({ id: 'UserBookings' });
