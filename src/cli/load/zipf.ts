import type { Random } from './random.js';

/** Demand for hotels: the first is asked for about twice as often as the second, three times as often as the third. */
const EXPONENT = 1;

/** Draws a place from 0 to `count` - 1 by Zipf's law. */
export function createZipf(count: number): (random: Random) => number {
  const cumulated = new Float64Array(count);
  let total = 0;
  for (let place = 0; place < count; place += 1) {
    total += 1 / (place + 1) ** EXPONENT;
    cumulated[place] = total;
  }
  return (random) => firstAbove(cumulated, random() * total);
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
