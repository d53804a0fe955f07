import { JSON_BYTE } from './json-scanner.js';

interface Name {
  readonly text: string;
  readonly id: number;
  /** Where it stood, quotes included. */
  readonly from: number;
  readonly length: number;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The keys of one document. A key that was seen before is known by its bytes, without making a text of it again; and whether
 * it stands twice in an object is known by a mark for each level, without a set for each object.
 */
export class JsonNames {
  private readonly byHash = new Map<number, Name>();
  private readonly byText = new Map<string, number>();
  /** For each level and name the object that had it last: one object of a level is open at a time. */
  private readonly seen: Uint32Array[] = [];

  constructor(
    private readonly bytes: Buffer,
    private readonly most: number,
  ) {}

  get count(): number {
    return this.byText.size;
  }

  /** The name whose quoted text stands from `from` to `to`. `read` makes a text of it, its escapes undone. */
  nameAt(from: number, to: number, read: () => string): Name {
    let hash = FNV_OFFSET;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (this.bytes[at] ?? 0), FNV_PRIME);
    const known = this.byHash.get(hash);
    if (known !== undefined && this.isSame(known, from, to)) return known;
    const text = read();
    // One name may be written in several ways, and a forged hash costs no more than this look-up.
    const id = this.byText.get(text) ?? this.byText.size;
    this.byText.set(text, id);
    const name = { text, id, from, length: to - from };
    if (known === undefined && this.byHash.size < 2 * this.most) this.byHash.set(hash, name);
    return name;
  }

  /** Notes that an object of a level has the name. False where it had it already. */
  mark({ id }: Name, { level, object }: { readonly level: number; readonly object: number }): boolean {
    const marks = (this.seen[level] ??= new Uint32Array(this.most + 1));
    if (marks[id] === object) return false;
    marks[id] = object;
    return true;
  }

  private isSame({ from, length }: Name, other: number, to: number): boolean {
    if (length !== to - other) return false;
    for (let at = 0; at < length; at++) if (this.bytes[from + at] !== this.bytes[other + at]) return false;
    return true;
  }
}

/** Behind the quote that ends the text whose quote stands at `from`; undefined where none comes before `limit`. */
export function endOfText(bytes: Buffer, from: number, limit: number): number | undefined {
  const end = Math.min(bytes.length, limit);
  for (let at = from + 1; at < end; at++) {
    const byte = bytes[at];
    if (byte === JSON_BYTE.quote) return at + 1;
    if (byte === JSON_BYTE.backslash) at++;
  }
  return undefined;
}
