import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { JsonFault } from './json-fault.js';
import { JSON_CHUNK, JSON_ITEM_COST, JSON_LIMITS, type JsonLimits } from './json-limits.js';
import { endOfText, JsonNames } from './json-names.js';
import { JsonShape, pointerOf, type JsonOpen } from './json-open.js';
import { JSON_BYTE, JsonScanner } from './json-scanner.js';

export { JsonFault } from './json-fault.js';

export type OnItem = (item: unknown, index: number, list: string) => void;

interface Reading {
  /** Members of the document that are lists and whose items go to `onItem` one by one; the member is then their number. */
  readonly listed: readonly string[];
  readonly onItem: OnItem;
  /** A list further inside, by its keys (`data/attributes/changes`), of which each item counts by itself. */
  readonly pieces?: string;
  /** Members whose numbers are codes: one that JavaScript would write otherwise is kept as a WrittenNumber. */
  readonly codes?: ReadonlySet<string>;
}

/**
 * Reads a JSON object from its bytes, value by value: the event loop gets its turn whatever the shape, every cap holds while
 * reading, a key that stands twice is refused (JSON.parse keeps the last without a word), and a fault has its place.
 */
export class JsonReader {
  private readonly open: JsonOpen[] = [];
  private readonly names: JsonNames;
  private readonly scanner: JsonScanner;
  private readonly shape: JsonShape;
  private reading: Reading = { listed: [], onItem: () => undefined };
  private objects = 0;
  private lastPause = 0;

  private constructor(
    private readonly bytes: Buffer,
    private readonly limits: JsonLimits,
  ) {
    this.names = new JsonNames(bytes, limits.distinctNames);
    this.scanner = new JsonScanner(bytes, limits);
    this.shape = new JsonShape(limits);
  }

  /**
   * `limits`: where a contract's honest messages have another shape.
   * @throws JsonFault for what is not UTF-8. A byte order mark is read over.
   */
  static of(body: Uint8Array, limits: Partial<JsonLimits> = {}): JsonReader {
    if (!isUtf8(body)) throw new JsonFault('Not valid UTF-8; JSON is sent in UTF-8');
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return new JsonReader(marked ? bytes.subarray(3) : bytes, { ...JSON_LIMITS, ...limits });
  }

  /**
   * The members of the document's object. Items of the lists in `listed` go to `onItem` one by one instead.
   * @throws JsonFault for broken JSON, two equal keys, a shape beyond the limits, or a document that is not an object.
   */
  async readObject(
    listed: string | readonly string[],
    onItem: OnItem,
    more: Pick<Reading, 'pieces' | 'codes'> = {},
  ): Promise<Map<string, unknown>> {
    this.reading = { listed: typeof listed === 'string' ? [listed] : listed, onItem, ...more };
    const { scanner } = this;
    scanner.skipBlanks();
    if (scanner.byte !== JSON_BYTE.objectOpen)
      throw this.fault('The document is not a JSON object: { is expected');
    const root = this.begin();
    while (this.open.length > 0) {
      const work = scanner.at + this.shape.items * JSON_ITEM_COST;
      if (work - this.lastPause > JSON_CHUNK) {
        this.lastPause = work;
        await nextTurn();
      }
      this.step();
    }
    scanner.skipBlanks();
    if (scanner.byte !== undefined) throw this.fault('Broken JSON: more text after the document');
    return new Map(Object.entries(root.value));
  }

  /** The next member or item of the innermost open object or list, or its end. */
  private step(): void {
    const { scanner } = this;
    const open = this.innermost();
    scanner.skipBlanks();
    const end = Array.isArray(open.value) ? JSON_BYTE.listEnd : JSON_BYTE.objectEnd;
    if (scanner.byte === end) {
      scanner.at++;
      this.open.pop();
      if (this.open.length > 0) this.take(open.items === 'handed' ? open.count : open.value);
      return;
    }
    if (open.count > 0) this.expect(JSON_BYTE.comma, 'a comma');
    open.count++;
    const tooMany = this.shape.add(open);
    if (tooMany !== null) throw this.faultIn(tooMany);
    if (!Array.isArray(open.value)) open.key = this.readKey(open);
    scanner.skipBlanks();
    const { byte } = scanner;
    if (byte === JSON_BYTE.objectOpen || byte === JSON_BYTE.listOpen) this.begin();
    else this.take(this.readScalar(open));
  }

