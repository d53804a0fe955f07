import { isBlank, resolveReferences } from './xml-characters.js';
import { KnownElements, KnownName, KnownValues } from './xml-codes.js';
import { XML_LIMITS } from './xml-limits.js';
import type { XmlPiece } from './xml-piece.js';
import type { XmlEvents } from './xml-scanner.js';

const TAB = 0x09;
const LF = 0x0a;
const BLANK = 0x20;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LT = 0x3c;
const EQUALS = 0x3d;
const GT = 0x3e;

/** Of all documents: what the last one taught serves the next. */
const ELEMENTS = new KnownElements();

/** Of every tag that has none. */
const NONE: Record<string, string | undefined> = Object.freeze({});

/**
 * Start tags. A tag that is not whole yet is read again from its start when more text has come: no tag may be longer than a few
 * chunks. Names are not cut out but compared with the one that came next before.
 */
export class TagScanner {
  attributes = NONE;
  count = 0;
  /** Ended with `/>`. */
  isEmpty = false;
  /** Where the attribute being read begins, for faults; 0 between tags. */
  place = 0;
  private readonly values = new KnownValues();
  private element = new KnownName('');
  /** Where the value that was read last ends, its closing quote. */
  private valueEnd = 0;

  constructor(
    private readonly piece: XmlPiece,
    private readonly events: Pick<XmlEvents, 'malformed' | 'tooLarge'>,
    private readonly isName: (name: string) => boolean,
  ) {}

  /** The element whose tag was read last. */
  get name(): KnownName {
    return this.element;
  }

  /** @param start behind the `<` @returns where the text behind the tag begins; -1 when the tag is not whole yet. */
  read(start: number): number {
    const { codes } = this.piece;
    const end = this.readName(start);
    if (end < 0) return -1;
    this.attributes = NONE;
    this.count = 0;
    let last = this.element;
    let at = end;
    for (;;) {
      let next = at;
      while (isBlank(codes[next] ?? 0)) next++;
      const code = codes[next];
      if (code === GT || code === SLASH) return this.close(next, code);
      if (code === 0) return this.unfinished();
      if (next === at) this.events.malformed('no blank before an attribute');
      this.place = next;
      const name = this.readAttribute(next, last);
      if (name === null) return this.unfinished();
      last = name;
      at = this.valueEnd + 1;
    }
  }

  private unfinished(): number {
    this.place = 0;
    return -1;
  }

  private close(at: number, code: number): number {
    const { codes } = this.piece;
    this.isEmpty = code === SLASH;
    if (this.isEmpty && codes[at + 1] === 0) return this.unfinished();
    if (this.isEmpty && codes[at + 1] !== GT) this.events.malformed('/ inside a tag');
    this.place = 0;
    return this.isEmpty ? at + 2 : at + 1;
  }

  /** @returns where the name of the element ends; -1 when it may go on. */
  private readName(start: number): number {
    const { buffer, codes } = this.piece;
    const guess = this.element.element;
    if (guess !== null && guess.standsAt(codes, start) && endsName(codes[start + guess.length])) {
      this.element = guess;
      return start + guess.length;
    }
    const end = this.endOfName(start);
    if (end < 0) return -1;
    const text = buffer.slice(start, end);
    const name = ELEMENTS.find(text) ?? ELEMENTS.learn(this.checked(text, 'an element'));
    this.element.element = name;
    this.element = name;
    return end;
  }

  /** @returns its name, its value being added and `valueEnd` set; null when it is not whole yet. */
  private readAttribute(start: number, last: KnownName): KnownName | null {
    const { codes } = this.piece;
    const guess = last.attribute;
    // Nearly always: the name that came next before, an equals sign, a value in double quotes.
    if (guess !== null && guess.standsAt(codes, start)) {
      const equals = start + guess.length;
      if (codes[equals] === EQUALS && codes[equals + 1] === QUOTE)
        return this.readValue(equals + 1, guess) ? guess : null;
    }
    const end = this.endOfName(start);
    if (end < 0) return null;
    let at = end;
    while (isBlank(codes[at] ?? 0)) at++;
    if (codes[at] === 0) return null;
    const text = this.piece.buffer.slice(start, end);
    if (codes[at] !== EQUALS) this.events.malformed(`the attribute ${text.slice(0, 64)} has no value`);
    at++;
    while (isBlank(codes[at] ?? 0)) at++;
    if (codes[at] === 0) return null;
    const { element } = this;
    const name =
      element.attributes.get(text) ?? ELEMENTS.learnAttribute(element, this.checked(text, 'an attribute'));
    last.attribute = name;
    return this.readValue(at, name) ? name : null;
  }

  private checked(text: string, of: string): string {
    if (!this.isName(text)) this.events.malformed(`${text.slice(0, 64)} is no name of ${of}`);
    return text;
  }

  /** @returns false when the value is not whole yet. */
  private readValue(at: number, { text: name }: KnownName): boolean {
    const { buffer, codes } = this.piece;
    const quote = codes[at];
    if (quote !== QUOTE && quote !== APOSTROPHE) this.events.malformed('an attribute value without quotes');
    const start = at + 1;
    let end = start;
    let hash = 0;
    let isPlain = true;
    for (let code = codes[end] ?? 0; code !== quote; code = codes[++end] ?? 0) {
      hash = (Math.imul(hash, 31) + code) | 0;
      if (code > LT) continue;
      if (code === 0) break;
      if (code === AMPERSAND || code === TAB || code === LF) isPlain = false;
      else if (code === LT) this.events.malformed('< inside an attribute value');
    }
    if (end - start > XML_LIMITS.valueLength)
      this.events.tooLarge(`an attribute value longer than ${XML_LIMITS.valueLength} characters`);
    if (codes[end] === 0) return false;
    const value = isPlain
      ? this.values.text(buffer, codes, { start, end, hash })
      : this.valueOf(buffer.slice(start, end));
    this.add(name, value);
    this.valueEnd = end;
    return true;
  }

  private add(name: string, value: string): void {
    if (++this.count === 1) this.attributes = {};
    const { events, attributes } = this;
    if (this.count > XML_LIMITS.attributesPerElement)
      events.tooLarge(`more than ${XML_LIMITS.attributesPerElement} attributes on one element`);
    if (attributes[name] !== undefined && Object.hasOwn(attributes, name))
      events.malformed(`the attribute ${name} stands twice`);
    // The one name that an object literal does not take as it comes.
    if (name === '__proto__') Object.defineProperty(attributes, name, { value, enumerable: true });
    else attributes[name] = value;
  }

  private valueOf(raw: string): string {
    const value = resolveReferences(raw.replace(/[\t\n]/g, ' '));
    return value ?? this.events.malformed('a reference that is none, or to no character');
  }

  /** @returns -1 when the text ends before the name does. */
  private endOfName(start: number): number {
    const { codes } = this.piece;
    let at = start;
    while (!endsName(codes[at])) at++;
    if (at - start > XML_LIMITS.nameLength)
      this.events.tooLarge(`a name longer than ${XML_LIMITS.nameLength} characters`);
    return codes[at] === 0 ? -1 : at;
  }
}

function endsName(code = 0): boolean {
  return code <= GT && (code <= BLANK || code === EQUALS || code === GT || code === SLASH || code === LT);
}
