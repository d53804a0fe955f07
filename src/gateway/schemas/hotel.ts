import { z } from 'zod';
import { cancellationPolicy } from '../../core/hotels/cancellation-policy.js';
import { amount, code, currency, id, localDate } from './primitives.js';

export const hotelPath = z.strictObject({
  hotel_id: code.meta({ description: 'our hotel_id, or the code by which you know the hotel' }),
});

export const hotelView = z
  .strictObject({
    hotel_id: id,
    hotel_code: code.meta({ description: 'your own code, ours for guests' }),
    name: z.string(),
    description: z.string().nullable(),
    address: z.string().nullable(),
    city: z.string(),
    country: z.string(),
    latitude: z.string().nullable(),
    longitude: z.string().nullable(),
    time_zone: z.string(),
    currency,
    amenities: z.array(z.string()),
    images: z.array(z.strictObject({ url: z.string(), primary: z.boolean() })),
    rooms: z.array(
      z.strictObject({
        room_id: id,
        room_code: code,
        room_type: z.string(),
        name: z.string(),
        capacity: z.int(),
        max_adults: z.int(),
        max_children: z.int(),
        total_rooms: z.int(),
        base_price: amount.nullable(),
      }),
    ),
    rate_plans: z.array(
      z.strictObject({
        rate_code: code,
        name: z.string(),
        meal_plan: z.string(),
        cancellation_policy: cancellationPolicy,
      }),
    ),
  })
  .meta({ id: 'Hotel' });

export type HotelView = z.output<typeof hotelView>;

const count = (most: number) => z.coerce.number(`must be 1 to ${most}`).int().min(1).max(most);

export const quoteQuery = z.strictObject({
  checkin_date: localDate,
  checkout_date: localDate.meta({ description: 'departure date' }),
  guests: count(500).default(2).meta({ description: 'adults in all rooms together' }),
  rooms: count(50).default(1),
  room_code: code.optional().meta({ description: 'without it the cheapest room that fits' }),
  rate_code: code.optional(),
});

export const quoteView = z
  .strictObject({
    hotel_id: id,
    hotel_code: code,
    check_in_date: localDate,
    check_out_date: localDate,
    rooms: z.array(
      z.strictObject({
        room_id: id,
        room_code: code,
        rate_code: code,
        quantity: z.int(),
        guests: z.int(),
        nights: z.array(z.strictObject({ date: localDate, price: amount })),
      }),
    ),
    total_price: amount,
    currency,
  })
  .meta({ id: 'Quote' });

export type QuoteView = z.output<typeof quoteView>;
