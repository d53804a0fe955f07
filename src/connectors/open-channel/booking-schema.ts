import { z } from 'zod';
import { boundedList, code, currency, date } from './changes-schema.js';

const text = z.string('is not a text').max(255, 'is longer than 255 characters');
const optionalText = text.nullish();

/** Decimal text, or a whole number of the currency's smallest unit ("Channex, rate": 20000 is 200.00). */
const price = z.union(
  [z.string().regex(/^\d{1,12}(\.\d{1,6})?$/), z.int().nonnegative()],
  'is not a price; write a decimal such as "100.00"',
);

const AGES = { most: 99, none: 'is not a list of ages', many: 'has too many ages' } as const;
const DAYS = { most: 400, none: 'is not a list of days', many: 'has more than 400 days' } as const;
const SERVICES = { most: 200, none: 'is not a list of services', many: 'has too many services' } as const;

const guests = z.int('is not a number of guests; write 0 to 99').min(0).max(99);

export const roomInput = z.object({
  index: z.int('is not a whole number').nullish(),
  room_type_code: code,
  rate_plan_code: code.nullish(),
  occupancy: z.object(
    {
      adults: guests,
      children: guests.optional(),
      infants: guests.optional(),
      ages: boundedList(z.int('is not an age').min(0).max(130), AGES).nullish(),
    },
    'is not {adults, children, infants}',
  ),
  days: boundedList(z.object({ date, price, rate_plan_code: code.nullish() }), DAYS),
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
  reservation_id: z
    .union([z.string(), z.int().nonnegative()], 'is not a number of a booking; write it as text')
    .transform(String)
    .nullish(),
  arrival_date: date.nullish(),
  departure_date: date.nullish(),
  currency: currency.nullish(),
  customer: z
    .object({ name: optionalText, surname: optionalText, mail: optionalText, phone: optionalText })
    .nullish(),
  notes: z.string().max(65_536).nullish(),
  guarantee: z.unknown().optional(),
  /** Each is read by itself (roomInput), so that reading ends with the fault that is one too many. */
  rooms: z.array(z.unknown(), 'is not a list of rooms').max(99, 'has too many rooms').nullish(),
  services: boundedList(service, SERVICES).nullish(),
});

/** A booking whose rooms are still as they were sent. */
export type BookingHead = z.infer<typeof bookingInput>;
export type BookingRoom = z.infer<typeof roomInput>;
export type BookingService = z.infer<typeof service>;
export type BookingPrice = z.infer<typeof price>;
