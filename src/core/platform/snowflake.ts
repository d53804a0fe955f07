import { randomInt } from 'node:crypto';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database } from './database.js';

/** 2024-01-01T00:00:00Z; 41 bits of milliseconds from here last until 2093. */
const EPOCH = 1_704_067_200_000n;
const WORKERS = 1024;
const SEQUENCES = 4096;

/** Makes ids that grow with time: 41 bits of milliseconds, 10 bits of process, 12 bits of sequence. */
export type NextId = () => Id;

/** Takes a process number from the database, so that two processes never make the same id. */
export async function createIds(database: Database, clock: Clock): Promise<NextId> {
  const { insertId } = await database.run('INSERT INTO id_workers () VALUES ()');
  return createSnowflake(Number(BigInt(insertId) % BigInt(WORKERS)), clock);
}

/** A clock that steps back does not repeat ids: the last millisecond is carried on until the clock has caught up. */
export function createSnowflake(worker: number, clock: Clock): NextId {
  let last = 0n;
  // A random start keeps two processes apart that share a number after 1,024 starts.
  let sequence = randomInt(SEQUENCES / 2);
  return () => {
    const now = BigInt(clock.now().getTime()) - EPOCH;
    if (now > last) {
      last = now;
      sequence = randomInt(SEQUENCES / 2);
    } else if (++sequence >= SEQUENCES) {
      last += 1n;
      sequence = 0;
    }
    return String((last << 22n) | (BigInt(worker) << 12n) | BigInt(sequence));
  };
}

/** When an id of ours was made, by the clock of who made it. */
export function timeOfId(id: Id): Date {
  return new Date(Number((BigInt(id) >> 22n) + EPOCH));
}
