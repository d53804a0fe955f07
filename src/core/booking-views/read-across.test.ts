import { describe, expect, test } from 'vitest';
import { readAcross } from './read-across.js';

const sources = [[1, 2, 3], [], [4], [], [], [], [5, 6], [7]];

/** Reads the arrays as sources and notes how many were asked. */
function reading() {
  const asked: number[][] = [];
  return {
    asked,
    read: (source: readonly number[], want: number) => {
      asked.push([...source]);
      return Promise.resolve(source.slice(0, want));
    },
  };
}

describe('reading across sources', () => {
  test.each([0, 1, 3, 4, 6, 7, 9])('gives the first %i in order', async (want) => {
    const { read } = reading();

    expect(await readAcross(sources, want, read)).toEqual([1, 2, 3, 4, 5, 6, 7].slice(0, want));
  });

  test('asks the first alone, and no more when that has enough', async () => {
    const { asked, read } = reading();

    await readAcross(sources, 3, read);

    expect(asked).toEqual([[1, 2, 3]]);
  });

  test('asks more at once the longer it goes on', async () => {
    const { asked, read } = reading();

    await readAcross(sources, 4, read);

    expect(asked).toHaveLength(3);
  });
});
