import { z } from 'zod';
import { isLocalDate } from '../../core/model/local-date.js';

export const localDate = z
  .string()
  .refine(isLocalDate, 'is not a date; write it as YYYY-MM-DD')
  .meta({ format: 'date' });

/** A 64-bit integer as text: JSON numbers cannot hold one. */
export const id = z.string().meta({ description: 'a 64-bit integer as text', example: '7211534512341234' });

export const amount = z
  .string()
  .meta({ description: "decimal text with the currency's places", example: '101.00' });

export const currency = z.string().length(3).meta({ description: 'ISO 4217', example: 'EUR' });

export const code = z.string().min(1).max(64);

export const nullableCount = z.int().nullable();

/** A flag in a query string; anything but these two words is a mistake worth naming. */
export const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .default('false')
  .transform((text) => text === 'true');

export function limit(most: number, usual: number) {
  return z.coerce.number(`must be 1 to ${most}`).int().min(1).max(most).default(usual);
}
