import type { Clock } from '../../model/clock.js';
import type { Id } from '../../model/ids.js';
import type { Database, Queryable } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { toSqlTime } from '../../platform/sql-time.js';
import { PROBE_SECONDS } from '../breaker.js';
import { IN_LINE, restEndpoint, sendToTheBack } from './endpoint-line.js';
import { findEndpoints, type ClaimRoom, type DueEndpoint } from './find-endpoints.js';

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
  /** The next of its hotel waits for it. */
  readonly ordered: boolean;
  /** Its endpoint answered not long ago. */
  readonly proven: boolean;
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

const MESSAGE = 'm.message_id, m.endpoint_id, m.type, m.body, m.attempt, m.give_up_at';

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
      for (const endpoint of await findEndpoints(database, room, now)) {
        const most = mostOf(endpoint, room);
        if (most <= 0) continue;
        const taken = await takeDue(deps, endpoint, { now, most });
        const looked =
          taken.length < most
            ? restEndpoint(database, endpoint)
            : sendToTheBack(database, endpoint.endpoint_id, toSqlTime(now));
        // What is in hand must be sent; the line is then looked at once more for nothing.
        await (taken.length === 0 ? looked : looked.catch(() => undefined));
        if (taken.length > 0) return taken;
      }
      return [];
    },
  };
}

/** Whoever may not answer is tried with one. */
function mostOf({ partner_id, proven }: DueEndpoint, room: ClaimRoom): number {
  const ofPartner = room.mostOfPartner - (room.partners.get(partner_id) ?? 0);
  const left = Math.min(room.most, ofPartner, room.mostOfEndpoint);
  return proven ? left : Math.min(left, room.mostDoubtful, 1);
}

type Due = Omit<ClaimedMessage, 'token' | 'partner_id' | 'ordered' | 'proven'>;

function readDue(
  database: Queryable,
  { endpoint_id, ordered }: DueEndpoint,
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
         WHERE endpoint_id = ? AND ${IN_LINE} GROUP BY hotel_id) h
       JOIN webhook_messages m ON m.endpoint_id = ? AND m.hotel_id = h.hotel_id AND m.seq = h.seq AND m.${IN_LINE}
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
  endpoint: DueEndpoint,
  { now, most }: { readonly now: Date; readonly most: number },
): Promise<ClaimedMessage[]> {
  const taken: ClaimedMessage[] = [];
  const due = await readDue(deps.database, endpoint, { now: toSqlTime(now), most });
  if (due.length === 0) return [];
  if (endpoint.failures > 0 && !(await mayProbe(deps.database, endpoint.endpoint_id, now))) return [];
  for (const message of due) {
    const token = await take(deps, message.message_id, now).catch((error: unknown) => {
      // What is in hand already must be sent; if the database stays away, the next claim is told so.
      if (taken.length === 0) throw error;
      return null;
    });
    const { partner_id, ordered, proven } = endpoint;
    if (token !== null) taken.push({ ...message, partner_id, token, ordered: ordered === 1, proven });
  }
  return taken;
}

async function take({ database, nextId, leaseMs }: Deps, messageId: Id, now: Date): Promise<Id | null> {
  const token = nextId();
  const { affectedRows } = await database.run(
    `UPDATE webhook_messages SET state = 'SENDING', due_at = ?, lease_token = ?
     WHERE message_id = ? AND ${IN_LINE} AND due_at <= ?`,
    [toSqlTime(new Date(now.getTime() + leaseMs)), token, messageId, toSqlTime(now)],
  );
  return affectedRows === 1 ? token : null;
}

/** An endpoint that failed is tried with one message at a time: who moves its time on, tries. */
async function mayProbe(database: Database, endpointId: Id, now: Date): Promise<boolean> {
  const until = toSqlTime(new Date(now.getTime() + PROBE_SECONDS * 1_000));
  const { affectedRows } = await database.run(
    `UPDATE webhook_endpoints SET breaker_until = ?, wake_at = ?
     WHERE endpoint_id = ? AND failures > 0 AND (breaker_until IS NULL OR breaker_until <= ?)`,
    [until, until, endpointId, toSqlTime(now)],
  );
  return affectedRows === 1;
}
