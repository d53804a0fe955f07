import { expect, test } from 'vitest';
import { mostTogether } from './group-size.js';

const stay = (length: number) => ({ nights: Array.from({ length }, (_, night) => `7 ${night}`) });

test('a group is smaller where one stay is long, so that the nights of all stay few', () => {
  expect(mostTogether([])).toBe(128);
  expect(mostTogether([stay(3), stay(90)])).toBe(128);
  expect(mostTogether([stay(3), stay(91), stay(1)])).toBe(64);
});
