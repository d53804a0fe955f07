/** Where a text is longer than this, nobody sends it twice. */
const WIDTH = 16;
const SLOTS = 2_048;

/** A name that was met before, with what came after it: what is next in a message is nearly always what was next before. */
export class KnownName {
  /** Of an element its first attribute; of an attribute the one behind it. */
  attribute: KnownName | null = null;
  /** Of an element: the one that starts next. */
  element: KnownName | null = null;
  /** Of an element: those of its attributes that were met. */
  readonly attributes = new Map<string, KnownName>();
  private readonly codes: Uint16Array;

  constructor(readonly text: string) {
    this.codes = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) this.codes[i] = text.charCodeAt(i);
  }

  get length(): number {
    return this.codes.length;
  }

  standsAt(codes: Uint16Array, at: number): boolean {
    const own = this.codes;
    for (let i = 0; i < own.length; i++) if (own[i] !== codes[at + i]) return false;
    return true;
  }
}

/**
 * Short values of one document, each made once: codes, dates and prices come again and again, and who gets the same string
 * finds what he knows of it faster. One place for each hash: a value that finds its place taken is just made anew.
 */
export class KnownValues {
  private readonly texts: string[] = new Array<string>(SLOTS).fill('');
  private readonly codes = new Uint16Array(SLOTS * WIDTH);

  /** The characters from `start` to `end` as text; `hash` depends on nothing else. */
  text(
    buffer: string,
    codes: Uint16Array,
    { start, end, hash }: { start: number; end: number; hash: number },
  ): string {
    const length = end - start;
    if (length > WIDTH) return buffer.slice(start, end);
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
}
