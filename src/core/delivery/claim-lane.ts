import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { FAILURES_TO_BREAK, PROBE_SECONDS } from './breaker.js';
import type { Lane } from './lanes.js';

/** A lane that this process alone works on until its lease ends. */
export interface ClaimedLane extends Lane {
  readonly delivery_id: Id;
  readonly token: Id;
  readonly attempt: number;
  readonly sync_state: 'NONE' | 'WANTED' | 'RUNNING';
  /** Grows with every change; what is larger at the end came meanwhile. */
  readonly wanted: string;
  /** Hash of what was mapped when it was last sent; null: nothing was. */
  readonly products: string | null;
  /** Failures in a row of the endpoint when the lane was claimed. */
  readonly failures: number;
  /** 1: nights of it have sold out. */
  readonly urgent: number;
  /** 1: something that was refused of it waits for a person. */
  readonly parked: number;
  /** When the endpoint was set up as the claim found it: what this process knows of it may be older. */
  readonly endpoint_as_of: string;
  readonly lease: LeaseHeld;
}

export interface WantedLanes {
  readonly most: number;
  /** How many more of a partner may be under way. */
  readonly roomOf: (partnerId: Id) => number;
  /** Partners that have enough under way. */
  readonly busy: readonly Id[];
  /** Only those with nights that sold out. */
  readonly urgent: boolean;
}

/** What this process knows of its hold on a lane. */
export interface LeaseHeld {
  /** Milliseconds since 1970. */
  until: number;
  /** `performance.now()` when the request went out that is not answered yet; null: none is under way. */
  asked: number | null;
  /** A night of the lane has sold out meanwhile: bulk that is not sent yet gives way. */
  overtaken: boolean;
  /** Something of this turn has gone out. */
  sent: boolean;
}

export interface Claiming {
  /** The lanes that are due first: those with nights that sold out before all others. */
  claim(wanted: WantedLanes): Promise<ClaimedLane[]>;
  /**
   * Sees to it that the lease lasts for a request of so many milliseconds, without a word to the database while it does anyway.
   * @returns false when the lease had ended and another process took the lane over: stop at once.
   */
  extend(lane: ClaimedLane, forMs: number): Promise<boolean>;
  /** Lets go of a lane that was given up while a request was under way: what is connected next need not wait for its lease. */
  release(lane: ClaimedLane): Promise<void>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly leaseMs: number;
}

const CANDIDATES = 32;
/** What the clocks of two processes may differ, and what a process needs to write down an answer. */
const SAFETY_MS = 10_000;

type Candidate = Omit<ClaimedLane, 'token' | 'lease'>;

/**
 * Hands lanes to whoever asks, each to one: the guarded UPDATE decides. A process that dies with a lane in hand leaves it
 * to the next one when the lease ends; what it had sent is then sent again, which changes nothing for the channel.
 */
export function createClaiming({ database, clock, nextId, leaseMs }: Deps): Claiming {
  const leaseFrom = (now: Date) => toSqlTime(new Date(now.getTime() + leaseMs));
  return {
    claim: async (wanted) => {
      const now = clock.now();
      const chosen: Candidate[] = [];
      for (const candidate of await candidates(database, wanted, toSqlTime(now))) {
        const { partner_id, failures } = candidate;
        const own = chosen.filter((one) => one.partner_id === partner_id).length;
        if (chosen.length >= wanted.most || own >= (failures > 0 ? 1 : wanted.roomOf(partner_id))) continue;
        if (failures >= FAILURES_TO_BREAK && !(await mayProbe(database, partner_id, now))) continue;
        chosen.push(candidate);
      }
      if (chosen.length === 0) return [];
      const token = nextId();
      const taken = await take(database, chosen, { token, now: toSqlTime(now), until: leaseFrom(now) });
      const until = now.getTime() + leaseMs;
      return taken.map((candidate) => ({
        ...candidate,
        token,
        lease: { until, asked: null, overtaken: false, sent: false },
      }));
    },
    extend: async ({ delivery_id, token, lease }, forMs) => {
      const now = clock.now().getTime();
      if (lease.until - now >= Math.max(forMs + SAFETY_MS, leaseMs / 2)) return true;
      const { affectedRows } = await database.run(
        'UPDATE deliveries SET lease_until = ?, updated_at = ? WHERE delivery_id = ? AND lease_token = ?',
        [leaseFrom(new Date(now)), toSqlTime(new Date(now)), delivery_id, token],
      );
      if (affectedRows === 1) lease.until = now + leaseMs;
      return affectedRows === 1;
    },
    release: async ({ delivery_id }) => {
      // Whoever has taken it over has a token of his own there.
      await database.run(
        'UPDATE deliveries SET lease_until = NULL WHERE delivery_id = ? AND lease_token IS NULL AND lease_until IS NOT NULL',
        [delivery_id],
      );
    },
  };
}