  private readScalar({ key, value }: JsonOpen): unknown {
    const { scanner } = this;
    const exact = !Array.isArray(value) && this.reading.codes?.has(key) === true;
    try {
      return scanner.byte === JSON_BYTE.quote ? scanner.readText() : scanner.readBare(exact);
    } catch (error) {
      throw error instanceof JsonFault ? this.fault(error.message) : error;
    }
  }

  /** Puts a value that is complete where it belongs. */
  private take(value: unknown): void {
    const open = this.innermost();
    if (!Array.isArray(open.value)) open.value[open.key] = value;
    else if (open.items === 'handed') this.reading.onItem(value, open.count - 1, this.open.at(-2)?.key ?? '');
    else open.value.push(value);
  }

  private begin(): JsonOpen {
    const { limits, scanner } = this;
    if (this.open.length >= limits.depth) throw this.fault(`More than ${limits.depth} levels deep`);
    const isList = scanner.byte === JSON_BYTE.listOpen;
    const items = isList ? this.itemsOf() : null;
    const opened: JsonOpen = { value: isList ? [] : {}, items, object: ++this.objects, key: '', count: 0 };
    this.open.push(opened);
    scanner.at++;
    return opened;
  }

  private itemsOf(): JsonOpen['items'] {
    const { listed, pieces } = this.reading;
    const [root] = this.open;
    if (this.open.length === 1 && listed.includes(root?.key ?? '')) return 'handed';
    if (pieces === undefined) return null;
    const keys = this.open.flatMap(({ value, key }) => (Array.isArray(value) ? [] : [key]));
    return keys.join('/') === pieces && !Array.isArray(this.innermost().value) ? 'counted' : null;
  }

  private readKey(open: JsonOpen): string {
    const { scanner, limits, names } = this;
    scanner.skipBlanks();
    if (scanner.byte !== JSON_BYTE.quote) throw this.faultIn('Broken JSON: a key in quotes is expected');
    const from = scanner.at;
    const to = endOfText(this.bytes, from, from + limits.nameLength + 2);
    if (to === undefined)
      throw this.faultIn(`Broken JSON: a key has no end, or more than ${limits.nameLength} bytes`);
    const name = names.nameAt(from, to, () => scanner.readText());
    scanner.at = to;
    const key = name.text;
    if (names.count > limits.distinctNames)
      throw this.faultIn(`More than ${limits.distinctNames} different keys`);
    if (key === '__proto__') throw this.faultIn('"__proto__" is not a field; remove it');
    if (!names.mark(name, { level: this.open.length, object: open.object }))
      throw this.faultIn(`The key "${key.slice(0, 40)}" stands twice; send it once`);
    scanner.skipBlanks();
    this.expect(JSON_BYTE.colon, 'a colon');
    return key;
  }

  private expect(byte: number, what: string): void {
    if (this.scanner.byte !== byte) throw this.faultIn(`Broken JSON: ${what} is expected`);
    this.scanner.at++;
  }

  private innermost(): JsonOpen {
    const open = this.open.at(-1);
    if (open === undefined) throw new Error('nothing is open');
    return open;
  }

  /** A fault at the value that is being read. */
  private fault(message: string): JsonFault {
    return this.scanner.fault(message, pointerOf(this.open));
  }

  /** A fault of the object or list around it. */
  private faultIn(message: string): JsonFault {
    return this.scanner.fault(message, pointerOf(this.open.slice(0, -1)));
  }
}
