import { isUtf8 } from 'node:buffer';
import { XmlFault } from './xml-fault.js';
import { XML_CHUNK } from './xml-limits.js';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1';

const BYTE_ORDER_MARKS: readonly { readonly bytes: readonly number[]; readonly encoding: Encoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

/** null: says nothing that the bytes could contradict (US-ASCII is part of every encoding read here but UTF-16). */
const NAMES = new Map<string, Encoding | 'utf-16' | null>([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', null],
  ['ascii', null],
  ['utf-16', 'utf-16'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['iso-8859-1', 'iso-8859-1'],
  ['iso8859-1', 'iso-8859-1'],
  ['iso_8859-1', 'iso-8859-1'],
  ['latin1', 'iso-8859-1'],
]);

const DECLARATION = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]{1,40})["']/;
/** The declaration stands first; whoever pads it past this has no declaration. */
const DECLARATION_BYTES = 512;

/**
 * The text of a document, in chunks of at most XML_CHUNK characters, without its byte order mark.
 * What the bytes show, the content type says and the XML declaration says must agree: guessing would store wrong names.
 * @throws XmlFault MALFORMED naming the contradiction, or the first byte (from 0) that is not of the encoding.
 */
export function* decodeXmlText(body: Uint8Array, charset: string | null): Generator<string, void, undefined> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const { encoding, start } = detectEncoding(bytes, charset);
  if (encoding === 'utf-8') yield* decodeUtf8(bytes, start);
  else if (encoding === 'iso-8859-1') yield* decodeLatin1(bytes, start);
  else yield* decodeUtf16(bytes, start, encoding);
}

function detectEncoding(bytes: Buffer, charset: string | null): { encoding: Encoding; start: number } {
  const mark = BYTE_ORDER_MARKS.find((candidate) => candidate.bytes.every((byte, i) => bytes[i] === byte));
  const start = mark?.bytes.length ?? 0;
  const wide = mark?.encoding ?? wideWithoutMark(bytes);
  const isWide = wide === 'utf-16le' || wide === 'utf-16be';
  const http = charset === null ? null : known(charset, 'The content type');
  const declaration = known(declaredEncoding(bytes, start, isWide ? wide : null), 'The XML declaration');
  const claims = [
    { who: `the content type says "${charset ?? ''}"`, encoding: http },
    { who: 'the XML declaration names another', encoding: declaration },
  ].filter((claim) => claim.encoding !== null);
  for (const claim of claims) {
    const fits = isWide
      ? claim.encoding === wide || claim.encoding === 'utf-16'
      : !claim.encoding?.startsWith('utf-16') && (mark === undefined || claim.encoding === mark.encoding);
    if (!fits) throw conflict(`${claim.who}, the bytes show ${wide ?? 'an 8-bit encoding'}`);
  }
  if (!isWide && http !== null && declaration !== null && http !== declaration) {
    throw conflict(`the content type says ${http}, the XML declaration ${declaration}`);
  }
  if (isWide) return { encoding: wide, start };
  const narrow = mark?.encoding ?? http ?? declaration ?? 'utf-8';
  return { encoding: narrow === 'iso-8859-1' ? narrow : 'utf-8', start };
}

/** UTF-16 without a mark still shows: a document starts with "<", one of whose two bytes is zero. */
function wideWithoutMark(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  return null;
}

function declaredEncoding(bytes: Buffer, start: number, wide: Encoding | null): string | null {
  const head = bytes.subarray(start, start + DECLARATION_BYTES);
  const text = wide === null ? head.toString('latin1') : toUtf16(head, wide);
  return DECLARATION.exec(text)?.[1] ?? null;
}

function known(name: string | null, who: string): Encoding | 'utf-16' | null {
  if (name === null) return null;
  const encoding = NAMES.get(name.trim().toLowerCase());
  if (encoding === undefined) {
    throw new XmlFault(
      'MALFORMED',
      `${who} names the encoding "${name}", which is not read here; send UTF-8`,
    );
  }
  return encoding;
}

function conflict(what: string): XmlFault {
  return new XmlFault(
    'MALFORMED',
    `Two encodings for one document: ${what}; declare the one the bytes are in`,
  );
}

function* decodeUtf8(bytes: Buffer, start: number): Generator<string, void, undefined> {
  // Before the first tag is read: a wrong byte at the end must not cost a whole parse.
  if (!isUtf8(bytes)) throw undecodable('UTF-8', firstInvalidUtf8(bytes));
  for (let from = start; from < bytes.length;) {
    const to = startOfCharacter(bytes, from + XML_CHUNK);
    yield bytes.toString('utf8', from, to);
    from = to;
  }
}

function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  let step = XML_CHUNK;
  // Big steps that end at a character's first byte, then one character at a time.
  while (at < bytes.length) {
    const to = step === 1 ? at + lengthOf(bytes[at] ?? 0) : startOfCharacter(bytes, at + step);
    if (isUtf8(bytes.subarray(at, to))) at = to;
    else if (step === 1) return at;
    else step = 1;
  }
  return at;
}

/** Bytes of the character that starts with `lead`. */
function lengthOf(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** `at`, or up to three bytes before it where it would cut a character. */
function startOfCharacter(bytes: Uint8Array, at: number): number {
  let to = Math.min(at, bytes.length);
  for (let i = 0; i < 3 && to < bytes.length && ((bytes[to] ?? 0) & 0xc0) === 0x80; i++) to--;
  return to;
}

function* decodeLatin1(bytes: Buffer, start: number): Generator<string, void, undefined> {
  for (let from = start; from < bytes.length; from += XML_CHUNK) {
    yield bytes.toString('latin1', from, Math.min(from + XML_CHUNK, bytes.length));
  }
}

function* decodeUtf16(
  bytes: Buffer,
  start: number,
  encoding: 'utf-16le' | 'utf-16be',
): Generator<string, void, undefined> {
  const step = XML_CHUNK * 2;
  let high = false;
  for (let from = start; from < bytes.length; from += step) {
    const text = toUtf16(bytes.subarray(from, from + step), encoding);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i) & 0xfc00;
      if ((unit === 0xdc00) !== high) throw undecodable('UTF-16', from + 2 * i);
      high = unit === 0xd800;
    }
    yield text;
  }
  if (high || (bytes.length - start) % 2 === 1) throw undecodable('UTF-16', bytes.length - 1);
}

function toUtf16(bytes: Buffer, encoding: Encoding): string {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return (encoding === 'utf-16be' ? Buffer.from(even).swap16() : even).toString('utf16le');
}

function undecodable(encoding: string, at: number): XmlFault {
  return new XmlFault(
    'MALFORMED',
    `Not valid ${encoding} at byte ${at}; declare the encoding the bytes are in`,
  );
}
