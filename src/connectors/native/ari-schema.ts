import { z } from 'zod';
import { isLocalDate } from '../../core/model/local-date.js';
import { isCurrency } from '../../core/model/money.js';

const MAX_ROOMS = 9_999;
const MAX_NIGHTS = 365;
const MAX_ADVANCE_DAYS = 3_650;
const MAX_GUESTS = 20;
const MAX_CODE = 64;

/** Monday first, as AriUpdate.days counts. */
export const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const code = z
  .string('is not a text; write the code in quotes')
  .min(1, 'is empty; write the code or leave the field out')
  .max(MAX_CODE, `is longer than ${MAX_CODE} characters`);

const date = z
  .string('is not a text; write a date as "YYYY-MM-DD"')
  .refine(isLocalDate, 'is not a calendar date; write it as YYYY-MM-DD');

const flag = z.boolean('is not true or false; write null to clear it').nullable();

function wholeNumber(min: number, max: number, remedy: string) {
  const message = `is not a whole number from ${min} to ${max}${remedy}`;
  return z.int(message).min(min, message).max(max, message);
}

const nights = wholeNumber(1, MAX_NIGHTS, '; write null to lift the limit').nullable();
const advanceDays = wholeNumber(0, MAX_ADVANCE_DAYS, '; write null to lift the limit').nullable();
const decimal = z
  .string('is not a text; write an amount as "101.00", so that no place is lost')
  .regex(/^\d{1,12}(\.\d{1,6})?$/, 'is not an amount; write a decimal such as "101.00", zero or more');
const currency = z
  .string('is not a text; write an ISO 4217 code such as "EUR"')
  .refine(isCurrency, 'is not an ISO 4217 code such as EUR');
const tax = z.enum(['after', 'before'], 'is not known; write "after" (taxes included) or "before"');

const amount = z.strictObject({
  guests: wholeNumber(1, MAX_GUESTS, '; write null for a price per room').nullable().optional(),
  amount: decimal,
  currency: currency.optional(),
  tax: tax.optional(),
});

/** Restrictions by the names of the model: an absent field leaves what is stored, null clears it. */
const restrictionFields = {
  closed: flag.optional(),
  closed_to_arrival: flag.optional(),
  closed_to_departure: flag.optional(),
  min_stay_arrival: nights.optional(),
  max_stay_arrival: nights.optional(),
  min_stay_through: nights.optional(),
  max_stay_through: nights.optional(),
  min_advance_days: advanceDays.optional(),
  max_advance_days: advanceDays.optional(),
} as const;

/** One item of `updates` in POST /api/ari. Dates are nights, both ends inclusive. */
export const ariUpdateInput = z.strictObject({
  room_code: code.nullable().optional(),
  rate_code: code.nullable().optional(),
  date: date.optional(),
  from: date.optional(),
  to: date.optional(),
  days: z
    .array(
      z.enum(DAY_NAMES, `is not a day; write ${DAY_NAMES.join(', ')}`),
      'is not a list; write for example ["fri", "sat"]',
    )
    .min(1, 'is empty, so no night is meant; leave it out for every day')
    .optional(),
  available_rooms: wholeNumber(0, MAX_ROOMS, '; it is absolute').optional(),
  ...restrictionFields,
  currency: currency.optional(),
  amounts: z
    .array(amount, 'is not a list of {guests, amount, currency}')
    .max(MAX_GUESTS + 1, 'has too many prices')
    .optional(),
  extra_adult_amount: decimal.optional(),
});

export type AriUpdateInput = z.infer<typeof ariUpdateInput>;

/** Everything of POST /api/ari but its updates. */
export const ariHeadInput = z.strictObject({
  hotel_id: code.optional(),
  hotel_code: code.optional(),
  complete_set: z.boolean('is not true or false').optional(),
  sent_at: z.iso
    .datetime({ offset: true, error: 'is not a time with offset such as 2026-10-24T08:00:00Z' })
    .optional(),
  on_fault: z
    .enum(['message', 'item'], 'is not known; write "message" (all or nothing) or "item" (each by itself)')
    .optional()
    .meta({ description: 'what one wrong update costs: the whole message, or itself alone' }),
  updates: z.number('is not a list of updates').optional(),
});
