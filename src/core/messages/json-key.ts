import { BACKSLASH } from './bytes.js';
import { hashStep, mayBeSensitive } from './name-filter.js';
import { isIdName, sensitivityOf, type Sensitivity } from './sensitive-names.js';

/** A key as it stands in a JSON body, from its first byte to after its last, without the quotes. */
export interface Key {
  readonly from: number;
  readonly to: number;
}

export function keySensitivity(body: Uint8Array, key: Key): Sensitivity | null {
  let hash = 0;
  for (let at = key.from; at < key.to; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === BACKSLASH) return sensitivityOf(keyText(body, key));
    hash = hashStep(hash, byte);
  }
  return mayBeSensitive(hash, body, key.to) ? sensitivityOf(keyText(body, key)) : null;
}

export function isIdKey(body: Uint8Array, key: Key): boolean {
  return isIdName(keyText(body, key));
}

/** Escapes are read, or `"car\u0064"` would be no card. */
function keyText(body: Uint8Array, { from, to }: Key): string {
  const text = Buffer.from(body.buffer, body.byteOffset + from, to - from).toString('utf8');
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
