import { expect, test } from 'vitest';
import { GIVE_UP_MS, readRetryAfter, retryDelay } from './retry-schedule.js';

const MINUTE = 60_000;

test('the waits grow as published, and never below', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 30].map((failed) => retryDelay(failed, 0) / MINUTE);
  expect(waits).toEqual([5 / 60, 5, 30, 120, 300, 600, 600, 600]);
  expect(retryDelay(2, 1)).toBe(5.5 * MINUTE);
  expect(retryDelay(1, 0, 7 * MINUTE)).toBe(7 * MINUTE);
});

test('a message is tried about twelve times in three days', () => {
  let tries = 1;
  for (let at = 0; at <= GIVE_UP_MS; tries++) at += retryDelay(tries, 0);
  expect(tries).toBe(13);
});

test('Retry-After is seconds or a date, and at most a day', () => {
  const now = new Date('2027-01-01T00:00:00Z');
  expect(readRetryAfter('120', now)).toBe(120_000);
  expect(readRetryAfter('Fri, 01 Jan 2027 00:01:00 GMT', now)).toBe(60_000);
  expect(readRetryAfter('Fri, 01 Jan 2021 00:01:00 GMT', now)).toBe(0);
  expect(readRetryAfter('999999999', now)).toBe(24 * 60 * MINUTE);
  expect(readRetryAfter('soon', now)).toBeNull();
  expect(readRetryAfter(null, now)).toBeNull();
});
