import { isCardNumber, isPrinted, LONGEST_CARD, SHORTEST_CARD } from '../model/card-number.js';
import { isDigit } from './bytes.js';
import type { Mask } from './mask.js';

/** Groups of a printed card number: 4-4-4-4-3 at most. */
const GROUPS = 5;
/** Of printed groups that are more than a space or dash apart. */
const LONGEST_GAP = 3;
/** Our ids are longer than the cards people carry: a field for ids is trusted from this length on. */
export const SHORTEST_ID = 17;

interface Group {
  readonly from: number;
  readonly to: number;
  /** More than a single space or dash lies before it. */
  readonly apart: boolean;
}

/**
 * Finds card numbers in running text, wherever they were put: 13 to 19 digits in one piece, or in groups as they are
 * printed, that begin like a card and pass the Luhn check. Fed byte by byte; a caller ends the text wherever something
 * else begins.
 */
export class CardScanner {
  /** A number, or the gap between two groups of one, is being read: then the next byte matters, digit or not. */
  open = false;
  readonly #mask: Mask;
  readonly #isId: () => boolean;
  #groups: Group[] = [];
  #from = -1;
  /** Bytes since the last group, and whether one of them is more than a space or dash. */
  #gap = 0;
  #odd = false;

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
    } else if (this.open) this.#other(index, GAP[byte] ?? 0);
  }

  end(index: number): void {
    if (this.open) this.#other(index, 0);
  }

  /** A text for itself, between two others. */
  scan(place: { readonly from: number; readonly to: number } | null): void {
    if (place === null) return;
    for (let at = place.from; at < place.to; at += 1) this.feed(at, this.#mask.body[at] ?? 0);
    this.end(place.to);
  }

  #other(index: number, kind: number): void {
    const from = this.#from;
    this.#from = -1;
    // Prices and most of a date have no printed group before their points and strokes.
    const joins = kind === PLAIN || (kind === ODD && (from < 0 || isPart(index - from)));
    if (from >= 0) {
      this.#closeGroup({ from, to: index, apart: this.#odd || this.#gap > 1 }, joins);
      this.#gap = 0;
      this.#odd = false;
    }
    this.#gap += 1;
    this.#odd ||= kind === ODD;
    if (joins && this.#gap <= LONGEST_GAP) return;
    this.open = false;
    this.#gap = 0;
    this.#odd = false;
    if (this.#groups.length > 0) this.#groups = [];
  }

  #closeGroup(group: Group, joins: boolean): void {
    const length = group.to - group.from;
    if (length > LONGEST_CARD || (length >= SHORTEST_CARD && this.#hideWhole(group))) {
      this.#groups = [];
      return;
    }
    if (this.#groups.length === 0 && !joins) return;
    this.#groups.push(group);
    if (this.#groups.length > GROUPS) this.#groups.shift();
    if (this.#groups.length > 1) this.#hideGrouped(group.to);
  }

  #hideWhole({ from, to }: Group): boolean {
    if (!isCardNumber(digitsOf(this.#mask.body, from, to))) return false;
    if (to - from >= SHORTEST_ID && this.#isId()) return false;
    this.#mask.hideDigits(from, to);
    return true;
  }

  /** Card numbers are printed with four digits first; a list of prices or dates is not. */
  #hideGrouped(to: number): void {
    for (const [place, { from, to: end }] of this.#groups.entries()) {
      if (end - from !== 4 || to - from <= SHORTEST_CARD) continue;
      const digits = digitsOf(this.#mask.body, from, to);
      if (digits.length < SHORTEST_CARD || digits.length > LONGEST_CARD || !isCardNumber(digits)) continue;
      const groups = this.#groups.slice(place);
      const apart = groups.some((group, index) => index > 0 && group.apart);
      if (apart && !isPrinted(groups.map((group) => group.to - group.from))) continue;
      this.#mask.hideDigits(from, to);
    }
  }
}

const PLAIN = 1;
const ODD = 2;
/** What may part the groups of a number: by byte. */
const GAP = gapBytes();

function gapBytes(): Uint8Array {
  const gaps = new Uint8Array(256);
  for (const odd of '._/,\t') gaps[odd.charCodeAt(0)] = ODD;
  for (const plain of ' -') gaps[plain.charCodeAt(0)] = PLAIN;
  return gaps;
}

/** A printed group that another follows. */
function isPart(length: number): boolean {
  return length === 4 || length === 6;
}

function digitsOf(body: Uint8Array, from: number, to: number): string {
  let digits = '';
  for (let index = from; index < to; index += 1) {
    const byte = body[index] ?? 0;
    if (isDigit(byte)) digits += String.fromCharCode(byte);
  }
  return digits;
}
