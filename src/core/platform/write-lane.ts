import { changedNothing } from './sql-errors.js';

/** Entries of one statement: enough to share the cost of a commit, few enough for the last not to wait long. */
const MOST_TOGETHER = 64;

interface Entry<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface WriteLaneOptions<T> {
  /** Writes all of them, or fails where another try with each of them does no harm. */
  readonly write: (items: readonly T[]) => Promise<void>;
  /** How large an item is, of `room` in one write; a larger one goes alone. */
  readonly sizeOf: (item: T) => number;
  readonly room: number;
}

/**
 * Small writes of many requests share transactions: what arrives while the previous one runs goes into the next, and who
 * meets no other waits for nobody. One that fails takes none with it: whoever was in its group is written alone.
 */
export function createWriteLane<T>({ write, sizeOf, room }: WriteLaneOptions<T>): (item: T) => Promise<void> {
  const waiting: Entry<T>[] = [];
  let running = false;

  function take(): Entry<T>[] {
    let size = 0;
    let most = 0;
    for (const { item } of waiting.slice(0, MOST_TOGETHER)) {
      size += sizeOf(item);
      if (most > 0 && size > room) break;
      most += 1;
    }
    return waiting.splice(0, most);
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) await writeTogether(write, take());
    running = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running) return;
      running = true;
      setImmediate(() => void run());
    });
}

/** Settles every entry; never throws. */
async function writeTogether<T>(
  write: WriteLaneOptions<T>['write'],
  entries: readonly Entry<T>[],
): Promise<void> {
  try {
    await write(entries.map(({ item }) => item));
    entries.forEach(({ resolve }) => resolve());
  } catch (error) {
    // Where the answer to a COMMIT was lost all may be written: then nobody may be told that another try is the first.
    if (entries.length === 1 || !changedNothing(error)) entries.forEach(({ reject }) => reject(error));
    else for (const entry of entries) await writeTogether(write, [entry]);
  }
}
