import { expect, test } from 'vitest';
import { inLanes } from './in-lanes.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('things of one key come one after the other, others beside them, results in order', async () => {
  const log: string[] = [];
  let release: () => void = () => undefined;
  const othersDone = new Promise<void>((resolve) => (release = resolve));
  const work = async (thing: string) => {
    log.push(`+${thing}`);
    if (thing === 'a1') await othersDone;
    log.push(`-${thing}`);
    if (thing === 'c1') release();
    return thing.toUpperCase();
  };
  const results = await inLanes(
    ['a1', 'b1', 'a2', 'c1'],
    { lanes: 2, keyOf: (thing) => thing[0] ?? '' },
    work,
  );

  expect(results).toEqual(['A1', 'B1', 'A2', 'C1']);
  expect(log.indexOf('+a2')).toBeGreaterThan(log.indexOf('-a1'));
  expect(log.indexOf('-c1')).toBeLessThan(log.indexOf('-a1'));
});

test('no more are under way than there are lanes, and a failure begins nothing new', async () => {
  let open = 0;
  let most = 0;
  let begun = 0;
  const things = Array.from({ length: 20 }, (_, index) => index);
  const work = async (thing: number) => {
    begun += 1;
    most = Math.max(most, ++open);
    await pause(1);
    open -= 1;
    if (thing === 4) throw new Error('four');
  };

  await expect(inLanes(things, { lanes: 3, keyOf: String }, work)).rejects.toThrow('four');
  expect(most).toBe(3);
  expect(open).toBe(0);
  expect(begun).toBeLessThan(10);
});
