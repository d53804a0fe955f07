import * as byteOf from './bytes.js';
import { CardScanner } from './card-scanner.js';
import { CDATA_OPENING, closesCdata, opensCdata } from './cdata.js';
import type { Mask, Redactor } from './mask.js';
import { NameReader } from './name-reader.js';
import { isEndOfStay } from './end-of-stay.js';
import { isIdName, type Sensitivity } from './sensitive-names.js';
import { XmlAside } from './xml-aside.js';
import { XmlRegions } from './xml-regions.js';

type State = 'text' | 'markup' | 'tag-name' | 'tag' | 'attribute-name' | 'value' | 'aside';

/**
 * Masks an XML body in one pass over its bytes, tag by tag. It is no parser and refuses nothing: what is malformed or
 * cut off is journalled too, so it is read as well as it can be, and in doubt more is hidden. Works on every encoding
 * in which markup is ASCII.
 */
export class XmlRedactor implements Redactor {
  readonly #mask: Mask;
  readonly #body: Uint8Array;
  readonly #tagName: NameReader;
  readonly #attributeName: NameReader;
  readonly #aside: XmlAside;
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

  constructor(mask: Mask) {
    this.#mask = mask;
    this.#body = mask.body;
    this.#tagName = new NameReader(mask.body);
    this.#attributeName = new NameReader(mask.body);
    this.#aside = new XmlAside(mask);
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
      case 'aside':
        return this.#readAside(end);
    }
  }

  #text(end: number): void {
    const body = this.#body;
    // In a CDATA section of a hidden element, markup is text of that element like any other.
    const opaque = this.#cdata && this.#regions.hidden && !this.#regions.inCdata;
    for (let at = this.#at; at < end; at += 1) {
      const byte = body[at] ?? 0;
      this.#at = at;
      if (byte === byteOf.LT && !opaque) {
        this.#cards.end(at);
        return this.#go('markup', 1);
      }
      if (this.#cdata && byte === byteOf.GT && closesCdata(body, at)) return this.#endCdata();
      if (this.#regions.hidden) this.#hideText(byte);
      else if (this.#cards.open || byteOf.isDigit(byte)) this.#cards.feed(at, byte);
    }
    this.#at = end;
  }

  /** In a CDATA section brackets stay, for they may be those that end it. */
  #hideText(byte: number): void {
    if (!this.#cdata || (byte !== byteOf.CLOSE_BRACKET && byte !== byteOf.GT)) this.#hide(byte);
  }

  /** After a `<`: what begins here? */
  #markup(): void {
    const byte = this.#body[this.#at] ?? 0;
    if (byte === byteOf.BANG) return this.#bang();
    this.#closing = byte === byteOf.SLASH;
    this.#selfClosing = byte === byteOf.QUESTION;
    if (this.#closing || this.#selfClosing) this.#at += 1;
    else if (!byteOf.isNameStart(byte)) return this.#go('text', 0);
    this.#tagName.begin(this.#at);
    this.#state = 'tag-name';
  }

  #bang(): void {
    const start = this.#at + 1;
    if (opensCdata(this.#body, start)) {
      this.#cdata = true;
      return this.#go('text', 1 + CDATA_OPENING);
    }
    this.#at = this.#aside.begin(start);
    this.#state = 'aside';
  }

  #readAside(end: number): void {
    this.#at = this.#aside.read(this.#at, end);
    if (this.#aside.ended) this.#state = 'text';
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
    this.#cards.scan(this.#tagName.placeOfDigits());
    this.#tag = this.#tagName.sensitivity();
    this.#afterEquals = false;
    this.#state = 'tag';
  }

  #insideTag(end: number): void {
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      if (byte === byteOf.GT) return this.#endTag();
      if (byte === byteOf.LT) return this.#go('markup', 1);
      if (byte === byteOf.QUOTE || byte === byteOf.APOSTROPHE) return this.#beginValue(byte);
      if (byteOf.isSpace(byte)) continue;
      if (this.#afterEquals) return this.#beginValue(0);
      this.#selfClosing = byte === byteOf.SLASH || byte === byteOf.QUESTION;
      this.#afterEquals = byte === byteOf.EQUALS;
      if (!this.#selfClosing && !this.#afterEquals) {
        this.#attributeName.begin(this.#at);
        return this.#go('attribute-name', 0);
      }
    }
  }

  #readAttributeName(end: number): void {
    this.#at = this.#attributeName.read(this.#at, end);
    if (this.#at === end && end < this.#body.length) return;
    this.#cards.scan(this.#attributeName.placeOfDigits());
    this.#state = 'tag';
  }

  #beginValue(quote: number): void {
    this.#quote = quote;
    this.#afterEquals = false;
    const name = this.#attributeName;
    const said = name.sensitivity();
    const ends = said === 'value' && quote !== 0 && isEndOfStay(name.text(), this.#body, this.#at + 1);
    this.#hideValue = this.#regions.hidesAttribute(ends ? 'local' : said, this.#tag);
    this.#go('value', quote === 0 ? 0 : 1);
  }

  /** Ends at its quote, and at a `<`, which no value may hold: there a quote was forgotten. */
  #value(end: number): void {
    for (; this.#at < end; this.#at += 1) {
      const byte = this.#body[this.#at] ?? 0;
      const ends = this.#quote === 0 ? byteOf.isSpace(byte) || byte === byteOf.GT : byte === this.#quote;
      if (ends || byte === byteOf.LT) {
        this.#cards.end(this.#at);
        return this.#go('tag', byte === this.#quote ? 1 : 0);
      }
      if (this.#hideValue) this.#hide(byte);
      else if (this.#cards.open || byteOf.isDigit(byte)) this.#cards.feed(this.#at, byte);
    }
  }

  #endTag(): void {
    if (this.#closing) this.#regions.close(this.#tagName.hash);
    else if (!this.#selfClosing) this.#regions.open(this.#tagName.hash, this.#tag, this.#cdata);
    this.#go('text', 1);
  }

  #go(state: State, bytes: number): void {
    this.#state = state;
    this.#at += bytes;
  }

  /** Space stays, so that lines keep their numbers. */
  #hide(byte: number): void {
    if (!byteOf.isSpace(byte)) this.#mask.hide(this.#at);
  }
}
