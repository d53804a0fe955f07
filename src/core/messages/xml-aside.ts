import * as byteOf from './bytes.js';
import type { Mask } from './mask.js';

/**
 * What begins with `<!` and is no CDATA section. Comments are hidden whole: no contract puts data there, but people put
 * anything. Of a DOCTYPE and what it declares every literal is hidden: our decoders refuse it, so none needs to stay.
 */
export class XmlAside {
  readonly #mask: Mask;
  #comment = false;
  #from = 0;
  #quote = 0;
  #ended = false;

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** @param at after the `<!`. @returns where to read on. */
  begin(at: number): number {
    const { body } = this.#mask;
    this.#comment = body[at] === byteOf.DASH && body[at + 1] === byteOf.DASH;
    this.#from = this.#comment ? at + 2 : at;
    this.#quote = 0;
    this.#ended = false;
    return this.#from;
  }

  /** @returns after the end of the comment or declaration, or `end` when it goes on there. */
  read(from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = this.#mask.body[at] ?? 0;
      this.#ended = this.#comment ? this.#inComment(at, byte) : this.#inDeclaration(at, byte);
      if (this.#ended) return at + 1;
    }
    return end;
  }

  /** @returns true at the `>` that ends it. */
  #inComment(at: number, byte: number): boolean {
    const { body } = this.#mask;
    if (
      byte === byteOf.GT &&
      at - this.#from >= 2 &&
      body[at - 1] === byteOf.DASH &&
      body[at - 2] === byteOf.DASH
    ) {
      return true;
    }
    if (byte !== byteOf.DASH && byte !== byteOf.GT && !byteOf.isSpace(byte)) this.#mask.hide(at);
    return false;
  }

  /** @returns true where it ends, or where the declarations inside it begin. */
  #inDeclaration(at: number, byte: number): boolean {
    if (this.#quote !== 0) {
      if (byte === this.#quote) this.#quote = 0;
      else if (!byteOf.isSpace(byte)) this.#mask.hide(at);
      return false;
    }
    if (byte === byteOf.QUOTE || byte === byteOf.APOSTROPHE) this.#quote = byte;
    return byte === byteOf.GT || byte === byteOf.OPEN_BRACKET;
  }
}
