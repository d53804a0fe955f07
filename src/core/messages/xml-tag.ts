import * as byteOf from './bytes.js';
import type { CardScanner } from './card-scanner.js';
import { isEndOfStay } from './end-of-stay.js';
import type { Mask } from './mask.js';
import { NameReader } from './name-reader.js';
import type { Sensitivity } from './sensitive-names.js';
import type { XmlRegions } from './xml-regions.js';

type Part = 'name' | 'between' | 'attribute-name' | 'value';

interface Surroundings {
  readonly cards: CardScanner;
  readonly regions: XmlRegions;
}

/** A tag from behind its `<` to its `>`: its name, and attributes whose values are hidden where their names or their place ask for it. */
export class XmlTag {
  readonly #mask: Mask;
  readonly #cards: CardScanner;
  readonly #regions: XmlRegions;
  readonly #name: NameReader;
  readonly #attributeName: NameReader;
  #part: Part = 'name';
  #sensitivity: Sensitivity | null = null;
  #closing = false;
  #selfClosing = false;
  #afterEquals = false;
  /** Of the value being read; 0 for one without quotes. */
  #quote = 0;
  #hideValue = false;
  #end: 'whole' | 'broken' | null = null;

  constructor(mask: Mask, { cards, regions }: Surroundings) {
    this.#mask = mask;
    this.#cards = cards;
    this.#regions = regions;
    this.#name = new NameReader(mask.body);
    this.#attributeName = new NameReader(mask.body);
  }

  /** Whether it was read to its `>`, or is broken off by the `<` of another; null before. */
  get end(): 'whole' | 'broken' | null {
    return this.#end;
  }

  get closing(): boolean {
    return this.#closing;
  }

  get selfClosing(): boolean {
    return this.#selfClosing;
  }

  /** Of the local name. */
  get hash(): number {
    return this.#name.hash;
  }

  get sensitivity(): Sensitivity | null {
    return this.#sensitivity;
  }

  /** The local name of what holds the text that is being read: of an attribute in its value, else of the element. */
  nameOfHolder(): string {
    return (this.#part === 'value' ? this.#attributeName : this.#name).text();
  }

  /** @param at after the `<`. @returns where to read on. */
  begin(at: number): number {
    const byte = this.#mask.body[at] ?? 0;
    this.#closing = byte === byteOf.SLASH;
    this.#selfClosing = byte === byteOf.QUESTION;
    const from = this.#closing || this.#selfClosing ? at + 1 : at;
    this.#name.begin(from);
    this.#part = 'name';
    this.#end = null;
    return from;
  }

  /** @returns behind what ends it, or `end` when it goes on there. */
  read(from: number, end: number): number {
    let at = from;
    while (at < end && this.#end === null) at = this.#step(at, end);
    return at;
  }

  #step(at: number, end: number): number {
    switch (this.#part) {
      case 'name':
        return this.#readName(at, end);
      case 'between':
        return this.#between(at, end);
      case 'attribute-name':
        return this.#readAttributeName(at, end);
      case 'value':
        return this.#value(at, end);
    }
  }

  #readName(from: number, end: number): number {
    const at = this.#name.read(from, end);
    if (at === end && end < this.#mask.body.length) return at;
    this.#cards.scan(this.#name.placeOfDigits());
    this.#sensitivity = this.#name.sensitivity();
    this.#afterEquals = false;
    this.#part = 'between';
    return at;
  }

  #between(from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = this.#mask.body[at] ?? 0;
      if (byte === byteOf.GT || byte === byteOf.LT) {
        this.#end = byte === byteOf.GT ? 'whole' : 'broken';
        return at + 1;
      }
      if (byte === byteOf.QUOTE || byte === byteOf.APOSTROPHE) return this.#beginValue(at, byte);
      if (byteOf.isSpace(byte)) continue;
      if (this.#afterEquals) return this.#beginValue(at, 0);
      this.#selfClosing = byte === byteOf.SLASH || byte === byteOf.QUESTION;
      this.#afterEquals = byte === byteOf.EQUALS;
      if (!this.#selfClosing && !this.#afterEquals) {
        this.#attributeName.begin(at);
        this.#part = 'attribute-name';
        return at;
      }
    }
    return end;
  }

  #readAttributeName(from: number, end: number): number {
    const at = this.#attributeName.read(from, end);
    if (at === end && end < this.#mask.body.length) return at;
    this.#cards.scan(this.#attributeName.placeOfDigits());
    this.#part = 'between';
    return at;
  }

  #beginValue(at: number, quote: number): number {
    this.#quote = quote;
    this.#afterEquals = false;
    const name = this.#attributeName;
    const said = name.sensitivity();
    const ends = said === 'value' && quote !== 0 && isEndOfStay(name.text(), this.#mask.body, at + 1);
    this.#hideValue = this.#regions.hidesAttribute(ends ? 'local' : said, this.#sensitivity);
    this.#part = 'value';
    return quote === 0 ? at : at + 1;
  }

  /** Ends at its quote, and at a `<`, which no value may hold: there a quote was forgotten. */
  #value(from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = this.#mask.body[at] ?? 0;
      const ends = this.#quote === 0 ? byteOf.isSpace(byte) || byte === byteOf.GT : byte === this.#quote;
      if (ends || byte === byteOf.LT) {
        this.#cards.end(at);
        this.#part = 'between';
        return byte === this.#quote ? at + 1 : at;
      }
      if (this.#hideValue) this.#hide(at, byte);
      else if (this.#cards.open || byteOf.isDigit(byte)) this.#cards.feed(at, byte);
    }
    return end;
  }

  /** Space stays, so that lines keep their numbers. */
  #hide(at: number, byte: number): void {
    if (!byteOf.isSpace(byte)) this.#mask.hide(at);
  }
}
