import { expect, test } from 'vitest';
import { AppError } from '../model/errors.js';
import { createWriteLane } from './write-lane.js';

/** A store that takes some turns of the event loop, and refuses `bad`. */
function aLane(fails: (items: readonly string[]) => Error | null = () => null) {
  const written: string[][] = [];
  const put = createWriteLane<string>({
    write: async (items) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const error = fails(items);
      if (error !== null) throw error;
      written.push([...items]);
    },
    sizeOf: (item) => item.length,
    room: 10,
  });
  return { put, written };
}

const refusal = new AppError('VALIDATION', 'bad');
const statuses = async (puts: Promise<void>[]) =>
  (await Promise.allSettled(puts)).map(({ status }) => status);

test('what arrives together or meanwhile is written together, in order', async () => {
  const { put, written } = aLane();
  const first = [put('a'), put('b')];
  await new Promise((resolve) => setTimeout(resolve, 2));
  await Promise.all([...first, put('c'), put('d')]);

  expect(written).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('no more than there is room for, and what is larger than the room alone', async () => {
  const { put, written } = aLane();
  await Promise.all([put('12345'), put('6789'), put('123'), put('much too large'), put('x')]);

  expect(written).toEqual([['12345', '6789'], ['123'], ['much too large'], ['x']]);
});

test('who makes the group fail fails alone', async () => {
  const { put, written } = aLane((items) => (items.includes('bad') ? refusal : null));

  expect(await statuses([put('a'), put('bad'), put('b')])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(written).toEqual([['a'], ['b']]);
});

test('nothing is written again when perhaps it was written', async () => {
  let writes = 0;
  const { put } = aLane(() => {
    writes += 1;
    return new Error('connection lost');
  });

  expect(await statuses([put('a'), put('b')])).toEqual(['rejected', 'rejected']);
  expect(writes).toBe(1);
});
