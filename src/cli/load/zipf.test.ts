import { expect, test } from 'vitest';
import { createRandom, wholeFrom } from './random.js';
import { createZipf } from './zipf.js';

const DRAWS = 50_000;

test('the first place is drawn twice as often as the second, three times as often as the third', () => {
  const draw = createZipf(100);
  const random = createRandom(1);
  const counts = Array.from({ length: 100 }, () => 0);
  for (let round = 0; round < DRAWS; round += 1) {
    const place = draw(random);
    counts[place] = (counts[place] ?? 0) + 1;
  }

  const [first = 0, second = 0, third = 0] = counts;
  expect(first / second).toBeCloseTo(2, 0);
  expect(first / third).toBeCloseTo(3, 0);
  expect(counts.every((count) => count > 0)).toBe(true);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(DRAWS);
});

test('of one place that one', () => {
  expect(createZipf(1)(createRandom(3))).toBe(0);
});

test('streams of one seed do not follow each other, and each is the same again', () => {
  const draw = (stream: number) => {
    const random = createRandom(5, stream);
    return Array.from({ length: 20 }, () => random());
  };

  expect(draw(1)).toEqual(draw(1));
  expect(new Set([...draw(1), ...draw(2), ...draw(3)]).size).toBe(60);
  expect(draw(1).every((number) => number >= 0 && number < 1)).toBe(true);
});

test('whole numbers come from the whole range, both ends included', () => {
  const random = createRandom(2);
  const drawn = new Set(Array.from({ length: 500 }, () => wholeFrom(random, 3, 7)));

  expect([...drawn].sort()).toEqual([3, 4, 5, 6, 7]);
});
