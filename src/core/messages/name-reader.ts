import { isSpace } from './mask.js';
import { hashStep, mayBeSensitive, sensitivityOf, type Sensitivity } from './sensitive-names.js';

const COLON = 0x3a;
const XMLNS = hashOf('xmlns');

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
    let at = from;
    for (; at < end; at += 1) {
      const byte = this.#body[at] ?? 0;
      if (isNameEnd(byte)) break;
      if (byte === COLON) {
        this.#declaresPrefix = this.#hash === XMLNS;
        this.#hash = 0;
        this.#from = at + 1;
      } else this.#hash = hashStep(this.#hash, byte);
    }
    this.#to = at;
    return at;
  }

  sensitivity(): Sensitivity | null {
    // A prefix may be called anything; its namespace must stay, or the message cannot be decoded again.
    if (this.#declaresPrefix) return null;
    return mayBeSensitive(this.#hash) || this.#endsLikePassword() ? sensitivityOf(this.text()) : null;
  }

  /** The local name. */
  text(): string {
    return Buffer.from(this.#body.buffer, this.#body.byteOffset + this.#from, this.#to - this.#from).toString(
      'latin1',
    );
  }

  #endsLikePassword(): boolean {
    const lower = (back: number): number => (this.#body[this.#to - back] ?? 0) | 0x20;
    return lower(1) === 0x64 && lower(2) === 0x72 && lower(4) === 0x77;
  }
}

function isNameEnd(byte: number): boolean {
  switch (byte) {
    case 0x2f: // /
    case 0x3e: // >
    case 0x3c: // <
    case 0x3d: // =
    case 0x3f: // ?
    case 0x22: // "
    case 0x27: // '
      return true;
    default:
      return isSpace(byte);
  }
}

function hashOf(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name, 'latin1')) hash = hashStep(hash, byte);
  return hash;
}
