import { isCardNumber, SHORTEST_CARD } from '../model/card-number.js';
import * as byteOf from './bytes.js';
import { CardScanner, SHORTEST_ID } from './card-scanner.js';
import { isIdKey, keySensitivity } from './json-key.js';
import { JsonPlace } from './json-place.js';
import type { Mask, Redactor } from './mask.js';

type State = 'between' | 'string' | 'number' | 'word';

const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null']);
/** Longer than any number that a partner means: hidden without a look. */
const LONGEST_NUMBER = 40;

/**
 * Masks a JSON body in one pass over its bytes. What is not masked stays as it was sent, repeated keys and all, and
 * what was JSON stays JSON: a hidden number becomes a string of its length. Reads what is cut off; of what is no JSON
 * at all it tells `irregular`, and another pass must look for names wherever they stand.
 */
export class JsonRedactor implements Redactor {
  readonly #mask: Mask;
  readonly #body: Uint8Array;
  readonly #cards: CardScanner;
  readonly #place = new JsonPlace();
  #state: State = 'between';
  #at = 0;
  #from = 0;
  #isKey = false;
  #escaped = false;
  #hidden = false;
  /** A key without its colon yet, a value without its comma yet: what follows tells whether this is JSON. */
  #awaitsColon = false;
  #afterValue = false;
  #irregular = false;

  constructor(mask: Mask) {
    this.#mask = mask;
    this.#body = mask.body;
    this.#cards = new CardScanner(mask, () => isIdKey(mask.body, this.#place.key));
  }

  /** The body is no JSON: keys may have been taken for values. */
  get irregular(): boolean {
    return this.#irregular;
  }

  run(limit: number): boolean {
    const end = Math.min(limit, this.#body.length);
    while (this.#at < end) this.#step(end);
    if (this.#at < this.#body.length) return true;
    if (this.#state === 'string') this.#cards.end(this.#at);
    if (this.#state === 'number') this.#endNumber();
    return false;
  }

  #step(end: number): void {
    switch (this.#state) {
      case 'between':
        return this.#between();
      case 'string':
        return this.#string(end);
      case 'number':
        return this.#number(end);
      case 'word':
        return this.#word(end);
    }
  }

  #between(): void {
    const byte = this.#body[this.#at] ?? 0;
    if (byteOf.isSpace(byte)) {
      this.#at += 1;
      return;
    }
    if (this.#awaitsColon && byte !== byteOf.COLON) this.#irregular = true;
    this.#awaitsColon = false;
    if (byte === byteOf.QUOTE) return this.#beginString();
    if (!this.#structure(byte)) return this.#beginBare(byte);
    this.#at += 1;
  }

  /** @returns false for what is no structural character. */
  #structure(byte: number): boolean {
    switch (byte) {
      case byteOf.OPEN_BRACE:
      case byteOf.OPEN_BRACKET:
        this.#beginValue();
        this.#place.open(byte === byteOf.OPEN_BRACE);
        this.#afterValue = false;
        return true;
      case byteOf.CLOSE_BRACE:
      case byteOf.CLOSE_BRACKET:
        this.#place.close();
        this.#afterValue = true;
        return true;
      case byteOf.COMMA:
        this.#place.next();
        this.#afterValue = false;
        return true;
      case byteOf.COLON:
        this.#afterValue = false;
        return true;
      default:
        return false;
    }
  }

  /** Two values with nothing between them are no JSON. */
  #beginValue(): void {
    if (this.#afterValue) this.#irregular = true;
    this.#afterValue = true;
  }

  #beginString(): void {
    this.#beginValue();
    this.#isKey = this.#place.expectsKey;
    this.#hidden = !this.#isKey && this.#place.hidden;
    this.#escaped = false;
    this.#at += 1;
    this.#from = this.#at;
    this.#state = 'string';
  }

  #string(end: number): void {
    const body = this.#body;
    const hidden = this.#hidden;
    let at = this.#at;
    for (; at < end; at += 1) {
      const byte = body[at] ?? 0;
      if (byte === byteOf.QUOTE && !this.#escaped) break;
      this.#escaped = byte === byteOf.BACKSLASH && !this.#escaped;
      if (byte < 0x20) this.#irregular = true;
      if (!hidden) {
        if (this.#cards.open || byteOf.isDigit(byte)) this.#cards.feed(at, byte);
      } else if (!byteOf.isSpace(byte)) this.#mask.hide(at);
    }
    this.#at = at;
    if (at < end) this.#endString();
  }

  #endString(): void {
    this.#cards.end(this.#at);
    this.#state = 'between';
    if (this.#isKey) {
      const key = { from: this.#from, to: this.#at };
      this.#place.setKey(key, keySensitivity(this.#body, key));
      this.#awaitsColon = true;
    }
    this.#at += 1;
  }

  #beginBare(byte: number): void {
    this.#beginValue();
    this.#from = this.#at;
    this.#state = byteOf.isDigit(byte) || byte === byteOf.DASH ? 'number' : 'word';
  }

  #number(end: number): void {
    while (this.#at < end && byteOf.isNumberPart(this.#body[this.#at] ?? 0)) this.#at += 1;
    if (this.#at < end) this.#endNumber();
  }

  #endNumber(): void {
    this.#state = 'between';
    if (!this.#place.hidden && !this.#isCard()) return;
    const last = this.#at - 1;
    if (last === this.#from) return this.#mask.write(last, byteOf.ZERO);
    for (let at = this.#from; at <= last; at += 1) this.#mask.hide(at);
    this.#mask.write(this.#from, byteOf.QUOTE);
    this.#mask.write(last, byteOf.QUOTE);
  }

  #isCard(): boolean {
    const length = this.#at - this.#from;
    if (length < SHORTEST_CARD) return false;
    if (length > LONGEST_NUMBER) return true;
    const text = this.#slice(this.#from, this.#at);
    if (!/^\d+$/.test(text) || !isCardNumber(text)) return false;
    return length < SHORTEST_ID || !isIdKey(this.#body, this.#place.key);
  }

  /** true, false and null tell nothing of a person; any other word is no JSON. */
  #word(end: number): void {
    while (this.#at < end && !byteOf.isWordEnd(this.#body[this.#at] ?? 0)) this.#at += 1;
    if (this.#at === end && end < this.#body.length) return;
    this.#state = 'between';
    if (!LITERALS.has(this.#slice(this.#from, Math.min(this.#at, this.#from + 6)))) this.#irregular = true;
  }

  #slice(from: number, to: number): string {
    const { buffer, byteOffset } = this.#body;
    return Buffer.from(buffer, byteOffset + from, to - from).toString('utf8');
  }
}
