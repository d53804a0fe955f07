/** Who waits, and for whom. */
export interface Waiting {
  readonly partner_id: string;
}

/** A line in which one partner's crowd does not keep the others waiting. */
export interface WaitingLine<T extends Waiting> {
  readonly length: number;
  some(test: (entry: T) => boolean): boolean;
  /**
   * Puts one at the end. When the line is full, the newest of the partner with most in it has to go.
   * @returns who has to go: null while there is room, perhaps the very one that came.
   */
  add(entry: T): T | null;
  /**
   * Takes out so many at most, in order of arrival. When more wait, the partners take turns, beginning with the one
   * that has waited longest, each with its own in order of arrival.
   */
  take(most: number): T[];
}

interface Placed<T> {
  readonly entry: T;
  readonly place: number;
}

/** @param room how many may wait at once */
export function createWaitingLine<T extends Waiting>(room: number): WaitingLine<T> {
  const byPartner = new Map<string, Placed<T>[]>();
  let length = 0;
  let places = 0;

  function largest(): Placed<T>[] {
    let most: Placed<T>[] = [];
    for (const own of byPartner.values()) if (own.length > most.length) most = own;
    return most;
  }

  function add(entry: T): T | null {
    const own = byPartner.get(entry.partner_id) ?? [];
    const most = length < room ? null : largest();
    if (most !== null && most.length <= own.length + 1) return entry;
    byPartner.set(entry.partner_id, own);
    own.push({ entry, place: (places += 1) });
    const evicted = most?.pop();
    if (evicted === undefined) length += 1;
    return evicted?.entry ?? null;
  }

  function take(most: number): T[] {
    const lists = [...byPartner.values()].sort((a, b) => (a[0]?.place ?? 0) - (b[0]?.place ?? 0));
    const shares = share(
      lists.map((own) => own.length),
      most,
    );
    const taken = lists.flatMap((own, index) => own.splice(0, shares[index]));
    for (const [partner, own] of byPartner) if (own.length === 0) byPartner.delete(partner);
    length -= taken.length;
    return taken.sort((a, b) => a.place - b.place).map(({ entry }) => entry);
  }

  return {
    get length() {
      return length;
    },
    some: (test) => [...byPartner.values()].some((own) => own.some(({ entry }) => test(entry))),
    add,
    take,
  };
}

/** Deals `most` out in turns to those who want so many each. */
function share(wanted: readonly number[], most: number): number[] {
  const shares = wanted.map(() => 0);
  let left = most;
  for (let given = -1; given !== 0 && left > 0;) {
    given = 0;
    for (const [index, want] of wanted.entries()) {
      if (left === 0 || (shares[index] ?? 0) >= want) continue;
      shares[index] = (shares[index] ?? 0) + 1;
      given += 1;
      left -= 1;
    }
  }
  return shares;
}
