import { z } from 'zod';
import type { AriAmount } from '../../core/model/ari.js';
import { daysBetween, isLocalDate } from '../../core/model/local-date.js';
import { isCurrency } from '../../core/model/money.js';

const MOST_CELLS = 200_000;
const MOST_NIGHTS = 400;

const code = z
  .string('is not a text; write the code in quotes')
  .min(1, 'is empty')
  .max(64, 'is longer than 64 characters');
const date = z.string('is not a text').refine(isLocalDate, 'is not a date; write it as YYYY-MM-DD');
const flag = z.boolean('is not true or false; null takes it out').nullable().optional();
const count = (most: number) => {
  const message = `is not a whole number from 0 to ${most}; null takes it out`;
  return z.int(message).min(0, message).max(most, message).nullable().optional();
};
const decimal = z
  .string('is not a text; write an amount as "101.00"')
  .regex(/^\d{1,12}(\.\d{1,6})?$/, 'is not an amount; write a decimal such as "101.00"');
const currency = z.string().refine(isCurrency, 'is not an ISO 4217 code such as EUR');

const amount = z
  .strictObject({
    guests: z.int('is not a number of guests').min(1).max(99).nullable().default(null),
    amount: decimal,
    currency: currency.nullable().default(null),
    tax: z.enum(['after', 'before'], 'is not known; write after or before').default('after'),
    extra: z.enum(['adult', 'child', 'infant'], 'is not known; write adult, child or infant').optional(),
    length_of_stay: z.int().min(1).max(365).optional(),
  })
  .transform(({ extra, length_of_stay, ...price }): AriAmount => ({
    ...price,
    ...(extra === undefined ? {} : { extra }),
    ...(length_of_stay === undefined ? {} : { length_of_stay }),
  }));

const cell = z.strictObject({
  room_code: code.nullable(),
  rate_code: code.nullable().default(null),
  date,
  available: count(9_999),
  closed: flag,
  closed_to_arrival: flag,
  closed_to_departure: flag,
  min_stay_arrival: count(365),
  max_stay_arrival: count(365),
  min_stay_through: count(365),
  max_stay_through: count(365),
  min_advance_days: count(3_650),
  max_advance_days: count(3_650),
  amounts: z
    .array(amount, 'is not a list of prices')
    .max(99, 'has more than 99 prices')
    .nullable()
    .optional(),
});

/** The body of `PUT control/calendar`: only the values that are given are set, null takes one out. */
export const calendarInput = z.strictObject({
  cells: z
    .array(cell, 'is not a list of cells')
    .min(1, 'is empty; send at least one cell')
    .max(MOST_CELLS, `has more than ${MOST_CELLS} cells; send them in parts`),
});

/** The body of `POST control/bookings`: a guest books, changes or cancels at this channel. */
export const bookingInput = z
  .strictObject({
    action: z.enum(['new', 'modify', 'cancel'], 'is not known; write new, modify or cancel').default('new'),
    hotel_code: code,
    reference: code.optional().describe("the channel's own number; without it one is made"),
    room_code: code.optional(),
    rate_code: code.optional(),
    check_in: date.optional(),
    check_out: date.optional().describe('departure; the last night is the one before'),
    guests: z.int('is not a number of guests').min(1).max(50, 'is above 50').optional(),
    only_if_open: z
      .boolean('is not true or false')
      .default(false)
      .describe('sell only what the calendar of the channel offers'),
    amount: decimal.optional().describe('of the whole stay; without it what the calendar says'),
    currency: currency.optional(),
    first_name: z.string().min(1).max(100).optional(),
    last_name: z.string().min(1).max(100).optional(),
  })
  .superRefine((input, context) => {
    const { action, check_in, check_out } = input;
    const add = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    const needed =
      action === 'new' ? (['room_code', 'check_in', 'check_out'] as const) : (['reference'] as const);
    for (const field of needed)
      if (input[field] === undefined) add(field, `is missing; action ${action} needs it`);
    if (check_in === undefined || check_out === undefined) return;
    const nights = daysBetween(check_in, check_out);
    if (nights < 1) add('check_out', 'is not after check_in');
    if (nights > MOST_NIGHTS) add('check_out', `is more than ${MOST_NIGHTS} nights after check_in`);
  });

export type BookingInput = z.output<typeof bookingInput>;

export const pushInput = z.strictObject({
  full: z.boolean('is not true or false').default(false).describe('everything, not what changed alone'),
  hotel: code.optional().describe('without it all hotels'),
});

export const fetchInput = z.strictObject({
  hotel: code.optional().describe('without it all that the contract gives'),
  push: z
    .boolean('is not true or false')
    .default(true)
    .describe('tell the counts that are left after the bookings'),
});
