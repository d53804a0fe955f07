import { SENSITIVITY } from './sensitive-names.js';

/** A 4,096-slot filter over hashes of names: nearly every name of a message is cleared without making a string of it. */
const FILTER_MASK = 4_095;
const FOLDED = foldBytes();
const FILTER = makeFilter();

/** Adds one byte of a name to its hash; case and `_ - .` do not count. */
export function hashStep(hash: number, byte: number): number {
  const folded = FOLDED[byte] ?? 0;
  return folded === 0 ? hash : (Math.imul(hash, 31) + folded) | 0;
}

/** @param name in ASCII. */
export function hashOf(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name, 'latin1')) hash = hashStep(hash, byte);
  return hash;
}

/**
 * False means that `sensitivityOf` would say null for the name of this hash.
 * @param end where the name ends in `body`: whatever ends in "password" is sensitive, and no table has all of those.
 */
export function mayBeSensitive(hash: number, body: Uint8Array, end: number): boolean {
  return FILTER[hash & FILTER_MASK] === 1 || (isLetter(body[end - 1], 'd') && isLetter(body[end - 2], 'r'));
}

function isLetter(byte: number | undefined, letter: string): boolean {
  return ((byte ?? 0) | 0x20) === letter.charCodeAt(0);
}

function foldBytes(): Uint8Array {
  const folded = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  for (let letter = 0x41; letter <= 0x5a; letter += 1) folded[letter] = letter | 0x20;
  for (const ignored of '_-.') folded[ignored.charCodeAt(0)] = 0;
  return folded;
}

function makeFilter(): Uint8Array {
  const filter = new Uint8Array(FILTER_MASK + 1);
  for (const name of SENSITIVITY.keys()) filter[hashOf(name) & FILTER_MASK] = 1;
  return filter;
}
