import * as byteOf from './bytes.js';
import { CardScanner } from './card-scanner.js';
import { CDATA_OPENING, closesCdata, opensCdata } from './cdata.js';
import type { Mask, Redactor } from './mask.js';
import { isIdName } from './sensitive-names.js';
import { XmlAside } from './xml-aside.js';
import { XmlRegions } from './xml-regions.js';
import { XmlTag } from './xml-tag.js';

type State = 'text' | 'markup' | 'tag' | 'aside';

/**
 * Masks an XML body in one pass over its bytes, tag by tag. It is no parser and refuses nothing: what is malformed or
 * cut off is journalled too, so it is read as well as it can be, and in doubt more is hidden. Works on every encoding
 * in which markup is ASCII.
 */
export class XmlRedactor implements Redactor {
  readonly #mask: Mask;
  readonly #body: Uint8Array;
  readonly #tag: XmlTag;
  readonly #aside: XmlAside;
  readonly #regions = new XmlRegions();
  readonly #cards: CardScanner;
  #state: State = 'text';
  #at = 0;
  #cdata = false;

  constructor(mask: Mask) {
    this.#mask = mask;
    this.#body = mask.body;
    this.#aside = new XmlAside(mask);
    this.#cards = new CardScanner(mask, () => isIdName(this.#tag.nameOfHolder()));
    this.#tag = new XmlTag(mask, { cards: this.#cards, regions: this.#regions });
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
      case 'tag':
        return this.#readTag(end);
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

  /** Space stays, so that lines keep their numbers; in a CDATA section brackets too, for they may be those that end it. */
  #hideText(byte: number): void {
    if (byteOf.isSpace(byte)) return;
    if (!this.#cdata || (byte !== byteOf.CLOSE_BRACKET && byte !== byteOf.GT)) this.#mask.hide(this.#at);
  }

  /** After a `<`: what begins here? */
  #markup(): void {
    const byte = this.#body[this.#at] ?? 0;
    if (byte === byteOf.BANG) return this.#bang();
    if (!beginsTag(byte)) return this.#go('text', 0);
    this.#at = this.#tag.begin(this.#at);
    this.#state = 'tag';
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

  #readTag(end: number): void {
    const tag = this.#tag;
    this.#at = tag.read(this.#at, end);
    if (tag.end === null) return;
    this.#state = tag.end === 'broken' ? 'markup' : 'text';
    if (tag.end === 'broken') return;
    if (tag.closing) this.#regions.close(tag.hash);
    else if (!tag.selfClosing) this.#regions.open(tag.hash, tag.sensitivity, this.#cdata);
  }

  #go(state: State, bytes: number): void {
    this.#state = state;
    this.#at += bytes;
  }
}

function beginsTag(byte: number): boolean {
  return byte === byteOf.SLASH || byte === byteOf.QUESTION || byteOf.isNameStart(byte);
}
