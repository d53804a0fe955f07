import { SHORTEST_CARD } from '../model/card-number.js';
import * as byteOf from './bytes.js';
import { hashOf, hashStep, mayBeSensitive } from './name-filter.js';
import { sensitivityOf, type Sensitivity } from './sensitive-names.js';

const XMLNS = hashOf('xmlns');
const ENDS = namesEnd();
/** In names: dash, point and underscore. */
const MARKS: ReadonlySet<number> = new Set([byteOf.DASH, 0x2e, 0x5f]);

/** Reads the name of an element or attribute byte by byte, and makes a string of it only when that is worth it. */
export class NameReader {
  readonly #body: Uint8Array;
  #start = 0;
  #from = 0;
  #to = 0;
  #hash = 0;
  #declaresPrefix = false;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  /** Of the local name. */
  get hash(): number {
    return this.#hash;
  }

  begin(at: number): void {
    this.#start = at;
    this.#from = at;
    this.#to = at;
    this.#hash = 0;
    this.#declaresPrefix = false;
  }

  /** @returns where the name ends, or `end` when it goes on after it. */
  read(from: number, end: number): number {
    const body = this.#body;
    let hash = this.#hash;
    let at = from;
    for (; at < end; at += 1) {
      const byte = body[at] ?? 0;
      if (ENDS[byte] === 1) break;
      if (byte === byteOf.COLON) {
        this.#declaresPrefix = hash === XMLNS;
        this.#from = at + 1;
        hash = 0;
      } else hash = hashStep(hash, byte);
    }
    this.#hash = hash;
    this.#to = at;
    return at;
  }

  /** Where it stands with its prefix; null where no card number can be in it, which is where nearly every name stands. */
  placeOfDigits(): { readonly from: number; readonly to: number } | null {
    const [from, to] = [this.#start, this.#to];
    // So many digits in a row, or with single marks between them, cannot stand between two of these places.
    for (let at = from + SHORTEST_CARD - 1; at < to; at += SHORTEST_CARD) {
      const byte = this.#body[at] ?? 0;
      if (byteOf.isDigit(byte) || MARKS.has(byte)) return { from, to };
    }
    return null;
  }

  sensitivity(): Sensitivity | null {
    // A prefix may be called anything; its namespace must stay, or the message cannot be decoded again.
    if (this.#declaresPrefix || !mayBeSensitive(this.#hash, this.#body, this.#to)) return null;
    return sensitivityOf(this.text());
  }

  /** The local name. */
  text(): string {
    const { buffer, byteOffset } = this.#body;
    return Buffer.from(buffer, byteOffset + this.#from, this.#to - this.#from).toString('latin1');
  }
}

function namesEnd(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    Number(byteOf.isSpace(byte) || '/><=?"\''.includes(String.fromCharCode(byte))),
  );
}