/** The guarded UPDATE decides; of what others were faster with nothing is taken. */
async function take(
  database: Database,
  chosen: readonly Candidate[],
  { token, now, until }: { readonly token: Id; readonly now: string; readonly until: string },
): Promise<readonly Candidate[]> {
  const ids = chosen.map(({ delivery_id }) => delivery_id).sort();
  // In a transaction for the sake of its repetition: whoever marks these lanes locks them in another order.
  const own = await database.inTransaction(async (tx) => {
    const { affectedRows } = await tx.run(
      `UPDATE deliveries SET state = 'SENDING', lease_until = ?, lease_token = ? WHERE delivery_id IN (?)
         AND state IN ('PENDING', 'SENDING') AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)`,
      [until, token, ids, now, now],
    );
    if (affectedRows === ids.length) return new Set(ids);
    const rows = await tx.rows<{ delivery_id: Id }>(
      'SELECT delivery_id FROM deliveries WHERE delivery_id IN (?) AND lease_token = ?',
      [ids, token],
    );
    return new Set(rows.map(({ delivery_id }) => delivery_id));
  });
  return chosen.filter(({ delivery_id }) => own.has(delivery_id));
}

function candidates(database: Database, { busy, urgent }: WantedLanes, now: string): Promise<Candidate[]> {
  const others = `${urgent ? 'AND d.urgent = 1' : ''} ${busy.length === 0 ? '' : 'AND d.partner_id NOT IN (?)'}`;
  return database.rows<Candidate>(
    `SELECT d.delivery_id, d.partner_id, d.hotel_id, d.kind, d.attempt, d.sync_state, d.products, CAST(d.wanted AS CHAR) AS wanted, d.urgent, e.failures,
       e.updated_at AS endpoint_as_of,
       EXISTS (SELECT 1 FROM deliveries p WHERE p.partner_id = d.partner_id AND p.hotel_id = d.hotel_id
         AND p.kind = d.kind AND p.subject <> '') AS parked
     FROM deliveries d JOIN channel_endpoints e ON e.partner_id = d.partner_id
     WHERE d.state IN ('PENDING', 'SENDING') AND d.subject = '' AND d.due_at <= ?
       AND (d.lease_until IS NULL OR d.lease_until <= ?) AND e.status IN ('ACTIVE', 'CLOSING')
       AND (e.breaker_until IS NULL OR e.breaker_until <= ?) ${others}
     ORDER BY d.urgent DESC, d.due_at LIMIT ${CANDIDATES}`,
    [now, now, now, ...(busy.length === 0 ? [] : [busy])],
  );
}

/** An endpoint that failed often is tried by one lane at a time: who moves its time on, tries. */
async function mayProbe(database: Database, partnerId: Id, now: Date): Promise<boolean> {
  const { affectedRows } = await database.run(
    `UPDATE channel_endpoints SET breaker_until = ?
     WHERE partner_id = ? AND failures >= ? AND (breaker_until IS NULL OR breaker_until <= ?)`,
    [
      toSqlTime(new Date(now.getTime() + PROBE_SECONDS * 1_000)),
      partnerId,
      FAILURES_TO_BREAK,
      toSqlTime(now),
    ],
  );
  return affectedRows === 1;
}
