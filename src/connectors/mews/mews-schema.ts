import { z } from 'zod';
import { isLocalDate } from '../../core/model/local-date.js';
import { isCurrency } from '../../core/model/money.js';

/**
 * Mews may add fields at any time, so unknown ones are read over; a known one must be right. Dates are nights of the hotel; a
 * time of midnight behind one says nothing.
 */
const date = z
  .string('is not a text; write a date as "YYYY-MM-DD"')
  .transform((text) => text.replace(/T00:00(:00(\.0+)?)?(Z|\+00:00)?$/, ''))
  .refine(isLocalDate, 'is not a calendar date; write it as YYYY-MM-DD');

const code = z
  .string('is not a text; write the code in quotes')
  .min(1, 'is empty; write the code')
  .max(64, 'is longer than 64 characters');

const count = (most: number) =>
  z
    .int(`is not a whole number from 0 to ${most}`)
    .min(0, `is not a whole number from 0 to ${most}`)
    .max(most, `is not a whole number from 0 to ${most}`);

const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/;

/** JSON numbers are the contract's; a text loses nothing either. */
const amount = z
  .union([z.number(), z.string()], 'is not an amount; write a number, zero or more')
  .transform((value) => (typeof value === 'number' ? decimalOf(value) : value.trim()))
  .refine((text) => DECIMAL.test(text), 'is not an amount; write a number, zero or more');

/** Without exponent: 1e-7 is no price. */
function decimalOf(value: number): string {
  const text = String(value);
  return DECIMAL.test(text) ? text : value.toFixed(6).replace(/\.?0+$/, '');
}

const currencyCode = z
  .string('is not a text; write an ISO 4217 code such as "EUR"')
  .refine(isCurrency, 'is not an ISO 4217 code such as EUR');

const period = { from: date, to: date };

export const availabilityInput = z.object({
  spaceTypeCode: code,
  ...period,
  availability: count(9_999),
});

const price = z.object({
  grossAmount: amount.nullish(),
  netAmount: amount.nullish(),
  currencyCode,
  guestCount: count(99).nullish(),
});

export const ratePriceInput = z.object({
  spaceTypeCode: code,
  ratePlanCode: code,
  ...period,
  prices: z.array(price, 'is not a list of prices').min(1, 'is empty; send at least one price').max(99),
  agePrices: z.array(z.unknown()).nullish(),
});

/** 1 open, 2 closed, 6 to arrival, 7 to departure, 8 to stay. */
const STATES = [1, 2, 6, 7, 8] as const;

export const restrictionInput = z.object({
  spaceTypeCode: code.nullish(),
  ratePlanCode: code.nullish(),
  ...period,
  state: z
    .union([z.literal(STATES), z.array(z.literal(STATES)).max(8)], 'is not a list of 1, 2, 6, 7, 8')
    .transform((state): readonly number[] => (Array.isArray(state) ? state : [state]))
    .nullish(),
  minLos: count(365).nullish(),
  maxLos: count(365).nullish(),
});

export type RatePriceInput = z.output<typeof ratePriceInput>;
export type RestrictionInput = z.output<typeof restrictionInput>;

export const headInput = z.object({
  clientToken: z.string('is not a text').min(1, 'is empty').max(512).nullish(),
  connectionToken: z.string('is not a text').min(1, 'is empty').max(64).nullish(),
  messageId: z.string('is not a text').max(128).nullish(),
  responseUrl: z.string('is not a text').max(2_048).nullish(),
});

const reservationAmount = z.object({
  grossAmount: amount.nullish(),
  netAmount: amount.nullish(),
  value: amount.nullish(),
  currencyCode: currencyCode.nullish(),
});

const guestCount = z.object({ ageCategoryCode: z.string().max(64).nullish(), count: count(99) });

/** One room of a group; the departure is `to`, which is no night. */
export const reservationInput = z.object({
  code,
  ...period,
  spaceTypeCode: code.nullish(),
  ratePlanCode: code.nullish(),
  adultCount: count(99).nullish(),
  childCount: count(99).nullish(),
  guestCounts: z.array(guestCount).max(20).nullish(),
  amounts: z.array(reservationAmount).max(400).nullish(),
});

export type ReservationInput = z.output<typeof reservationInput>;

export const groupInput = z.object({
  channelManagerId: z.string('is not a text; write your number of the group').min(1, 'is empty').max(64),
  version: z.union([z.int(), z.string()]).nullish(),
  comments: z.array(z.string().max(4_000)).max(50).nullish(),
  customer: z
    .object({
      firstName: z.string().max(200).nullish(),
      lastName: z.string().max(200).nullish(),
      email: z.string().max(254).nullish(),
      telephone: z.string().max(64).nullish(),
    })
    .nullish(),
});

export type GroupInput = z.output<typeof groupInput>;
