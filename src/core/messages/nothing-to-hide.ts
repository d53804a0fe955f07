import { isAscii } from 'node:buffer';
import { isCardNumber, SHORTEST_CARD } from '../model/card-number.js';
import { SHORTEST_ID } from './card-scanner.js';
import { isIdName, sensitivityOf } from './sensitive-names.js';

/** Bytes; larger bodies go to the thread pool to be packed, and are worth slices. */
const SMALL = 4_096;
const LONGEST_ID = 19;
const QUOTE = '"';
/** What a card number is made of, if one is long enough: its digits and all that may part them. */
const LONG_NUMBER = new RegExp(`\\d[\\d ._/,\\t-]{${SHORTEST_CARD - 2},}`);
const DIGITS = /^\d+$/;
/** Names that were looked at and say nothing; a partner may make up any number of them. */
const harmless = new Set<string>();
const MOST_NAMES = 2_000;
/** Means something only with people inside; with a number it is in every answer. */
const CONTAINED: ReadonlySet<string> = new Set(['guests']);

/**
 * Tells of most small JSON bodies at once that the redactor has nothing to hide in them: no name that it knows, no
 * number as long as a card's. Nearly all answers are such bodies. False: the redactor must look.
 */
export function hasNothingToHide(body: Uint8Array): boolean {
  if (body.length > SMALL || body[0] !== 0x7b || !isAscii(body)) return false;
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  // Digits that are written in another way than as themselves.
  if (text.includes('\\') || text.includes('&#') || text.includes('%3') || text.includes('<!')) return false;
  // In this order: a request is mostly known by its guest's name.
  return isHarmless(text) && isJson(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @param text without escapes, so that, if it is JSON, every quote begins or ends a text */
function isHarmless(text: string): boolean {
  let name = '';
  let end = -1;
  for (;;) {
    const begin = text.indexOf(QUOTE, end + 1);
    const between = text.slice(end + 1, begin < 0 ? text.length : begin);
    if (isLongNumber(between)) return false;
    if (begin < 0) return true;
    end = text.indexOf(QUOTE, begin + 1);
    if (end < 0) return false;
    const value = text.slice(begin + 1, end);
    const colon = colonBehind(text, end);
    if (colon > 0) {
      if (!isHarmlessName(value) && !(CONTAINED.has(value) && isPlainValue(text, colon))) return false;
      name = value;
    } else if (isLongNumber(value) && !(between.trim() === ':' && isOwnId(name, value))) return false;
  }
}

/** @returns 0 for a text that is no name */
function colonBehind(text: string, end: number): number {
  const at = pastBlanks(text, end + 1);
  return text[at] === ':' ? at : 0;
}

function isPlainValue(text: string, colon: number): boolean {
  const first = text[pastBlanks(text, colon + 1)];
  return first !== '{' && first !== '[';
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function isHarmlessName(name: string): boolean {
  if (harmless.has(name)) return true;
  const sensitivity = sensitivityOf(name);
  // What means something inside of others only is harmless where none of those is. Also a name may be a card number.
  if ((sensitivity !== null && sensitivity !== 'local') || isLongNumber(name)) return false;
  if (harmless.size < MOST_NAMES) harmless.add(name);
  return true;
}

function isLongNumber(text: string): boolean {
  return text.length >= SHORTEST_CARD && LONG_NUMBER.test(text);
}

function isOwnId(name: string, value: string): boolean {
  if (value.length < SHORTEST_ID || value.length > LONGEST_ID || !DIGITS.test(value)) return false;
  return !isCardNumber(value) || isIdName(name);
}
