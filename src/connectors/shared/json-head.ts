import { endOfText } from './json-names.js';
import { JSON_BYTE } from './json-scanner.js';

/** Bytes of a text that is looked for: no key of ours is longer. */
const MOST = 1_024;

/**
 * The text of a member of the document's object, found by quotes and brackets alone: for the beginning of a body whose sender
 * nobody knows yet, so it costs a look at each byte and nothing more, whatever they are. What is broken is for the reader to tell.
 */
export function findText(head: Uint8Array, name: string): string | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === JSON_BYTE.objectOpen || byte === JSON_BYTE.listOpen) depth++;
    else if (byte === JSON_BYTE.objectEnd || byte === JSON_BYTE.listEnd) depth--;
    if (byte !== JSON_BYTE.quote) continue;
    const end = endOfText(bytes, at, bytes.length);
    if (end === undefined) return null;
    if (depth === 1 && isName(bytes, { from: at + 1, to: end - 1, name })) {
      const colon = endOfBlanks(bytes, end);
      if (bytes[colon] === JSON_BYTE.colon) return textAt(bytes, endOfBlanks(bytes, colon + 1));
    }
    at = end - 1;
  }
  return null;
}

function isName(
  bytes: Buffer,
  { from, to, name }: { readonly from: number; readonly to: number; readonly name: string },
): boolean {
  return to - from === name.length && bytes.toString('latin1', from, to) === name;
}

function textAt(bytes: Buffer, from: number): string | null {
  if (bytes[from] !== JSON_BYTE.quote) return null;
  const end = endOfText(bytes, from, from + MOST);
  if (end === undefined) return null;
  try {
    return JSON.parse(bytes.toString('utf8', from, end)) as string;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function endOfBlanks(bytes: Buffer, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;)
    byte = bytes[++at];
  return at;
}
