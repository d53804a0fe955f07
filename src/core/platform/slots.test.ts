import { expect, test } from 'vitest';
import { createSharedSlots, createSlots } from './slots.js';

test('so many run at once and the others wait in order, also behind one that fails', async () => {
  const withSlot = createSlots(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = (number: number) => async () => {
    started.push(number);
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    if (number === 1) throw new Error('fails');
    return number;
  };

  const ends = await Promise.allSettled([1, 2, 3, 4, 5].map((number) => withSlot(work(number))));

  expect(ends.map(({ status }) => status)).toEqual(['rejected', ...Array<string>(4).fill('fulfilled')]);
  expect(most).toBe(2);
  expect(started).toEqual([1, 2, 3, 4, 5]);
  await expect(withSlot(() => Promise.resolve('free again'))).resolves.toBe('free again');
});

test('of shared slots one owner has no more than its part, and others have the rest at once', async () => {
  const inSlot = createSharedSlots({ most: 4, ofOne: 2 });
  const started: string[] = [];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = (name: string) => () => {
    started.push(name);
    return ended;
  };

  const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((name) => inSlot(name.slice(0, 1), work(name)));
  await new Promise((resolve) => setImmediate(resolve));

  expect(started).toEqual(['a1', 'a2', 'b1', 'b2']);
  end();
  await Promise.all(all);
  expect([...started].sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']);
});
