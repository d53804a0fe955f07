import type { Id } from '../../model/ids.js';
import type { Queryable } from '../../platform/database.js';
import { toSqlTime } from '../../platform/sql-time.js';
import type { Line } from './endpoint-line.js';

/** How much whoever asks can take, beside what it has under way already. */
export interface ClaimRoom {
  /** Endpoints to leave alone. */
  readonly busy: readonly Id[];
  /** Messages under way by partner: those with fewer go first. */
  readonly partners: ReadonlyMap<Id, number>;
  /** So many of one partner, whatever its endpoints are. */
  readonly mostOfPartner: number;
  readonly mostOfEndpoint: number;
  /** So many more to endpoints of which nobody knows whether they answer. */
  readonly mostDoubtful: number;
  readonly most: number;
}

/** An endpoint whose time has come. */
export interface DueEndpoint extends Line {
  readonly partner_id: Id;
  readonly failures: number;
  /** It has answered within a day and not failed since; any other one is tried with a single message first. */
  readonly proven: boolean;
}

type Row = Omit<DueEndpoint, 'proven'> & { readonly proven: number | string };

const CANDIDATES = 64;
const DAY_MS = 86_400_000;
/** How often those that answer go first. */
const WELL_FIRST = 0.75;

/**
 * Endpoints to look at, those first that should be sent to first. One row an endpoint is read, however much waits for it, and those
 * that are left alone for now are not among them. Of many that are due each partner has its turn, so that one with many
 * endpoints, or a thousand dead ones of others, keep nobody waiting; and mostly those that answer go before those that fail,
 * not always, for they may be back.
 */
export async function findEndpoints(database: Queryable, room: ClaimRoom, now: Date): Promise<DueEndpoint[]> {
  const wellFirst = Math.random() < WELL_FIRST;
  const rows = await database.rows<Row>(...dueQuery(room, now, wellFirst));
  const found = rows.map((row) => ({ ...row, proven: Number(row.proven) === 1 }));
  const doubts = ({ proven, failures }: DueEndpoint) => (proven ? 0 : failures === 0 ? 1 : 2);
  const rank = (endpoint: DueEndpoint) =>
    (room.partners.get(endpoint.partner_id) ?? 0) * 3 + (wellFirst ? doubts(endpoint) : 0);
  // Several processes do not all begin with the same one.
  const at = Math.floor(Math.random() * Math.max(1, found.length));
  return [...found.slice(at), ...found.slice(0, at)].sort((a, b) => rank(a) - rank(b));
}

function dueQuery(
  { busy, partners, mostOfPartner, mostDoubtful }: ClaimRoom,
  now: Date,
  wellFirst: boolean,
): [string, (string | readonly Id[])[]] {
  const full = [...partners].filter(([, count]) => count >= mostOfPartner).map(([id]) => id);
  const at = toSqlTime(now);
  const proven = 'e.failures = 0 AND e.last_success_at >= ?';
  const provenSince = toSqlTime(new Date(now.getTime() - DAY_MS));
  const conditions = [
    { sql: "e.status = 'ACTIVE' AND e.wake_at <= ?", values: [at] },
    { sql: '(e.breaker_until IS NULL OR e.breaker_until <= ?)', values: [at] },
    ...(busy.length === 0 ? [] : [{ sql: 'e.endpoint_id NOT IN (?)', values: [busy] }]),
    ...(full.length === 0 ? [] : [{ sql: 'e.partner_id NOT IN (?)', values: [full] }]),
    ...(mostDoubtful > 0 ? [] : [{ sql: proven, values: [provenSince] }]),
  ];
  const first = wellFirst ? 'proven DESC, failures > 0, ' : '';
  return [
    `SELECT endpoint_id, partner_id, ordered, failures, line_version, proven FROM (
       SELECT e.endpoint_id, e.partner_id, e.ordered, e.failures, e.line_version, e.wake_at, COALESCE(${proven}, 0) AS proven,
         ROW_NUMBER() OVER (PARTITION BY e.partner_id ORDER BY ${wellFirst ? 'e.failures > 0, ' : ''}e.wake_at) AS turn
       FROM webhook_endpoints e JOIN partners p ON p.partner_id = e.partner_id AND p.status = 'ACTIVE'
       WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}) due
     ORDER BY ${first}turn, wake_at LIMIT ${String(CANDIDATES)}`,
    [provenSince, ...conditions.flatMap(({ values }): (string | readonly Id[])[] => [...values])],
  ];
}
