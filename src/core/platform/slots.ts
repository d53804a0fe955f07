/**
 * Lets so many pieces of work run at once; the others wait, first come, first served.
 * @param most at once
 */
export function createSlots(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Handed on rather than given back: nobody who comes just now slips in before those who wait.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** Runs work that somebody is to pay a slot for. */
export type SharedSlots = <T>(owner: string, work: () => Promise<T>) => Promise<T>;

/**
 * Slots that nobody has all of.
 * @param slots how many there are, and how many of them one owner may have at once
 */
export function createSharedSlots({
  most,
  ofOne,
}: {
  readonly most: number;
  readonly ofOne: number;
}): SharedSlots {
  const all = createSlots(most);
  const owners = new Map<string, { readonly inSlot: ReturnType<typeof createSlots>; users: number }>();
  return async (owner, work) => {
    const own = owners.get(owner) ?? { inSlot: createSlots(ofOne), users: 0 };
    owners.set(owner, own);
    own.users += 1;
    try {
      return await own.inSlot(() => all(work));
    } finally {
      own.users -= 1;
      if (own.users === 0) owners.delete(owner);
    }
  };
}
