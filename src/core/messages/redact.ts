import { createHash } from 'node:crypto';
import { setImmediate as yieldToLoop } from 'node:timers/promises';
import { isSpace, LT } from './bytes.js';
import { EscapedDigits } from './escaped-digits.js';
import { JsonRedactor } from './json-redactor.js';
import { LooseRedactor } from './loose-redactor.js';
import { Mask, type Redactor } from './mask.js';
import { hasNothingToHide } from './nothing-to-hide.js';
import { hasWrittenCharacters } from './read-character.js';
import { XmlRedactor } from './xml-redactor.js';

/** Bytes between two turns of the event loop: a millisecond or two. */
const SLICE = 256 * 1_024;

/**
 * Hides what a journal must not keep in a wire message: card data, passwords and tokens, personal data, by the names
 * in sensitive-names.ts, and card numbers wherever they stand. Everything else stays byte for byte.
 * @param body is not changed. It is read as what it looks like; `contentType` decides only where that says nothing.
 * @returns the same length as `body`, except for what is no text at all: of that a note with its size and hash is kept.
 */
export async function redactBody(body: Uint8Array, contentType: string): Promise<Uint8Array> {
  if (hasNothingToHide(body)) return body;
  const utf16 = utf16Of(body);
  if (utf16 !== null) return redactUtf16(body, utf16);
  const format = formatOf(body, contentType);
  if (format === 'binary') return withheld(body);
  const plain = await redactPlain(body, format);
  return hasWrittenCharacters(body) ? redactWritten(plain) : plain;
}

/** By what stands there byte by byte. */
async function redactPlain(body: Uint8Array, format: Exclude<Format, 'binary'>): Promise<Uint8Array> {
  const mask = new Mask(body);
  switch (format) {
    case 'xml':
      await runInSlices(new XmlRedactor(mask), body.length);
      return mask.result();
    case 'json':
      return redactJson(mask);
    case 'text':
      return redactLoose(body);
  }
}

/** By what its reader will read. */
async function redactWritten(body: Uint8Array): Promise<Uint8Array> {
  const mask = new Mask(body);
  await runInSlices(new EscapedDigits(mask), body.length);
  return mask.result();
}

async function redactJson(mask: Mask): Promise<Uint8Array> {
  const redactor = new JsonRedactor(mask);
  await runInSlices(redactor, mask.body.length);
  return redactor.irregular ? redactLoose(mask.result()) : mask.result();
}

async function redactLoose(body: Uint8Array): Promise<Uint8Array> {
  const mask = new Mask(body);
  await runInSlices(new LooseRedactor(mask), body.length);
  return mask.result();
}

async function runInSlices(redactor: Redactor, length: number): Promise<void> {
  for (let limit = SLICE; redactor.run(Math.min(limit, length)); limit += SLICE) await yieldToLoop();
}

type Format = 'xml' | 'json' | 'text' | 'binary';

function formatOf(body: Uint8Array, contentType: string): Format {
  if (bytesOf(body).includes(0)) return 'binary';
  const first = firstCharacter(body);
  if (first === '<') return 'xml';
  if (first === '{' || first === '[') return 'json';
  // A multipart form wraps XML: AlpineBits.
  if (/xml|multipart/i.test(contentType) && bytesOf(body).includes(LT)) return 'xml';
  return 'text';
}

function firstCharacter(body: Uint8Array): string {
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  while (at < body.length && isSpace(body[at] ?? 0)) at += 1;
  return String.fromCharCode(body[at] ?? 0);
}

/** The byte order of a UTF-16 body, by its mark or by the NUL beside the first `<` or `{`. */
function utf16Of(body: Uint8Array): 'le' | 'be' | null {
  const [a, b, c, d] = body;
  if (c === 0 && d === 0) return null;
  if ((a === 0xff && b === 0xfe) || (b === 0 && a !== 0 && a !== undefined)) return 'le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && b !== undefined)) return 'be';
  return null;
}

/** Rare, so it may cost three copies: as UTF-8 through the same eyes as all others, and back. */
async function redactUtf16(body: Uint8Array, order: 'le' | 'be'): Promise<Uint8Array> {
  const whole = Buffer.from(body.subarray(0, body.length - (body.length % 2)));
  const units = order === 'le' ? whole : whole.swap16();
  const redacted = await redactBody(Buffer.from(units.toString('utf16le'), 'utf8'), '');
  const back = Buffer.from(Buffer.from(redacted).toString('utf8'), 'utf16le');
  return order === 'le' ? back : back.swap16();
}

function withheld(body: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(body).digest('hex');
  return Buffer.from(`[${body.length} bytes that are no text were not kept, sha256 ${hash}]`);
}

/** The same memory as a Buffer, whose search is the fast one. */
function bytesOf(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.length);
}
