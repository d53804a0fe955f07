/**
 * Works on many things at once, but on those of one key one after the other, in their order: `lanes` things are under way at any
 * time. @returns the results in the order of the things. @throws what the first failing one throws, once no other is under way
 */
export async function inLanes<T, R>(
  things: readonly T[],
  { lanes, keyOf }: { readonly lanes: number; readonly keyOf: (thing: T) => string },
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...groupByKey(things, keyOf)];
  let stopped = false;
  const lane = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined && !stopped; group = waiting.shift()) {
      for (const { thing, index } of group) results[index] = await work(thing);
    }
  };
  const all = Array.from({ length: Math.min(lanes, waiting.length) }, () =>
    lane().catch((error: unknown) => {
      stopped = true;
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(all)).find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}

interface Placed<T> {
  readonly thing: T;
  readonly index: number;
}

function groupByKey<T>(things: readonly T[], keyOf: (thing: T) => string): Placed<T>[][] {
  const groups = new Map<string, Placed<T>[]>();
  for (const [index, thing] of things.entries()) {
    const key = keyOf(thing);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [{ thing, index }]);
    else known.push({ thing, index });
  }
  return [...groups.values()];
}
