import type { Pool } from 'mysql2/promise';
import type { Statement } from './database.js';

/** Reads of one packet: enough to share the cost of a round trip, few enough for the last not to wait long. */
const MOST_TOGETHER = 64;
/** Packets out at once. Reads by key are quick ones all, so the more of them go together the better. */
const AT_ONCE = { plain: 2, keyed: 1 } as const;

/**
 * One question that many ask at the same time, each with a key of their own. A statement costs the server far more than
 * a row, so all of them go as one statement.
 */
export interface KeyedRead<K, R> {
  /** Equal for equal keys, different for different ones. */
  readonly idOf: (key: K) => string;
  /** One SELECT that finds the rows of all these keys, which are different. */
  readonly statement: (keys: readonly K[]) => Statement;
  /** The rows of each key, in the order of the keys. */
  readonly share: (keys: readonly K[], rows: readonly R[]) => readonly (readonly R[])[];
}

export interface ReadLane {
  read<T>(statement: Statement): Promise<T[]>;
  readKeyed<K, R>(read: KeyedRead<K, R>, key: K): Promise<R[]>;
}

interface Entry {
  /** Null where each statement is a question of its own. */
  readonly read: KeyedRead<unknown, unknown> | null;
  readonly key: unknown;
  readonly resolve: (rows: never[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One statement of a packet, and who gets which of its rows. */
interface Question {
  readonly text: string;
  /** Those of each key. */
  readonly askers: readonly (readonly Entry[])[];
  readonly settle: (rows: readonly never[]) => void;
}

/**
 * Small reads of many requests share round trips, which cost more than the reads themselves: what is asked for in one
 * turn of the event loop, or while all packets are out, goes together. Each read still begins after it was asked for.
 * Reads by key go in packets of their own: nobody's long list is before them.
 */
export function createReadLane(pool: Pool): ReadLane {
  const plain = createPackets(pool, AT_ONCE.plain);
  const keyed = createPackets(pool, AT_ONCE.keyed);
  const ask = <T>(join: (entry: Entry) => void, asked: Pick<Entry, 'read' | 'key'>): Promise<T[]> =>
    new Promise<T[]>((resolve, reject) => join({ ...asked, resolve, reject }));
  return {
    read: (statement) => ask(plain, { read: null, key: statement }),
    readKeyed: (read, key) => ask(keyed, { read: read as KeyedRead<unknown, unknown>, key }),
  };
}

/** @returns what puts an entry into the next packet */
function createPackets(pool: Pool, atOnce: number): (entry: Entry) => void {
  const waiting: Entry[] = [];
  let packets = 0;

  function start(): void {
    while (packets < atOnce && waiting.length > 0) {
      packets += 1;
      void sendTogether(pool, waiting.splice(0, MOST_TOGETHER)).finally(() => {
        packets -= 1;
        start();
      });
    }
  }

  return (entry) => {
    waiting.push(entry);
    if (waiting.length === 1) setImmediate(start);
  };
}

/**
 * Settles every entry; never throws. The server stops at the first statement that fails, so then each goes in a packet
 * of its own, and a statement for many keys that fails is asked for each of them.
 */
async function sendTogether(pool: Pool, entries: readonly Entry[]): Promise<void> {
  const questions = toQuestions(pool, entries);
  try {
    const [result] = await pool.query(questions.map(({ text }) => text).join(';\n'), null);
    const results = (questions.length === 1 ? [result] : result) as never[][];
    questions.forEach(({ settle }, index) => settle(results[index] ?? []));
  } catch (error) {
    const parts = questions.length > 1 ? questions.map(({ askers }) => askers.flat()) : questions[0]?.askers;
    if (parts === undefined || parts.length <= 1) entries.forEach(({ reject }) => reject(error));
    else await Promise.all(parts.map((part) => sendTogether(pool, part)));
  }
}

function toQuestions(pool: Pool, entries: readonly Entry[]): Question[] {
  const byRead = new Map<Entry['read'], Entry[]>();
  for (const entry of entries) add(byRead, entry.read, entry);
  return [...byRead].flatMap(([read, askers]) =>
    read === null ? plainQuestions(pool, askers) : [keyedQuestion(pool, read, askers)],
  );
}

/** Entries that ask the same share one statement. */
function plainQuestions(pool: Pool, entries: readonly Entry[]): Question[] {
  const askers = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { sql, parameters } = entry.key as Statement;
    add(askers, pool.format(sql, parameters), entry);
  }
  return [...askers].map(([text, same]) => ({
    text,
    askers: [same],
    settle: (rows) => same.forEach(({ resolve }) => resolve([...rows])),
  }));
}

function keyedQuestion(pool: Pool, read: KeyedRead<unknown, unknown>, entries: readonly Entry[]): Question {
  const askers = new Map<string, Entry[]>();
  for (const entry of entries) add(askers, read.idOf(entry.key), entry);
  const groups = [...askers.values()];
  const keys = groups.map(([first]) => first?.key);
  const { sql, parameters } = read.statement(keys);
  return {
    text: pool.format(sql, parameters),
    askers: groups,
    settle: (rows) => {
      const shares = read.share(keys, rows) as readonly (readonly never[])[];
      groups.forEach((same, index) => same.forEach(({ resolve }) => resolve([...(shares[index] ?? [])])));
    },
  };
}

function add<K>(lists: Map<K, Entry[]>, key: K, entry: Entry): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [entry]);
  else list.push(entry);
}
