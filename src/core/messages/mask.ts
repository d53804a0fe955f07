import { isDigit, STAR } from './bytes.js';

/**
 * A body and its masked copy. Every mask is as long as what it hides: line numbers and offsets of faults stay true,
 * and the rest stays byte for byte what was received, so that it can be decoded and replayed. A body that has nothing
 * to hide is never copied.
 */
export class Mask {
  readonly body: Uint8Array;
  #copy: Uint8Array | null = null;

  constructor(body: Uint8Array) {
    this.body = body;
  }

  hide(index: number): void {
    this.write(index, STAR);
  }

  hideDigits(from: number, to: number): void {
    for (let index = from; index < to; index += 1) if (isDigit(this.body[index] ?? 0)) this.hide(index);
  }

  write(index: number, byte: number): void {
    this.#copy ??= Uint8Array.from(this.body);
    this.#copy[index] = byte;
  }

  /** The body itself when nothing was hidden. */
  result(): Uint8Array {
    return this.#copy ?? this.body;
  }
}

/** Reads a body once, from left to right, in slices: the event loop gets its turn in between. */
export interface Redactor {
  /** Works on to byte `limit` or a little further. @returns false when the end was reached. */
  run(limit: number): boolean;
}
