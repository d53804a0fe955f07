import { describe, expect, it } from 'vitest';
import { bodyHash, canonicalJson } from './canonical-json.js';

describe('bodyHash', () => {
  it('is the same however fields are ordered and spaced', () => {
    const one = JSON.parse('{"b": [1, {"y":2,"x":null}], "a":"é"}') as unknown;
    const two = JSON.parse('{"a":"\\u00e9","b":[1,{"x":null,"y":2}]}') as unknown;

    expect(bodyHash(one)).toBe(bodyHash(two));
  });

  it('differs when a value or the order of a list differs', () => {
    const hashes = [{ a: [1, 2] }, { a: [2, 1] }, { a: ['1', 2] }, { a: [1, 2], b: null }, {}].map(bodyHash);

    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is SHA-256 of sorted JSON', () => {
    expect(canonicalJson({ b: 1, a: { d: true, c: 'x' } })).toBe('{"a":{"c":"x","d":true},"b":1}');
    expect(bodyHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});
