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

/** What whoever asks has under way already. */
export interface UnderWay {
  /** Endpoints to leave alone. */
  readonly busy: readonly Id[];
  /** Messages by partner: those with fewer go first. */
  readonly partners: ReadonlyMap<Id, number>;
  /** So many of one partner, whatever its endpoints are. */
  readonly mostOfPartner: number;
}

export interface ClaimMessages {
  /** Up to so many messages of one endpoint that are due; an empty list: none are. */
  claim(underWay: UnderWay, most: number): Promise<ClaimedMessage[]>;
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
    claim: async (underWay, most) => {
      const now = clock.now();
      const candidates = await readCandidates(database, underWay.busy, toSqlTime(now));
      for (const { endpoint, room } of inTurn(candidates, underWay)) {
        const { endpoint_id, partner_id } = endpoint;
        const probing = endpoint.failures >= FAILURES_TO_BREAK;
        if (probing && !(await mayProbe(database, endpoint_id, now))) continue;
        const part = probing ? 1 : Math.min(most, room);
        const due = await readDue(database, endpoint, { now: toSqlTime(now), most: part });
        const claimed: ClaimedMessage[] = [];
        for (const message of due) {
          const token = await take(deps, message.message_id, now);
          if (token !== null) claimed.push({ ...message, partner_id, token });
        }
        if (claimed.length > 0) return claimed;
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

interface Turn {
  readonly endpoint: Candidate;
  /** Messages that its partner may have sent beside those that are under way. */
  readonly room: number;
}

/**
 * No endpoint is first for ever, and none goes before that of a partner with less under way: who answers slowly, at however many
 * addresses, waits for itself.
 */
function inTurn(candidates: readonly Candidate[], { partners, mostOfPartner }: UnderWay): Turn[] {
  const at = Math.floor(Math.random() * Math.max(1, candidates.length));
  return [...candidates.slice(at), ...candidates.slice(0, at)]
    .map((endpoint) => ({ endpoint, room: mostOfPartner - (partners.get(endpoint.partner_id) ?? 0) }))
    .filter(({ room }) => room > 0)
    .sort((a, b) => b.room - a.room)
    .slice(0, CANDIDATES);
}
