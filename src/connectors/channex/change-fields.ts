import { isLocalDate } from '../../core/model/local-date.js';
import { LIMITS, WARNING } from './profile.js';

/** A value that was read, or why not: the contract's own sentence, and what to send instead. */
export type Read<T> = { readonly value: T } | Wrong;

export interface Wrong {
  readonly text: string;
  readonly remedy: string;
}

export interface Rate {
  readonly amount: string;
  readonly minor_units?: number;
}

const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/;
const NEGATIVE = /^-\d/;
const RATE_REMEDY = 'send text with the decimals such as "200.00", or the smallest units such as 20000';

/** Days of the week as the contract spells them, Monday first. */
export const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;

/** Null is no value of this contract: a field that is to stay is left out ("Channex, update restrictions"). */
export function isWrong<T>(read: Read<T>): read is Wrong {
  return 'text' in read;
}

function wrong(text: string, remedy: string): Wrong {
  return { text, remedy };
}

function wrongNull(value: unknown): Wrong | null {
  return value === null ? wrong(WARNING.null, 'leave the field out to keep what is set') : null;
}

/** A code stays the text that it is: a number would lose its leading zeros. */
export function readCode(value: unknown): Read<string> {
  if (value === undefined || value === null || value === '')
    return wrong(WARNING.blank, 'send your id of it as text');
  if (typeof value !== 'string') return wrong(WARNING.invalid, 'send the id as text, in quotes');
  return value.length > LIMITS.code
    ? wrong(WARNING.invalid, `an id has at most ${LIMITS.code} characters`)
    : { value };
}

export function readDate(value: unknown): Read<string> {
  return typeof value === 'string' && isLocalDate(value)
    ? { value }
    : wrong(WARNING.invalid, 'write a calendar date as YYYY-MM-DD');
}

export function readDays(value: unknown): Read<readonly boolean[]> {
  const remedy = `send a list of ${DAYS.join(', ')}, or leave the field out for every day`;
  if (!Array.isArray(value)) return wrongNull(value) ?? wrong(WARNING.invalid, remedy);
  const names = value.map((name: unknown) => (typeof name === 'string' ? name.toLowerCase() : ''));
  const known: readonly string[] = DAYS;
  if (names.length === 0 || names.some((name) => !known.includes(name)))
    return wrong(WARNING.invalid, remedy);
  return { value: DAYS.map((day) => names.includes(day)) };
}

/** true and false, and 0 and 1 for them ("Channex, update restrictions"). */
export function readFlag(value: unknown): Read<boolean> {
  if (typeof value === 'boolean') return { value };
  if (value === 0 || value === 1) return { value: value === 1 };
  return wrongNull(value) ?? wrong(WARNING.invalid, 'send true or false');
}

export function readCount(
  value: unknown,
  { least, most }: { readonly least: 0 | 1; readonly most: number },
): Read<number> {
  if (typeof value !== 'number' || !Number.isInteger(value))
    return wrongNull(value) ?? wrong(WARNING.invalid, 'send a whole number');
  if (value < least) return wrong(least === 0 ? WARNING.zero : WARNING.one, 'leave the field out to keep it');
  return value > most ? wrong(`${WARNING.most} ${most}`, 'send the number that is meant') : { value };
}

/** A decimal in quotes, or a whole number of the currency's smallest units; a number with decimals has lost some. */
export function readRate(value: unknown): Read<Rate> {
  if (typeof value === 'string') {
    if (NEGATIVE.test(value) || /^0+(\.0+)?$/.test(value)) return wrong(WARNING.rate, RATE_REMEDY);
    return DECIMAL.test(value) ? { value: { amount: value } } : wrong(WARNING.invalid, RATE_REMEDY);
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    const below = typeof value === 'number' && value <= 0;
    return wrongNull(value) ?? wrong(below ? WARNING.rate : WARNING.invalid, RATE_REMEDY);
  }
  if (value <= 0) return wrong(WARNING.rate, RATE_REMEDY);
  return { value: { amount: withTwoPlaces(value), minor_units: value } };
}

function withTwoPlaces(minor: number): string {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
