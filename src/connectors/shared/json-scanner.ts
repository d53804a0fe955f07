import { JsonFault } from './json-fault.js';
import type { JsonLimits } from './json-limits.js';

/** The bytes that JSON is made of. */
export const JSON_BYTE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  listOpen: 0x5b,
  backslash: 0x5c,
  listEnd: 0x5d,
  objectOpen: 0x7b,
  objectEnd: 0x7d,
} as const;

const NEWLINE = 0x0a;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORDS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A number that JavaScript would write otherwise (1e3, 7.0, more digits than it keeps), as it stands in the document. */
export class WrittenNumber {
  constructor(readonly text: string) {}

  toJSON(): number {
    return Number(this.text);
  }
}

/**
 * Reads the parts of a JSON text from its bytes. No part costs more than its length, and none is longer than its cap. Lines are
 * counted while blanks are passed: a line break stands nowhere else.
 */
export class JsonScanner {
  at = 0;
  line = 1;

  constructor(
    readonly bytes: Buffer,
    private readonly limits: Pick<JsonLimits, 'valueLength' | 'blanks'>,
  ) {}

  /** The byte that stands here; undefined at the end. */
  get byte(): number | undefined {
    return this.bytes[this.at];
  }

  skipBlanks(): void {
    const { bytes } = this;
    const from = this.at;
    let at = from;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === NEWLINE) this.line++;
      else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) break;
      if (at - from >= this.limits.blanks)
        throw this.fault(`More than ${this.limits.blanks} blanks in a row`);
    }
    this.at = at;
  }

  /** The text that starts at this quote. */
  readText(): string {
    const { bytes } = this;
    const from = this.at + 1;
    const end = Math.min(bytes.length, from + this.limits.valueLength + 1);
    let escaped = false;
    let all = 0;
    let at = from;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === JSON_BYTE.quote) break;
      if (byte < 0x20) throw this.fault('Broken JSON: a text ends with a quote and has no line break in it');
      all |= byte;
      if (byte === JSON_BYTE.backslash) {
        escaped = true;
        at++;
      }
    }
    if (at >= end) throw this.unended(end);
    this.at = at + 1;
    if (escaped) return this.unescape(from - 1, at + 1);
    return bytes.toString(all < 0x80 ? 'latin1' : 'utf8', from, at);
  }

  /** A number, true, false or null. `exact`: a number that is not written as JavaScript would is kept as it stands. */
  readBare(exact: boolean): number | boolean | null | WrittenNumber {
    const { bytes } = this;
    const end = Math.min(bytes.length, this.at + this.limits.valueLength + 1);
    let at = this.at;
    while (at < end && isBare(bytes[at] ?? 0)) at++;
    if (at > this.at + this.limits.valueLength) throw this.unended(at);
    const text = bytes.toString('latin1', this.at, at);
    const word = WORDS.get(text);
    if (word === undefined && !NUMBER.test(text)) throw this.fault('Broken JSON: a value is expected');
    this.at = at;
    if (word !== undefined) return word;
    const number = Number(text);
    return exact && String(number) !== text ? new WrittenNumber(text) : number;
  }

  /** A fault at the line that is being read. */
  fault(message: string, pointer = ''): JsonFault {
    return new JsonFault(message, { pointer, line: this.line });
  }

  private unended(end: number): JsonFault {
    if (end >= this.bytes.length) return this.fault('Broken JSON: the text has no end');
    return this.fault(`A value of more than ${this.limits.valueLength} bytes`);
  }

  private unescape(from: number, to: number): string {
    try {
      return JSON.parse(this.bytes.toString('utf8', from, to)) as string;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw this.fault('Broken JSON: an escape that JSON does not have');
    }
  }
}

/** Of what numbers and words consist. */
function isBare(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x45
  );
}
