import { holdsCardNumber } from '../model/card-number.js';
import { SHORTEST_ID } from './card-scanner.js';

/** Deeper than any request of ours; a reader that is asked for more has been given something else. */
const MAX_DEPTH = 64;

/** One in ten of our ids passes for a card of 18 or 19 digits; in a field for ids it is one. */
const LONG_ID = new RegExp(`^\\d{${SHORTEST_ID},19}$`);

/**
 * Looks for a card number in everything that a parsed JSON value holds: its texts, its numbers and the names of its
 * fields, wherever they stand.
 * @returns the JSON pointer (RFC 6901) of the first; of a field whose name is one, that of the object that holds it, for
 * the pointer is shown. null when there is none.
 */
export function findCardNumber(value: unknown): string | null {
  return search(value, '', 0);
}

function search(value: unknown, pointer: string, depth: number): string | null {
  if (typeof value === 'string') return holdsCardNumber(value) ? pointer : null;
  // 16 digits are a number that JSON carries exactly; one with an exponent is no card.
  if (typeof value === 'number' || typeof value === 'bigint')
    return holdsCardNumber(String(value)) ? pointer : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth > MAX_DEPTH) return pointer;
  for (const [name, field] of Object.entries(value)) {
    if (holdsCardNumber(name)) return pointer;
    if (name.endsWith('_id') && typeof field === 'string' && LONG_ID.test(field)) continue;
    const found = search(field, `${pointer}/${escape(name)}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
