import { XML_LIMITS } from './xml-limits.js';

/** Where a text is longer than this, nobody sends it twice. */
const WIDTH = 16;
const SLOTS = 2_048;
/** Values of a document before any is remembered: most documents are small, and the places take 80 KB. */
const FEW = 200;

/** Names of elements and attributes that are known, over all documents: few, which come again and again. */
const MOST_NAMES = 4_000;

/** The text as V8 keeps names of properties, once each: to compare two of those is to compare two addresses. */
export function asPropertyName(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}

/** A name that was met before, with what came after it: what is next in a message is nearly always what was next before. */
export class KnownName {
  /** Of an element its first attribute; of an attribute the one behind it. */
  attribute: KnownName | null = null;
  /** Of an element: the one that starts next. */
  element: KnownName | null = null;
  /** Of an element: those of its attributes that were met. */
  readonly attributes = new Map<string, KnownName>();
  /**
   * Of an element: an object with its attributes, never read. Without one alive V8 forgets the shape at the next full
   * garbage collection, with all machine code that knows it.
   */
  private readonly shape: Record<string, string> = {};
  readonly text: string;
  private readonly codes: Uint16Array;

  constructor(text: string) {
    this.text = asPropertyName(text);
    this.codes = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) this.codes[i] = text.charCodeAt(i);
  }

  get length(): number {
    return this.codes.length;
  }

  /** Learns the name of an attribute. */
  learn(text: string): KnownName {
    const name = new KnownName(text);
    if (this.attributes.size >= XML_LIMITS.attributesPerElement) return name;
    this.attributes.set(text, name);
    if (text !== '__proto__') this.shape[text] = '';
    return name;
  }

  standsAt(codes: Uint16Array, at: number): boolean {
    const own = this.codes;
    for (let i = 0; i < own.length; i++) if (own[i] !== codes[at + i]) return false;
    return true;
  }
}

/** The names of elements that are known, with their attributes; only what is a name gets in. */
export class KnownElements {
  private readonly names = new Map<string, KnownName>();
  private size = 0;

  find(text: string): KnownName | undefined {
    return this.names.get(text);
  }

  learn(text: string): KnownName {
    this.makeRoom();
    const name = new KnownName(text);
    this.names.set(text, name);
    return name;
  }

  learnAttribute(element: KnownName, text: string): KnownName {
    this.makeRoom();
    return element.learn(text);
  }

  /** Whoever sends more names than there are must not keep those of honest senders out. */
  private makeRoom(): void {
    if (++this.size <= MOST_NAMES) return;
    this.names.clear();
    this.size = 1;
  }
}

/**
 * Short values of one document, each made once: codes, dates and prices come again and again, and who gets the same string
 * finds what he knows of it faster. One place for each hash: a value that finds its place taken is just made anew.
 */
export class KnownValues {
  private texts: string[] = [];
  private codes = new Uint16Array(0);
  private seen = 0;

  /** The characters from `start` to `end` as text; `hash` depends on nothing else. */
  text(
    buffer: string,
    codes: Uint16Array,
    { start, end, hash }: { start: number; end: number; hash: number },
  ): string {
    const length = end - start;
    if (length > WIDTH || this.seen < FEW) {
      this.seen++;
      return buffer.slice(start, end);
    }
    if (this.texts.length === 0) this.begin();
    const slot = (hash ^ (hash >>> 11)) & (SLOTS - 1);
    const known = this.texts[slot] ?? '';
    const own = this.codes;
    const first = slot * WIDTH;
    if (known.length === length) {
      let i = 0;
      while (i < length && own[first + i] === codes[start + i]) i++;
      if (i === length) return known;
    }
    for (let i = 0; i < length; i++) own[first + i] = codes[start + i] ?? 0;
    const text = buffer.slice(start, end);
    this.texts[slot] = text;
    return text;
  }

  private begin(): void {
    this.texts = new Array<string>(SLOTS).fill('');
    this.codes = new Uint16Array(SLOTS * WIDTH);
  }
}
