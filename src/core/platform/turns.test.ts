import { expect, test } from 'vitest';
import { createTurns } from './turns.js';

/** Whether the promise has resolved once all that can happen now has happened. */
async function hasCome(promise: Promise<unknown>): Promise<boolean> {
  let come = false;
  void promise.then(() => (come = true));
  await new Promise((resolve) => setImmediate(resolve));
  return come;
}

test('whoever shares a key waits for all who came before', async () => {
  const { turnFor } = createTurns();
  const [first, second, third, other] = [turnFor(['a']), turnFor(['a', 'b']), turnFor(['b']), turnFor(['c'])];

  expect([first, second, third, other].map((turn) => turn.mustWait)).toEqual([false, true, true, false]);
  expect(await hasCome(second.come)).toBe(false);
  first.leave();
  expect(await hasCome(second.come)).toBe(true);
  expect(await hasCome(third.come)).toBe(false);
  second.leave();
  expect(await hasCome(third.come)).toBe(true);
});

test('one who gives up does not let later ones past those still inside', async () => {
  const { turnFor } = createTurns();
  const [inside, impatient, patient] = [turnFor(['a']), turnFor(['a']), turnFor(['a'])];

  impatient.leave();
  expect(await hasCome(patient.come)).toBe(false);
  inside.leave();
  expect(await hasCome(patient.come)).toBe(true);
});

test('who comes right after one has left does not wait', () => {
  const { turnFor } = createTurns();
  const first = turnFor(['a']);
  first.leave();

  expect(turnFor(['a']).mustWait).toBe(false);
});

test('keys that everybody has left are forgotten', async () => {
  const { turnFor } = createTurns();
  turnFor(['a']).leave();
  await hasCome(Promise.resolve());

  expect(turnFor(['a']).mustWait).toBe(false);
});

test('who only asks takes no place', () => {
  const { turnFor, wanted } = createTurns();
  const first = turnFor(['a', 'b']);

  expect([wanted(['b', 'c']), wanted(['c'])]).toEqual([true, false]);
  expect(turnFor(['c']).mustWait).toBe(false);
  first.leave();
  expect(wanted(['a'])).toBe(false);
});
