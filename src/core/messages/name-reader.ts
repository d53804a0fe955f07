import * as byteOf from './bytes.js';
import { hashOf, hashStep, mayBeSensitive } from './name-filter.js';
import { sensitivityOf, type Sensitivity } from './sensitive-names.js';

const XMLNS = hashOf('xmlns');
const ENDS = namesEnd();

/** Reads the name of an element or attribute byte by byte, and makes a string of it only when that is worth it. */
export class NameReader {
  readonly #body: Uint8Array;
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
