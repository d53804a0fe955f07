import { randomUUID } from 'node:crypto';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { isCluster, type Redis } from './redis.js';
import type { RedisRest } from './redis-rest.js';

/**
 * Takes the keys of every stay whose keys are all free, and says 1 for it; of any other stay it takes none and says 0.
 * ARGV: token, milliseconds, then how many of KEYS belong to each stay.
 */
const TAKE = `local answers, at = {}, 1
for stay = 3, #ARGV do
  local last, free = at + ARGV[stay] - 1, 1
  for key = at, last do
    local holder = redis.call('GET', KEYS[key])
    if holder and holder ~= ARGV[1] then free = 0 break end
  end
  if free == 1 then
    for key = at, last do redis.call('SET', KEYS[key], ARGV[1], 'PX', ARGV[2]) end
  end
  answers[#answers + 1] = free
  at = last + 1
end
return answers`;

/** Frees what is still held under this token. @returns how many keys */
const FREE = `local freed = 0
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then freed = freed + redis.call('DEL', key) end
end
return freed`;

export interface StayLocks {
  /** Which of the stays are ours now; all of them where Redis could not be asked, which stops nobody. */
  readonly taken: readonly boolean[];
  /** Sent at once and not waited for. */
  free(): void;
}

export interface StayLockOptions {
  readonly redis: Redis;
  readonly rest: RedisRest;
  readonly ttlMs: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * The locks of many stays, each all or nothing, in one round trip; in a Redis Cluster one for each slot. Its keys hold
 * what nobody else can know, as those of key-lock.ts do, so that both keep each other out. Never rejects.
 */
export type TakeStays = (stays: readonly (readonly string[])[]) => Promise<StayLocks>;

/** What one script is asked: keys of one slot, with the stays that they belong to. */
interface Part {
  readonly stays: number[];
  readonly sizes: number[];
  readonly keys: string[];
}

export function createStayLock({ redis, rest, ttlMs, metrics, logger }: StayLockOptions): TakeStays {
  const partsOf = isCluster(redis) ? partsBySlot : onePart;
  const { lockAttempts } = metrics;

  async function take(token: string, { keys, sizes }: Part): Promise<readonly number[] | null> {
    try {
      const said = await redis.eval(TAKE, keys.length, ...keys, token, ttlMs, ...sizes);
      return Array.isArray(said) ? said.map(Number) : null;
    } catch {
      rest.failed();
      return null;
    }
  }

  async function free(token: string, { keys, sure }: KeysHeld): Promise<void> {
    try {
      const freed = keys.length === 0 ? 0 : await redis.eval(FREE, keys.length, ...keys, token);
      if (!sure || freed === keys.length) return;
    } catch {
      // It went away: its keys expire.
      if (!sure) return;
    }
    // Either way the nights are free, and the bookings stood or fell by MySQL.
    lockAttempts.inc({ outcome: 'expired' });
    logger.debug({ event: 'room_lock.expired' }, 'A room lock had expired before its release');
  }

  return async (stays) => {
    if (!rest.isWorthAsking) {
      lockAttempts.inc({ outcome: 'redis_down' });
      return { taken: stays.map(() => true), free: () => undefined };
    }
    const token = randomUUID();
    const parts = partsOf(stays);
    const answers = await Promise.all(parts.map((part) => take(token, part)));
    const taken = stays.map(() => true);
    parts.forEach((part, index) => {
      part.stays.forEach((stay, place) => {
        if (answers[index]?.[place] === 0) taken[stay] = false;
      });
    });
    const contended = taken.filter((mine) => !mine).length;
    if (contended > 0) lockAttempts.inc({ outcome: 'contended' }, contended);
    const down = answers.includes(null);
    lockAttempts.inc({ outcome: down ? 'redis_down' : 'acquired' });
    // What some slots gave of a stay that others refused goes back with the rest, and is blocked no longer than they.
    return {
      taken,
      free: () => void Promise.all(parts.map((part, index) => free(token, keysHeld(part, answers[index])))),
    };
  };
}

interface KeysHeld {
  readonly keys: readonly string[];
  /** False where no answer came: it may still take them, and then they would be nobody's until they expire. */
  readonly sure: boolean;
}

function keysHeld({ keys, sizes }: Part, answer: readonly number[] | null | undefined): KeysHeld {
  if (answer === null || answer === undefined) return { keys: [...new Set(keys)], sure: false };
  let at = 0;
  const held = sizes.flatMap((size, place) => {
    const own = keys.slice(at, (at += size));
    return answer[place] === 1 ? own : [];
  });
  return { keys: [...new Set(held)], sure: true };
}

/** A server by itself has no slots. */
function onePart(stays: readonly (readonly string[])[]): Part[] {
  if (stays.length === 0) return [];
  return [
    { stays: stays.map((_, stay) => stay), sizes: stays.map((keys) => keys.length), keys: stays.flat() },
  ];
}

/** One part for each slot. Stays that want the same keys share their place. */
function partsBySlot(stays: readonly (readonly string[])[]): Part[] {
  const parts = new Map<string, Part>();
  stays.forEach((keys, stay) => {
    const bySlot = new Map<string, string[]>();
    for (const key of keys) bySlot.set(tagOf(key), [...(bySlot.get(tagOf(key)) ?? []), key]);
    for (const [slot, own] of bySlot) {
      const part = parts.get(slot) ?? { stays: [], sizes: [], keys: [] };
      parts.set(slot, part);
      part.stays.push(stay);
      part.sizes.push(own.length);
      part.keys.push(...own);
    }
  });
  return [...parts.values()];
}

/** The text in braces is all that decides a key's slot. */
function tagOf(key: string): string {
  return /\{([^}]+)\}/.exec(key)?.[1] ?? key;
}
