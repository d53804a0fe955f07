import type { Clock } from '../../model/clock.js';
import type { Id } from '../../model/ids.js';
import type { Database, Queryable } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { FAILURES_TO_BREAK, PROBE_SECONDS } from '../breaker.js';

/** A message that this process alone sends until its lease ends. */
export interface ClaimedMessage {
  readonly message_id: Id;
  readonly endpoint_id: Id;
  readonly partner_id: Id;
  readonly type: string;
  readonly body: string;
  /** Failed tries since it was put in line. */
  readonly attempt: number;
  readonly give_up_at: string;
  readonly token: Id;
}

/** How much whoever asks can take, beside what it has under way already. */
export interface ClaimRoom {
  /** Endpoints to leave alone. */
  readonly busy: readonly Id[];
  /** Messages under way by partner: those with fewer go first. */
  readonly partners: ReadonlyMap<Id, number>;
  /** So many of one partner, whatever its endpoints are. */
  readonly mostOfPartner: number;
  readonly mostOfEndpoint: number;
  readonly most: number;
}

export interface ClaimMessages {
  /** Messages of one endpoint that are due; an empty list: none are. */
  claim(room: ClaimRoom): Promise<ClaimedMessage[]>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  /** Longer than a try can take. */
  readonly leaseMs: number;
}

interface Candidate {
  readonly endpoint_id: Id;
  readonly partner_id: Id;
  readonly ordered: number;
  readonly failures: number;
}

const CANDIDATES = 32;
/** How often those that answer go first. */
const WELL_FIRST = 0.75;
const MESSAGE = 'm.message_id, m.endpoint_id, m.type, m.body, m.attempt, m.give_up_at';
const OPEN = "state IN ('PENDING', 'SENDING')";

/**
 * Hands messages to whoever asks, each to one: the guarded UPDATE decides. First the endpoint and then its messages, so that
 * one with a long backlog, paused or dead, costs the others nothing. Who dies with a message in hand leaves it to the next one
 * when the lease ends: it is then sent again, under the same id.
 */
export function createClaimMessages(deps: Deps): ClaimMessages {
  const { database, clock } = deps;
  return {
    claim: async (room) => {
      const now = clock.now();
      for (const endpoint of inTurn(await readCandidates(database, room.busy, toSqlTime(now)), room)) {
        const { endpoint_id, partner_id } = endpoint;
        const ofPartner = room.mostOfPartner - (room.partners.get(partner_id) ?? 0);
        const left = Math.min(room.most, ofPartner, room.mostOfEndpoint);
        if (left <= 0) continue;
        const probing = endpoint.failures >= FAILURES_TO_BREAK;
        if (probing && !(await mayProbe(database, endpoint_id, now))) continue;
        const most = probing ? 1 : left;
        const taken = await takeDue(deps, endpoint, { now, most });
        if (taken.length > 0) return taken;
      }
      return [];
    },
  };
}

function readCandidates(database: Queryable, busy: readonly Id[], now: string): Promise<Candidate[]> {
  const others = busy.length === 0 ? '' : 'AND e.endpoint_id NOT IN (?)';
  return database.rows<Candidate>(
    `SELECT e.endpoint_id, e.partner_id, e.ordered, e.failures FROM webhook_endpoints e
       JOIN partners p ON p.partner_id = e.partner_id AND p.status = 'ACTIVE'
     WHERE e.status = 'ACTIVE' AND (e.breaker_until IS NULL OR e.breaker_until <= ?) ${others}
       AND EXISTS (SELECT 1 FROM webhook_messages m WHERE m.endpoint_id = e.endpoint_id AND m.${OPEN} AND m.due_at <= ?)`,
    [now, ...(busy.length === 0 ? [] : [busy]), now],
  );
}

type Due = Omit<ClaimedMessage, 'token' | 'partner_id'>;

