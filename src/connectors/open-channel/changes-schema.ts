import { z } from 'zod';
import { isLocalDate } from '../../core/model/local-date.js';
import { isCurrency } from '../../core/model/money.js';

const MAX_ROOMS = 9_999;
const MAX_NIGHTS = 365;
const MAX_CODE = 64;

/**
 * Codes are text; a channel that counts its rooms writes them as whole numbers, whose text is the code. A number that is written
 * otherwise (1e3, 7.0) comes as a WrittenNumber and is none: nobody knows which text is meant.
 */
export const code = z
  .union([z.string(), z.int().nonnegative()], 'is not a code; write it as text')
  .transform(String)
  .pipe(z.string().min(1, 'is empty; write the code').max(MAX_CODE, `is longer than ${MAX_CODE} characters`));

/** The length is judged first: a schema would take a second over a list of ten thousand wrong items. */
export function boundedList<T extends z.ZodType>(
  item: T,
  { most, none, many }: { readonly most: number; readonly none: string; readonly many: string },
) {
  return z.array(z.unknown(), none).max(most, many).pipe(z.array(item));
}

export const date = z
  .string('is not a text; write a date as "YYYY-MM-DD"')
  .refine(isLocalDate, 'is not a calendar date; write it as YYYY-MM-DD');

export const currency = z.string('is not a text').refine(isCurrency, 'is not an ISO 4217 code such as GBP');

const decimal = z
  .string('is not a text; write a price as "200.00", so that no place is lost')
  .regex(/^\d{1,12}(\.\d{1,6})?$/, 'is not a price; write a decimal such as "200.00"');

const flag = z
  .union([z.boolean(), z.literal(0), z.literal(1)], 'is not true or false')
  .transform((value) => value === true || value === 1);

function nights(least: number) {
  const message = `is not a whole number from ${least} to ${MAX_NIGHTS}`;
  return z.int(message).min(least, message).max(MAX_NIGHTS, message);
}

const rate = z.object({
  rate: decimal,
  currency,
  /** Places of the currency; the price says them itself. */
  fraction_size: z.int('is not a whole number').min(0).max(6).optional(),
  occupancy: z.int('is not a number of guests; write 1 to 20').min(1).max(20).nullish(),
});

const rooms = `is not a whole number from 0 to ${MAX_ROOMS}; it is absolute`;
const range = { date_from: date, date_to: date } as const;

export const availabilityChange = z.object({
  room_type_id: code,
  ...range,
  availability: z.int(rooms).min(0, rooms).max(MAX_ROOMS, rooms),
});

/** "restriction_changes": only what is there is changed; max_stay 0 means that there is none. */
export const restrictionChange = z.object({
  room_type_id: code.nullish(),
  rate_plan_id: code,
  ...range,
  rates: boundedList(rate, {
    most: 40,
    none: 'is not a list of {rate, currency, occupancy}',
    many: 'has too many prices',
  }).optional(),
  stop_sell: flag.optional(),
  closed_to_arrival: flag.optional(),
  closed_to_departure: flag.optional(),
  min_stay_arrival: nights(1).optional(),
  min_stay_through: nights(1).optional(),
  max_stay: nights(0).optional(),
});

export type RestrictionChange = z.infer<typeof restrictionChange>;
