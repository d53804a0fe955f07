import * as byteOf from './bytes.js';
import { CardScanner } from './card-scanner.js';
import type { Mask, Redactor } from './mask.js';
import { isIdName, sensitivityOf } from './sensitive-names.js';

const LONGEST_NAME = 40;

type State = 'seek' | 'word' | 'gap' | 'value';

/**
 * Masks a body that is neither XML nor JSON: a form, JSON with a forgotten quote, a page of text. Wherever a sensitive
 * name is followed by `:` or `=`, what comes after it is hidden to the end of that value; so are card numbers anywhere.
 */
export class LooseRedactor implements Redactor {
  readonly #mask: Mask;
  readonly #body: Uint8Array;
  readonly #cards: CardScanner;
  #state: State = 'seek';
  #at = 0;
  #from = 0;
  #word = '';
  #assigned = false;
  #quote = 0;
  #depth = 0;

  constructor(mask: Mask) {
    this.#mask = mask;
    this.#body = mask.body;
    this.#cards = new CardScanner(mask, () => isIdName(this.#word));
  }

  run(limit: number): boolean {
    const end = Math.min(limit, this.#body.length);
    while (this.#at < end) {
      const byte = this.#body[this.#at] ?? 0;
      const at = this.#at;
      this.#step(byte);
      // A step that only changed the state looks at the same byte again.
      if (this.#at > at) this.#cards.feed(at, byte);
    }
    if (this.#at < this.#body.length) return true;
    this.#cards.end(this.#at);
    return false;
  }

  #step(byte: number): void {
    if (this.#state === 'value') return this.#value(byte);
    if (this.#state === 'gap') return this.#gap(byte);
    const inWord = isWordPart(byte);
    if (this.#state === 'seek' && inWord) {
      this.#from = this.#at;
      this.#state = 'word';
    } else if (this.#state === 'word' && !inWord) return this.#endWord();
    this.#at += 1;
  }

  #endWord(): void {
    const length = this.#at - this.#from;
    const { buffer, byteOffset } = this.#body;
    const word =
      length > LONGEST_NAME ? '' : Buffer.from(buffer, byteOffset + this.#from, length).toString('latin1');
    this.#word = word;
    this.#assigned = false;
    this.#quote = 0;
    this.#state = isSensitive(word) ? 'gap' : 'seek';
  }

  /** Between a sensitive name and its value. */
  #gap(byte: number): void {
    const isQuote = byte === byteOf.QUOTE || byte === byteOf.APOSTROPHE;
    if (byte === byteOf.COLON || byte === byteOf.EQUALS) this.#assigned = true;
    else if (this.#assigned && opens(byte)) return this.#beginValue(0, 1);
    else if (this.#assigned && isQuote) return this.#beginValue(byte, 0);
    else if (!isQuote && !byteOf.isSpace(byte) && byte !== byteOf.BACKSLASH) {
      if (this.#assigned) this.#beginValue(0, 0);
      else this.#state = 'seek';
      return;
    }
    this.#at += 1;
  }

  #beginValue(quote: number, depth: number): void {
    this.#quote = quote;
    this.#depth = depth;
    this.#state = 'value';
    if (quote !== 0 || depth !== 0) this.#at += 1;
  }

  /** In quotes: to the quote; in brackets: to the bracket that closes them; bare: to what parts it from the next. */
  #value(byte: number): void {
    if (this.#ends(byte)) {
      this.#state = 'seek';
      return;
    }
    if (!byteOf.isSpace(byte) && !byteOf.isBracket(byte)) this.#mask.hide(this.#at);
    this.#at += 1;
  }

  #ends(byte: number): boolean {
    if (this.#depth > 0) {
      if (opens(byte)) this.#depth += 1;
      if (closes(byte)) this.#depth -= 1;
      return this.#depth === 0;
    }
    if (byte === byteOf.NEWLINE) return true;
    return this.#quote === 0 ? parts(byte) : byte === this.#quote;
  }
}

function isSensitive(word: string): boolean {
  const sensitivity = sensitivityOf(word);
  return sensitivity !== null && sensitivity !== 'context';
}

function isWordPart(byte: number): boolean {
  return byteOf.isLetter(byte) || byteOf.isDigit(byte) || byte === 0x5f || byte === byteOf.DASH;
}

function opens(byte: number): boolean {
  return byte === byteOf.OPEN_BRACE || byte === byteOf.OPEN_BRACKET;
}

function closes(byte: number): boolean {
  return byte === byteOf.CLOSE_BRACE || byte === byteOf.CLOSE_BRACKET;
}

function parts(byte: number): boolean {
  return byte === byteOf.COMMA || byte === 0x26 || byte === 0x3b || byte === byteOf.LT || closes(byte);
}
