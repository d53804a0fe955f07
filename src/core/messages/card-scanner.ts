import { DASH, isDigit } from './bytes.js';
import type { Mask } from './mask.js';

export const SHORTEST = 13;
const LONGEST = 19;
/** Groups of a printed card number: 4-4-4-4-3 at most. */
const GROUPS = 5;
/** Our ids are longer than the cards people carry: a field for ids is trusted from this length on. */
export const SHORTEST_ID = 17;

interface Group {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds card numbers in running text, wherever they were put: 13 to 19 digits in one piece, or in groups parted by
 * single spaces or dashes as they are printed, that begin like a card and pass the Luhn check. Fed byte by byte; a
 * caller ends the text wherever something else begins.
 */
export class CardScanner {
  /** A number, or the gap between two groups of one, is being read: then the next byte matters, digit or not. */
  open = false;
  readonly #mask: Mask;
  readonly #isId: () => boolean;
  #groups: Group[] = [];
  #from = -1;

  /** @param isId asked for a long number that looks like a card: does its field hold ids? */
  constructor(mask: Mask, isId: () => boolean) {
    this.#mask = mask;
    this.#isId = isId;
  }

  /** The next byte of the text, at `index`. */
  feed(index: number, byte: number): void {
    if (isDigit(byte)) {
      if (this.#from < 0) this.#from = index;
      this.open = true;
    } else if (this.open) this.#other(index, byte === 0x20 || byte === DASH);
  }

  end(index: number): void {
    if (this.open) this.#other(index, false);
  }

  #other(index: number, joins: boolean): void {
    const goesOn = joins && this.#from >= 0;
    if (this.#from >= 0) this.#closeGroup({ from: this.#from, to: index }, joins);
    this.#from = -1;
    if (goesOn) return;
    this.open = false;
    if (this.#groups.length > 0) this.#groups = [];
  }

  #closeGroup(group: Group, joins: boolean): void {
    const length = group.to - group.from;
    if (length > LONGEST || (length >= SHORTEST && this.#hideWhole(group))) {
      this.#groups = [];
      return;
    }
    if (this.#groups.length === 0 && !joins) return;
    this.#groups.push(group);
    if (this.#groups.length > GROUPS) this.#groups.shift();
    if (this.#groups.length > 1) this.#hideGrouped(group.to);
  }

  #hideWhole(group: Group): boolean {
    if (!isCardNumber(digitsOf(this.#mask.body, group.from, group.to))) return false;
    if (group.to - group.from >= SHORTEST_ID && this.#isId()) return false;
    this.#mask.hideDigits(group.from, group.to);
    return true;
  }

  /** Card numbers are printed with four digits first; a list of prices or dates is not. */
  #hideGrouped(to: number): void {
    for (const { from, to: end } of this.#groups) {
      if (end - from !== 4 || to - from <= SHORTEST) continue;
      const digits = digitsOf(this.#mask.body, from, to);
      if (digits.length < SHORTEST || digits.length > LONGEST || !isCardNumber(digits)) continue;
      this.#mask.hideDigits(from, to);
    }
  }
}

/** Hides card numbers in a text of ours that may quote a partner's. */
export function hideCardNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){12,18}/g, (run) =>
    isCardNumber(run.replace(/\D/g, '')) ? '*'.repeat(run.length) : run,
  );
}

/**
 * True when a text holds a card number in one piece or in groups parted by single spaces or dashes, whatever other
 * digits stand beside it.
 */
export function holdsCardNumber(text: string): boolean {
  for (const [run] of text.matchAll(/\d+(?:[ -]\d+)*/g)) {
    const groups = run.split(/[ -]/);
    for (const from of groups.keys()) {
      let digits = '';
      for (const group of groups.slice(from)) {
        digits += group;
        if (digits.length > LONGEST) break;
        if (isCardNumber(digits)) return true;
      }
    }
  }
  return false;
}

/**
 * Begins and is as long as the cards of a network, and passes the Luhn check. 18 digits beginning with 3 or 4 are no
 * card of any network, but are what our ids look like.
 */
export function isCardNumber(digits: string): boolean {
  return hasCardLength(digits) && passesLuhn(digits);
}

function hasCardLength(digits: string): boolean {
  const { length } = digits;
  if (digits.startsWith('4')) return length === LONGEST || (length >= SHORTEST && length <= 16);
  if (digits.startsWith('3')) return length >= 14 && length <= 16;
  if (digits.startsWith('2')) return length === 16 && digits >= '2221' && digits < '2721';
  return /^[56]/.test(digits) && length >= SHORTEST && length <= LONGEST;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 0x30;
    const doubled = place % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function digitsOf(body: Uint8Array, from: number, to: number): string {
  let digits = '';
  for (let index = from; index < to; index += 1) {
    const byte = body[index] ?? 0;
    if (isDigit(byte)) digits += String.fromCharCode(byte);
  }
  return digits;
}
