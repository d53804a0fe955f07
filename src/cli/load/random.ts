/** Numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/**
 * A generator whose numbers are the same on every machine for the same seed and stream (mulberry32). Streams of one
 * seed are independent of each other: each arrival has one of its own, so that what it asks for does not hang on when
 * the others came.
 */
export function createRandom(seed: number, stream = 0): Random {
  let state = scramble(scramble(seed) ^ scramble(stream + 0x9e3779b9));
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `from` to `to`, both inclusive. */
export function wholeFrom(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Spreads neighbouring numbers over all 32 bits (the finaliser of MurmurHash3). */
function scramble(number: number): number {
  let mixed = number >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
