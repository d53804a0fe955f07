import { expect, test } from 'vitest';
import { createSlots } from './slots.js';

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
