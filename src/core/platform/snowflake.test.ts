import { expect, test } from 'vitest';
import { compareIds } from '../model/ids.js';
import { createSnowflake, timeOfId } from './snowflake.js';

test('ids grow, also within a millisecond, past the sequence and when the clock steps back', () => {
  let now = Date.parse('2027-01-01T00:00:00Z');
  const nextId = createSnowflake(5, { now: () => new Date(now) });
  const ids: string[] = [];
  for (let i = 0; i < 10_000; i += 1) ids.push(nextId());
  now -= 3_600_000;
  for (let i = 0; i < 100; i += 1) ids.push(nextId());

  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort(compareIds)).toEqual(ids);
});

test('two processes never make the same id', () => {
  const clock = { now: () => new Date('2027-01-01T00:00:00Z') };
  const [a, b] = [createSnowflake(1, clock), createSnowflake(2, clock)];
  const ids = new Set(Array.from({ length: 2_000 }, (_, i) => (i % 2 === 0 ? a() : b())));

  expect(ids.size).toBe(2_000);
});

test('an id tells when it was made', () => {
  const now = new Date('2027-12-31T23:59:59.999Z');

  expect(timeOfId(createSnowflake(7, { now: () => now })())).toEqual(now);
});
