import { CardScanner } from './card-scanner.js';
import { isDigit, isSpace, type Mask, type Redactor } from './mask.js';
import { NameReader } from './name-reader.js';
import { isIdName, type Sensitivity } from './sensitive-names.js';
import { XmlRegions } from './xml-regions.js';

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const DASH = 0x2d;
const CDATA = Buffer.from('[CDATA[');

type State = 'text' | 'markup' | 'tag-name' | 'tag' | 'attribute-name' | 'value' | 'comment' | 'declaration';

/**
 * Masks an XML body in one pass over its bytes, tag by tag. It is no parser and refuses nothing: what is malformed or
 * cut off is journalled too, so it is read as well as it can be, and in doubt more is hidden. Works on every encoding
 * in which markup is ASCII. Comments are hidden whole: no contract puts data there, but people put anything.
 */
export class XmlRedactor implements Redactor {
  readonly #mask: Mask;
  readonly #body: Uint8Array;
  readonly #tagName: NameReader;
  readonly #attributeName: NameReader;
  readonly #regions = new XmlRegions();
  readonly #cards: CardScanner;
  #state: State = 'text';
  #at = 0;
  #tag: Sensitivity | null = null;
  #closing = false;
  #selfClosing = false;
  #afterEquals = false;
  /** Of the value or literal being read; 0 outside of one, or for a value without quotes. */
  #quote = 0;
  #hideValue = false;
  #cdata = false;
  #commentFrom = 0;

  constructor(mask: Mask) {
    this.#mask = mask;
    this.#body = mask.body;
    this.#tagName = new NameReader(mask.body);
    this.#attributeName = new NameReader(mask.body);
    this.#cards = new CardScanner(mask, () => {
      return isIdName((this.#state === 'value' ? this.#attributeName : this.#tagName).text());
    });
  }

  run(limit: number): boolean {
    const end = Math.min(limit, this.#body.length);
    while (this.#at < end) this.#step(end);
    if (this.#at < this.#body.length) return true;
    this.#cards.end(this.#at);
    return false;
  }

  #step(end: number): void {
    switch (this.#state) {
      case 'text':
        return this.#text(end);
      case 'markup':
        return this.#markup();
      case 'tag-name':
        return this.#readTagName(end);
      case 'tag':
        return this.#insideTag(end);
      case 'attribute-name':
        return this.#readAttributeName(end);
      case 'value':
        return this.#value(end);
      case 'comment':
        return this.#comment(end);
      case 'declaration':
        return this.#declaration(end);
    }
  }

  #text(end: number): void {
    const hidden = this.#regions.hidden;
    // In a CDATA section of a hidden element, markup is text of that element like any other.
    const opaque = this.#cdata && hidden && !this.#regions.inCdata;
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      if (byte === LT && !opaque) {
        this.#cards.end(this.#at);
        return this.#go('markup', 1);
      }
      if (this.#cdata && byte === GT && this.#follows(CLOSE_BRACKET)) return this.#endCdata();
      if (!hidden) this.#lookForCard(byte);
      // The brackets stay, for they may be those that end the section.
      else if (!this.#cdata || (byte !== CLOSE_BRACKET && byte !== GT)) this.#hide(byte);
    }
  }

  /** After a `<`: what begins here? */
  #markup(): void {
    const byte = this.#body[this.#at] ?? 0;
    if (byte === BANG) return this.#bang();
    this.#closing = byte === SLASH;
    this.#selfClosing = byte === QUESTION;
    if (this.#closing || this.#selfClosing) this.#at += 1;
    else if (!isNameStart(byte)) return this.#go('text', 0);
    this.#tagName.begin(this.#at);
    this.#state = 'tag-name';
  }

  #bang(): void {
    const start = this.#at + 1;
    if (this.#body[start] === DASH && this.#body[start + 1] === DASH) {
      this.#commentFrom = start + 2;
      return this.#go('comment', 3);
    }
    if (CDATA.every((byte, index) => this.#body[start + index] === byte)) {
      this.#cdata = true;
      return this.#go('text', 1 + CDATA.length);
    }
    this.#quote = 0;
    this.#go('declaration', 1);
  }

  #endCdata(): void {
    this.#cards.end(this.#at);
    this.#cdata = false;
    this.#regions.endCdata();
    this.#go('text', 1);
  }

  #readTagName(end: number): void {
    this.#at = this.#tagName.read(this.#at, end);
    if (this.#at === end && end < this.#body.length) return;
    this.#tag = this.#tagName.sensitivity();
    this.#afterEquals = false;
    this.#state = 'tag';
  }

  #insideTag(end: number): void {
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      if (byte === GT) return this.#endTag();
      if (byte === LT) return this.#go('markup', 1);
      if (byte === QUOTE || byte === APOSTROPHE) return this.#beginValue(byte);
      if (isSpace(byte)) continue;
      if (this.#afterEquals) return this.#beginValue(0);
      this.#selfClosing = byte === SLASH || byte === QUESTION;
      this.#afterEquals = byte === EQUALS;
      if (!this.#selfClosing && !this.#afterEquals) {
        this.#attributeName.begin(this.#at);
        return this.#go('attribute-name', 0);
      }
    }
  }

