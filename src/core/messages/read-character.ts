import { isAscii } from 'node:buffer';
import { BACKSLASH, BANG, DASH, isDigit, LT } from './bytes.js';
import { CDATA_OPENING, opensCdata } from './cdata.js';

/** A character of a text as it is meant, and the bytes that it is written with. */
export interface Character {
  readonly from: number;
  readonly to: number;
  /** Code point; null for what leaves nothing in the text: a comment, the edge of a CDATA section. */
  readonly point: number | null;
  /** Written as one byte that is itself. */
  readonly plain: boolean;
}

const AMPERSAND = 0x26;
const PERCENT = 0x25;
const LAST_POINT = 0x10_ffff;
/** Leading zeros and all; no writer makes longer ones. */
const LONGEST_REFERENCE = 64;
/** Of a comment; what is in it is hidden by others. */
const COMMENT_END = Buffer.from('-->');

/** False where every character is the byte that it is written with: then there is nothing to read here. */
export function hasWrittenCharacters(body: Uint8Array): boolean {
  if (!isAscii(body)) return true;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  return ['&#', '\\u', '%3', '<!'].some((sign) => bytes.includes(sign));
}

/** The character that begins at `from`; whatever is malformed is its first byte. */
export function readCharacter(body: Uint8Array, from: number): Character {
  const byte = body[from] ?? 0;
  const read = readers.get(byte) ?? (byte >= 0xc2 ? readUtf8 : null);
  return read?.(body, from) ?? { from, to: from + 1, point: byte, plain: byte < 0x80 };
}

type Reader = (body: Uint8Array, from: number) => Character | null;

const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [AMPERSAND, readReference],
  [BACKSLASH, (body, from) => readEscape(body, from, /^\\u([\da-f]{4})$/i)],
  [PERCENT, (body, from) => readEscape(body, from, /^%([\da-f]{2})$/i)],
  [LT, readBang],
  [0x5d, (body, from) => (textAt(body, from, 3) === ']]>' ? nothing(from, from + 3) : null)],
]);

/** By hand, for a hostile body has them by the million. */
function readReference(body: Uint8Array, from: number): Character | null {
  if (body[from + 1] !== 0x23) return null;
  const radix = ((body[from + 2] ?? 0) | 0x20) === 0x78 ? 16 : 10;
  const begin = from + (radix === 16 ? 3 : 2);
  let point = 0;
  for (let at = begin; at < from + LONGEST_REFERENCE; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === 0x3b && at > begin) return { from, to: at + 1, point, plain: false };
    const value = hexValue(byte);
    if (value >= radix) return null;
    point = Math.min(point * radix + value, LAST_POINT);
  }
  return null;
}

/** 16 and more for what is none. */
function hexValue(byte: number): number {
  if (isDigit(byte)) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 16;
}

/** `\u` or `%`, and as many hexadecimal digits as the pattern says. */
function readEscape(body: Uint8Array, from: number, pattern: RegExp): Character | null {
  const length = body[from] === PERCENT ? 3 : 6;
  const digits = pattern.exec(textAt(body, from, length))?.[1];
  if (digits === undefined) return null;
  return { from, to: from + length, point: parseInt(digits, 16), plain: false };
}

function readBang(body: Uint8Array, from: number): Character | null {
  if (body[from + 1] !== BANG) return null;
  const inside = from + 2;
  if (opensCdata(body, inside)) return nothing(from, inside + CDATA_OPENING);
  if (body[inside] !== DASH || body[inside + 1] !== DASH) return null;
  const end = Buffer.from(body.buffer, body.byteOffset, body.length).indexOf(COMMENT_END, inside + 2);
  return nothing(from, end < 0 ? body.length : end + COMMENT_END.length);
}

function readUtf8(body: Uint8Array, from: number): Character | null {
  const lead = body[from] ?? 0;
  const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  let point = lead & (0x3f >> more);
  for (let at = from + 1; at <= from + more; at += 1) {
    const byte = body[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) return null;
    point = (point << 6) | (byte & 0x3f);
  }
  return point > LAST_POINT ? null : { from, to: from + more + 1, point, plain: false };
}

function nothing(from: number, to: number): Character {
  return { from, to, point: null, plain: false };
}

function textAt(body: Uint8Array, from: number, length: number): string {
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1', from, from + length);
}
