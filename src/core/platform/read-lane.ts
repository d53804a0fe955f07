import type { Pool } from 'mysql2/promise';
import type { Statement } from './database.js';

/** Statements of one packet: enough to share the cost of a round trip, few enough for the last not to wait long. */
const MOST_TOGETHER = 32;
const PACKETS_AT_ONCE = 2;

interface Entry {
  readonly statement: Statement;
  readonly resolve: (rows: never[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Small reads of many requests share round trips, which cost more than the reads themselves: what is asked for in one
 * turn of the event loop, or while all packets are out, goes together. Each read still begins after it was asked for.
 */
export function createReadLane(pool: Pool): <T>(statement: Statement) => Promise<T[]> {
  const waiting: Entry[] = [];
  let packets = 0;

  function start(): void {
    while (packets < PACKETS_AT_ONCE && waiting.length > 0) {
      packets += 1;
      void sendTogether(pool, waiting.splice(0, MOST_TOGETHER)).finally(() => {
        packets -= 1;
        start();
      });
    }
  }

  return <T>(statement: Statement) =>
    new Promise<T[]>((resolve, reject) => {
      waiting.push({ statement, resolve, reject });
      if (waiting.length === 1) setImmediate(start);
    });
}

/**
 * Settles every entry; never throws. Entries that ask the same share one statement. The server stops at the first
 * statement that fails, so then each is sent alone.
 */
async function sendTogether(pool: Pool, entries: readonly Entry[]): Promise<void> {
  const askers = new Map<string, Entry[]>();
  for (const entry of entries) {
    const text = pool.format(entry.statement.sql, entry.statement.parameters);
    const same = askers.get(text);
    if (same === undefined) askers.set(text, [entry]);
    else same.push(entry);
  }
  try {
    const [result] = await pool.query([...askers.keys()].join(';\n'), null);
    const results = (askers.size === 1 ? [result] : result) as never[][];
    [...askers.values()].forEach((same, index) =>
      same.forEach(({ resolve }) => resolve([...(results[index] ?? [])])),
    );
  } catch (error) {
    if (askers.size === 1) entries.forEach(({ reject }) => reject(error));
    else await Promise.all([...askers.values()].map((same) => sendTogether(pool, same)));
  }
}
