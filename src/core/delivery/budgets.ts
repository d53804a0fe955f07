import { randomUUID } from 'node:crypto';
import type { RequestBudget } from '../model/dialect.js';
import type { Id } from '../model/ids.js';
import type { Redis } from '../platform/redis.js';
import { OwnCount, type Share } from './own-count.js';

/** One request, and whose budgets it is counted in. */
export interface Spending {
  readonly budgets: readonly RequestBudget[];
  readonly partner_id: Id;
  readonly hotel_id: Id;
  readonly message: string;
  /** Values of one night in it. */
  readonly values: number;
  /** A night that sold out: it may use what is kept back from all else. */
  readonly urgent: boolean;
}

export interface Budgets {
  /** Takes one request from each of its budgets, or from none. @returns seconds to wait for it; 0: taken. */
  take(spending: Spending): Promise<number>;
  /** As if this process had sent nothing lately. */
  forget(): void;
}

/** A fifth of a budget is for nights that sold out: what goes out in bulk must not hold up the closing of a night. */
const KEPT_BACK = 5;

/**
 * What contracts allow in a time, counted in Redis, so that all processes keep one count, and by each process for itself: while Redis
 * does not answer that count alone stands, and where Redis was emptied, or its clock was set, it still does. The channel's own 429
 * has the last word. Exact for any span, not only for whole minutes: nobody knows when the channel's own begin.
 */
export function createBudgets(redis: Redis): Budgets {
  const own = new OwnCount();
  return {
    take: async (spending) => {
      const shares = spending.budgets.map((budget) => shareOf(budget, spending));
      if (shares.length === 0) return 0;
      const ownMs = own.take(shares, { now: performance.now(), of: spending });
      const waitMs = ownMs > 0 ? ownMs : await takeTogether(redis, shares).catch(() => 0);
      if (ownMs === 0 && waitMs > 0) own.giveBack(shares, spending);
      return Math.ceil(waitMs / 1_000);
    },
    forget: () => own.clear(),
  };
}

function shareOf({ counts, most, seconds, per }: RequestBudget, spending: Spending): Share {
  const { partner_id, hotel_id, message, values, urgent } = spending;
  const whose = { token: '', property: hotel_id, message: `${hotel_id}:${message}` }[per];
  return {
    // All budgets of a partner share a slot of a Redis Cluster.
    key: `bellhop:delivery:{${partner_id}}:${counts}:${seconds}:${whose}`,
    most: urgent || most < KEPT_BACK ? most : most - Math.ceil(most / KEPT_BACK),
    // The partner counts when it receives them, and of two requests the earlier may have been longer on its way.
    spanMs: Math.ceil(seconds * 1_020),
    cost: counts === 'requests' ? 1 : values,
  };
}

/** A set for each budget, of what was taken when: `uuid:cost` by milliseconds. One that is dearer than all of it goes alone.
 * What lies a whole span ahead was written before the clock was set back. */
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local wait = 0
local function costOf(entry) return tonumber(string.match(entry, ':(%d+)$')) end
for i, key in ipairs(KEYS) do
  local most, span, cost = tonumber(ARGV[i * 3 - 1]), tonumber(ARGV[i * 3]), tonumber(ARGV[i * 3 + 1])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - span)
  redis.call('ZREMRANGEBYSCORE', key, now + span, '+inf')
  local entries = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  local used = 0
  for j = 1, #entries, 2 do used = used + costOf(entries[j]) end
  local j = 1
  while used > 0 and used + cost > most do
    used = used - costOf(entries[j])
    wait = math.max(wait, tonumber(entries[j + 1]) + span - now)
    j = j + 2
  end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ARGV[1] .. ':' .. ARGV[i * 3 + 1])
  redis.call('PEXPIRE', key, ARGV[i * 3])
end
return 0`;

async function takeTogether(redis: Redis, shares: readonly Share[]): Promise<number> {
  const keys = shares.map(({ key }) => key);
  const numbers = shares.flatMap(({ most, spanMs, cost }) => [most, spanMs, cost]);
  return Number(await redis.eval(TAKE, keys.length, ...keys, randomUUID(), ...numbers));
}
