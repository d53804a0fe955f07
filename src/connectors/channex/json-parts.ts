import { isLocalDate, type LocalDate } from '../../core/model/local-date.js';

/** An object of a document that others wrote; empty where something else stands in its place. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something; ids of channels are numbers at times. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

export function dateOf(value: unknown): LocalDate | null {
  return typeof value === 'string' && isLocalDate(value) ? value : null;
}

/** Decimal text, as it was written; a JSON number as it is printed. */
export function decimalOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^-?\d{1,12}(\.\d{1,6})?$/.test(text) ? text : null;
}

export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1_000 ? value : 0;
}
