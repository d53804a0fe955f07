import { z } from 'zod';
import { code, currency, date } from './changes-schema.js';

const text = z.string('is not a text').max(255, 'is longer than 255 characters');
const optionalText = text.nullish();

/** Decimal text, or a whole number of the currency's smallest unit ("Channex, rate": 20000 is 200.00). */
const price = z.union(
  [z.string().regex(/^\d{1,12}(\.\d{1,6})?$/), z.int().nonnegative()],
  'is not a price; write a decimal such as "100.00"',
);

const guests = z.int('is not a number of guests; write 0 to 99').min(0).max(99);

const room = z.object({
  index: z.int('is not a whole number').nullish(),
  room_type_code: code,
  rate_plan_code: code.nullish(),
  occupancy: z.object(
    {
      adults: guests,
      children: guests.optional(),
      infants: guests.optional(),
      ages: z.array(z.int().min(0).max(130)).nullish(),
    },
    'is not {adults, children, infants}',
  ),
  days: z.array(z.object({ date, price, rate_plan_code: code.nullish() }), 'is not a list of days').max(400),
});

const service = z.object({
  type: optionalText,
  name: optionalText,
  total_price: price,
  room_index: z.int().nullish(),
});

/** `POST .../new_booking`: one booking in its whole state, or a cancellation of which the number counts. */
export const bookingInput = z.object({
  status: z.enum(['new', 'modified', 'cancelled'], 'is not known; send new, modified or cancelled'),
  hotel_code: code,
  provider_code: optionalText,
  reservation_id: z.union([z.string(), z.int().nonnegative()], 'is not a text').transform(String).nullish(),
  arrival_date: date.nullish(),
  departure_date: date.nullish(),
  currency: currency.nullish(),
  customer: z
    .object({ name: optionalText, surname: optionalText, mail: optionalText, phone: optionalText })
    .nullish(),
  notes: z.string().max(65_536).nullish(),
  guarantee: z.unknown().optional(),
  rooms: z.array(room, 'is not a list of rooms').max(99, 'has too many rooms').nullish(),
  services: z.array(service, 'is not a list of services').max(200, 'has too many services').nullish(),
});

export type BookingInput = z.infer<typeof bookingInput>;
export type BookingRoom = z.infer<typeof room>;
export type BookingService = z.infer<typeof service>;
export type BookingPrice = z.infer<typeof price>;