  #readAttributeName(end: number): void {
    this.#at = this.#attributeName.read(this.#at, end);
    if (this.#at === end && end < this.#body.length) return;
    this.#state = 'tag';
  }

  #beginValue(quote: number): void {
    this.#quote = quote;
    this.#afterEquals = false;
    this.#hideValue = this.#regions.hidesAttribute(this.#attributeName.sensitivity(), this.#tag);
    this.#go('value', quote === 0 ? 0 : 1);
  }

  /** Ends at its quote, and at a `<`, which no value may hold: there a quote was forgotten. */
  #value(end: number): void {
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      const ends = this.#quote === 0 ? isSpace(byte) || byte === GT : byte === this.#quote;
      if (ends || byte === LT) {
        this.#cards.end(this.#at);
        return this.#go('tag', byte === this.#quote ? 1 : 0);
      }
      if (this.#hideValue) this.#hide(byte);
      else this.#lookForCard(byte);
    }
  }

  #endTag(): void {
    if (this.#closing) this.#regions.close(this.#tagName.hash);
    else if (!this.#selfClosing) this.#regions.open(this.#tagName.hash, this.#tag, this.#cdata);
    this.#go('text', 1);
  }

  #comment(end: number): void {
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      if (byte === GT && this.#at - this.#commentFrom >= 2 && this.#follows(DASH)) return this.#go('text', 1);
      if (byte !== DASH && byte !== GT) this.#hide(byte);
    }
  }

  /** DOCTYPE and what it declares: refused by every decoder of ours, so no literal of it needs to stay. */
  #declaration(end: number): void {
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      if (this.#quote !== 0) {
        if (byte === this.#quote) this.#quote = 0;
        else this.#hide(byte);
      } else if (byte === QUOTE || byte === APOSTROPHE) this.#quote = byte;
      else if (byte === GT || byte === OPEN_BRACKET) return this.#go('text', 1);
    }
  }

  #go(state: State, bytes: number): void {
    this.#state = state;
    this.#at += bytes;
  }

  /** Do two of `byte` stand before here, as at the end of a comment or CDATA section? */
  #follows(byte: number): boolean {
    return this.#body[this.#at - 1] === byte && this.#body[this.#at - 2] === byte;
  }

  /** Space stays, so that lines keep their numbers. */
  #hide(byte: number): void {
    if (!isSpace(byte)) this.#mask.hide(this.#at);
  }

  #lookForCard(byte: number): void {
    if (isDigit(byte)) this.#cards.digit(this.#at);
    else if (this.#cards.open) this.#cards.other(this.#at, byte);
  }
}

function isNameStart(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || byte === 0x5f || byte === 0x3a || byte >= 0x80;
}
