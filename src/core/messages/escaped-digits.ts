import { digitValue, findCardNumbers, SHORTEST_CARD } from '../model/card-number.js';
import * as byteOf from './bytes.js';
import { readCharacter, type Character } from './read-character.js';
import type { Mask, Redactor } from './mask.js';

/** Characters between two digits of one number. */
const LONGEST_GAP = 4;
/** Looked at together; the end of what is longer is looked at again with what follows. */
const LONGEST_RUN = 512;
const OVERLAP = 96;
/** Arabic-Indic zero. */
const FIRST_OTHER_DIGIT = 0x660;

interface Place {
  readonly from: number;
  readonly to: number;
  readonly digit: boolean;
  readonly plain: boolean;
}

/**
 * Hides card numbers that are none byte by byte, but once the text is read: digits as character references (`&#52;`), as
 * escapes (`\u0034`, `%34`) or of another script, and digits with a comment or the edge of a CDATA section between them.
 * What stands there plainly is the matter of the redactors before this one.
 */
export class EscapedDigits implements Redactor {
  readonly #mask: Mask;
  #at = 0;
  #text = '';
  #places: Place[] = [];
  #digits = 0;
  #gap = 0;

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  run(limit: number): boolean {
    const { body } = this.#mask;
    const end = Math.min(limit, body.length);
    while (this.#at < end) {
      if (this.#digits === 0 && QUIET[body[this.#at] ?? 0] === 1) {
        this.#at += 1;
        continue;
      }
      const character = readCharacter(body, this.#at);
      this.#take(character);
      this.#at = character.to;
    }
    if (this.#at < body.length) return true;
    this.#close();
    return false;
  }

  #take(character: Character): void {
    const { from, to, point, plain } = character;
    const digit = toDigit(point);
    if (digit === null) return this.#takeOther(character);
    this.#text += digit;
    this.#places.push({ from, to, digit: true, plain });
    this.#digits += 1;
    this.#gap = 0;
    if (this.#text.length >= LONGEST_RUN) this.#shorten();
  }

  #takeOther({ from, to, point, plain }: Character): void {
    if (this.#digits === 0 || point === null) return;
    this.#gap += 1;
    if (this.#gap > LONGEST_GAP || (plain && ends(point))) return this.#close();
    this.#text += point < 0x80 ? String.fromCharCode(point) : '\u00b7';
    this.#places.push({ from, to, digit: false, plain });
  }

  #shorten(): void {
    this.#hide();
    this.#text = this.#text.slice(-OVERLAP);
    this.#places = this.#places.slice(-OVERLAP);
  }

  #close(): void {
    this.#hide();
    this.#text = '';
    this.#places = [];
    this.#digits = 0;
    this.#gap = 0;
  }

  #hide(): void {
    if (this.#digits < SHORTEST_CARD || isPlain(this.#places)) return;
    for (const { from, to } of findCardNumbers(this.#text)) {
      const places = this.#places.slice(from, to);
      if (isPlain(places)) continue;
      for (const place of places) if (place.digit) this.#hidePlace(place);
    }
  }

  #hidePlace({ from, to }: Place): void {
    for (let at = from; at < to; at += 1) this.#mask.hide(at);
  }
}

/** Bytes that begin no digit, however it is written: where no number is being read they are passed over. */
const QUIET = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte < 0x80 && !byteOf.isDigit(byte) && !'&\\%'.includes(String.fromCharCode(byte))),
);

function toDigit(point: number | null): string | null {
  if (point === null) return null;
  if (point < 0x80) return byteOf.isDigit(point) ? String.fromCharCode(point) : null;
  if (point < FIRST_OTHER_DIGIT) return null;
  const text = String.fromCodePoint(point);
  return /^\p{Nd}$/u.test(text) ? String(digitValue(text)) : null;
}

/** It stands there byte by byte, with nothing in between. */
function isPlain(places: readonly Place[]): boolean {
  return places.every(({ plain, from }, index) => plain && from === (places[index - 1]?.to ?? from));
}

/** What begins another value. */
function ends(point: number): boolean {
  return point === byteOf.LT || point === byteOf.GT || point === byteOf.QUOTE || byteOf.isLetter(point);
}