function readDue(
  database: Queryable,
  { endpoint_id, ordered }: Candidate,
  { now, most }: { readonly now: string; readonly most: number },
): Promise<Due[]> {
  if (ordered === 0)
    // Each half in the order of its index: a backlog is not sorted for every claim.
    return database.rows<Due>(`(${dueIn('SENDING')}) UNION ALL (${dueIn('PENDING')}) LIMIT ?`, [
      endpoint_id,
      now,
      most,
      endpoint_id,
      now,
      most,
      most,
    ]);
  // Of each hotel the first in line alone, and none while another of it is on its way.
  return database.rows<Due>(
    `SELECT ${MESSAGE} FROM (SELECT hotel_id, MIN(seq) AS seq FROM webhook_messages
         WHERE endpoint_id = ? AND ${OPEN} GROUP BY hotel_id) h
       JOIN webhook_messages m ON m.endpoint_id = ? AND m.hotel_id = h.hotel_id AND m.seq = h.seq AND m.${OPEN}
     WHERE m.due_at <= ? AND NOT EXISTS (SELECT 1 FROM webhook_messages b WHERE b.endpoint_id = m.endpoint_id
         AND b.hotel_id = m.hotel_id AND b.state = 'SENDING' AND b.due_at > ?)
     ORDER BY m.seq LIMIT ?`,
    [endpoint_id, endpoint_id, now, now, most],
  );
}

function dueIn(state: 'SENDING' | 'PENDING'): string {
  return `SELECT ${MESSAGE} FROM webhook_messages m WHERE m.endpoint_id = ? AND m.state = '${state}' AND m.due_at <= ?
    ORDER BY m.due_at, m.message_id LIMIT ?`;
}

async function takeDue(
  deps: Deps,
  endpoint: Candidate,
  { now, most }: { readonly now: Date; readonly most: number },
): Promise<ClaimedMessage[]> {
  const taken: ClaimedMessage[] = [];
  for (const message of await readDue(deps.database, endpoint, { now: toSqlTime(now), most })) {
    const token = await take(deps, message.message_id, now).catch((error: unknown) => {
      // What is in hand already must be sent; if the database stays away, the next claim is told so.
      if (taken.length === 0) throw error;
      return null;
    });
    if (token !== null) taken.push({ ...message, partner_id: endpoint.partner_id, token });
  }
  return taken;
}

async function take({ database, nextId, leaseMs }: Deps, messageId: Id, now: Date): Promise<Id | null> {
  const token = nextId();
  const { affectedRows } = await database.run(
    `UPDATE webhook_messages SET state = 'SENDING', due_at = ?, lease_token = ?
     WHERE message_id = ? AND ${OPEN} AND due_at <= ?`,
    [toSqlTime(new Date(now.getTime() + leaseMs)), token, messageId, toSqlTime(now)],
  );
  return affectedRows === 1 ? token : null;
}

/** An endpoint that failed often is tried with one message at a time: who moves its time on, tries. */
async function mayProbe(database: Database, endpointId: Id, now: Date): Promise<boolean> {
  const { affectedRows } = await database.run(
    `UPDATE webhook_endpoints SET breaker_until = ?
     WHERE endpoint_id = ? AND failures >= ? AND (breaker_until IS NULL OR breaker_until <= ?)`,
    [
      toSqlTime(new Date(now.getTime() + PROBE_SECONDS * 1_000)),
      endpointId,
      FAILURES_TO_BREAK,
      toSqlTime(now),
    ],
  );
  return affectedRows === 1;
}

/**
 * No endpoint is first for ever, and none goes before that of a partner with less under way: who answers slowly, at however many
 * addresses, waits for itself. Mostly those that answer go before those that fail, so that many dead ones do not keep the
 * others waiting; not always, for they may be back.
 */
function inTurn(candidates: readonly Candidate[], { partners }: ClaimRoom): Candidate[] {
  const at = Math.floor(Math.random() * Math.max(1, candidates.length));
  const wellFirst = Math.random() < WELL_FIRST;
  const rank = ({ partner_id, failures }: Candidate) =>
    (partners.get(partner_id) ?? 0) * 2 + (wellFirst && failures > 0 ? 1 : 0);
  return [...candidates.slice(at), ...candidates.slice(0, at)]
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, CANDIDATES);
}
