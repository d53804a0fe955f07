import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Why a JSON text cannot be read. */
export class JsonFault extends Error {
  readonly pointer: string;
  readonly line: number | undefined;

  constructor(message: string, place: { readonly pointer?: string; readonly line?: number } = {}) {
    super(message);
    this.name = 'JsonFault';
    this.pointer = place.pointer ?? '';
    this.line = place.line;
  }
}

const MAX_DEPTH = 16;
/** Characters of one value or item; an update has a few hundred. */
const MAX_VALUE = 262_144;
/** Characters between two pauses for the event loop. */
const PAUSE = 65_536;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads a JSON object member by member and, where a member is a list, item by item: JSON.parse of 10 MB in one go would
 * hold up everybody else for a tenth of a second, and it keeps the last of two equal keys without a word.
 */
export class JsonReader {
  private at = 0;
  private lastPause = 0;

  private constructor(
    private readonly text: string,
    private readonly maxValue: number,
  ) {}

  /**
   * `maxValue`: characters of one value, for contracts whose messages are one big item.
   * @throws JsonFault for what is not UTF-8. A byte order mark is read over.
   */
  static of(body: Uint8Array, { maxValue = MAX_VALUE }: { readonly maxValue?: number } = {}): JsonReader {
    if (!isUtf8(body)) throw new JsonFault('Not valid UTF-8; JSON is sent in UTF-8');
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    return new JsonReader(text.startsWith('\ufeff') ? text.slice(1) : text, maxValue);
  }

  /**
   * The members of the document's object. Items of the list named `listed`, or of each of several, go to `onItem` one by
   * one instead; the member itself is then their number.
   * @throws JsonFault for broken JSON, two equal keys, or a document that is not an object.
   */
  async readObject(
    listed: string | readonly string[],
    onItem: (item: unknown, index: number, list: string) => void,
  ): Promise<Map<string, unknown>> {
    const members = new Map<string, unknown>();
    const lists = typeof listed === 'string' ? [] : listed;
    this.expect('{', 'The document is not a JSON object');
    if (!this.skip('}')) {
      do {
        const key = this.readKey();
        if (members.has(key)) throw this.fault(`The key "${key}" stands twice; send it once`);
        const isList = (key === listed || lists.includes(key)) && this.peek() === '[';
        members.set(key, isList ? await this.readList(key, onItem) : this.readValue(`/${key}`));
      } while (this.skip(','));
      this.expect('}', 'Broken JSON');
    }
    if (this.peek() !== '') throw this.fault('Broken JSON: more text after the document');
    return members;
  }

  private async readList(
    key: string,
    onItem: (item: unknown, index: number, list: string) => void,
  ): Promise<number> {
    this.expect('[', 'Broken JSON');
    if (this.skip(']')) return 0;
    let index = 0;
    do {
      onItem(this.readValue(`/${key}/${index}`), index, key);
      index++;
      if (this.at - this.lastPause > PAUSE) {
        this.lastPause = this.at;
        await nextTurn();
      }
    } while (this.skip(','));
    this.expect(']', 'Broken JSON');
    return index;
  }

  private readKey(): string {
    const key = this.readValue('');
    if (typeof key !== 'string') throw this.fault('Broken JSON: a key in quotes is expected');
    this.expect(':', 'Broken JSON');
    return key;
  }

  private readValue(pointer: string): unknown {
    this.skipBlanks();
    const start = this.at;
    this.at = this.endOfValue(pointer);
    if (this.at - start > this.maxValue)
      throw this.fault(`A value of more than ${this.maxValue} characters`, pointer);
    try {
      return JSON.parse(this.text.slice(start, this.at)) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.at = start;
      throw this.fault('Broken JSON', pointer);
    }
  }

  /** Where the value that starts here ends, by strings and brackets alone; JSON.parse judges what is inside. */
  private endOfValue(pointer: string): number {
    const keys: (Set<string> | null)[] = [];
    let at = this.at;
    for (; at < this.text.length; at++) {
      const character = this.text[at];
      if (character === '"') {
        const end = this.endOfString(at);
        this.checkKey(keys.at(-1) ?? null, { from: at, to: end, pointer });
        at = end - 1;
      } else if (character === '{' || character === '[') {
        keys.push(character === '{' ? new Set() : null);
        if (keys.length > MAX_DEPTH) throw this.fault(`More than ${MAX_DEPTH} levels deep`, pointer);
      } else if (keys.length === 0) {
        if (character === ',' || character === '}' || character === ']' || character === ':') return at;
      } else if (character === '}' || character === ']') keys.pop();
      const ended = keys.length === 0 && (character === '"' || character === '}' || character === ']');
      if (ended) return at + 1;
    }
    return at;
  }

  private checkKey(
    keys: Set<string> | null,
    { from, to, pointer }: { readonly from: number; readonly to: number; readonly pointer: string },
  ): void {
    if (keys === null || this.text[this.endOfBlanks(to)] !== ':') return;
    const raw = this.text.slice(from, to);
    const key = raw.includes('\\') ? raw.replace(/\\u00([2-7][0-9a-fA-F])/g, unescape) : raw;
    if (keys.has(key)) {
      this.at = from;
      throw this.fault(`The key ${key.slice(0, 40)} stands twice; send it once`, pointer);
    }
    keys.add(key);
  }

  /** Behind the closing quote of the string that starts at `from`; the text's end where there is none. */
  private endOfString(from: number): number {
    for (let at = from + 1; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === QUOTE) return at + 1;
      if (code === BACKSLASH) at++;
    }
    return this.text.length;
  }

  private peek(): string {
    this.skipBlanks();
    return this.text[this.at] ?? '';
  }

  private skip(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string, message: string): void {
    if (!this.skip(character)) throw this.fault(`${message}: ${character} is expected`);
  }

  private skipBlanks(): void {
    this.at = this.endOfBlanks(this.at);
  }

  private endOfBlanks(from: number): number {
    let at = from;
    for (let code = this.text.charCodeAt(at); code === 0x20 || (code >= 0x09 && code <= 0x0d);) {
      code = this.text.charCodeAt(++at);
    }
    return at;
  }

  private fault(message: string, pointer = ''): JsonFault {
    const line = this.text.slice(0, this.at).split('\n').length;
    return new JsonFault(message, { pointer, line });
  }
}

/** An escaped ASCII character as itself, so that two spellings of one key are the same key. */
function unescape(_whole: string, code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16));
}
