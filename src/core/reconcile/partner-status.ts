import type { Clock } from '../model/clock.js';
import type { Queryable, SqlParameter } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { RunTotals } from './run.js';

/** How one kind of message fares with one partner for one hotel. Times are ISO 8601, UTC. */
export interface PartnerStatus {
  readonly hotel: string;
  readonly partner: string;
  readonly kind: 'ari' | 'reservation';
  /** Of its delivery; DISCONNECTED: nothing is sent to it, nor compared, any more. */
  readonly state: string;
  readonly last_attempt: string | null;
  readonly last_success: string | null;
  /** How long the oldest change waits to be told; null: nothing waits. */
  readonly lag_seconds: number | null;
  /** Why it waits or stands still: what was parked, or the last answer. */
  readonly cause: string | null;
  readonly parked: number;
  readonly compared_at: string | null;
  readonly compared_with: string | null;
  readonly differences: RunTotals['by_class'] | null;
  readonly compare_cause: string | null;
}

export interface StatusQuery {
  readonly partner?: string | undefined;
  readonly hotel?: string | undefined;
  readonly limit: number;
}

export type ReadStatus = (query: StatusQuery) => Promise<PartnerStatus[]>;

interface Row {
  readonly hotel: string;
  readonly partner: string;
  readonly kind: PartnerStatus['kind'];
  readonly state: string;
  /** As MySQL says yes and no. */
  readonly connected: number | string;
  readonly last_outcome: string | null;
  readonly waiting_since: string | null;
  readonly last_attempt: string | null;
  readonly last_success: string | null;
  readonly parked: string | number;
  readonly parked_cause: string | null;
  readonly finished_at: string | null;
  readonly source: string | null;
  readonly missing: number | null;
  readonly stale: number | null;
  readonly conflicting: number | null;
  readonly extra: number | null;
  readonly compare_cause: string | null;
}

const OF_ATTEMPTS = 'FROM delivery_attempts a WHERE a.delivery_id = d.delivery_id';
const OF_PARKED = `FROM deliveries x WHERE x.partner_id = d.partner_id AND x.hotel_id = d.hotel_id AND x.kind = d.kind
  AND x.state = 'PARKED'`;

/** Last success, last attempt, lag and cause for each hotel, partner and kind, what waits longest first. */
export function createReadStatus(deps: { readonly database: Queryable; readonly clock: Clock }): ReadStatus {
  return async ({ partner, hotel, limit }) => {
    const parameters: SqlParameter[] = [];
    const filter = (column: string, value: string | undefined): string => {
      if (value === undefined) return '';
      parameters.push(value);
      return ` AND ${column} = ?`;
    };
    const where = `${filter('p.code', partner)}${filter('h.code', hotel)}`;
    const rows = await deps.database.rows<Row>(
      `SELECT h.code AS hotel, p.code AS partner, d.kind, d.state, e.partner_id IS NOT NULL AS connected, d.last_outcome, d.waiting_since,
         (SELECT MAX(a.sent_at) ${OF_ATTEMPTS}) AS last_attempt,
         (SELECT MAX(a.sent_at) ${OF_ATTEMPTS} AND a.outcome = 'accepted') AS last_success,
         (SELECT COUNT(*) ${OF_PARKED}) AS parked, (SELECT MAX(x.cause) ${OF_PARKED}) AS parked_cause,
         l.finished_at, l.source, l.missing, l.stale, l.conflicting, l.extra, l.cause AS compare_cause
       FROM deliveries d JOIN partners p ON p.partner_id = d.partner_id JOIN hotels h ON h.hotel_id = d.hotel_id
       LEFT JOIN channel_endpoints e ON e.partner_id = d.partner_id
       LEFT JOIN reconcile_lanes l ON l.partner_id = d.partner_id AND l.hotel_id = d.hotel_id
         AND l.side = IF(d.kind = 'ari', 'channel', 'pms')
       WHERE d.subject = ''${where} ORDER BY d.waiting_since IS NULL, d.waiting_since, p.code, h.code LIMIT ?`,
      [...parameters, limit],
    );
    const now = deps.clock.now();
    return rows.map((row) => toStatus(row, now));
  };
}

function toStatus(row: Row, now: Date): PartnerStatus {
  const iso = (text: string | null) => (text === null ? null : fromSqlTime(text).toISOString());
  const { hotel, partner, kind, waiting_since, finished_at, source, compare_cause } = row;
  const isConnected = Number(row.connected) === 1;
  const state = isConnected ? row.state : 'DISCONNECTED';
  const waited = waiting_since === null ? null : now.getTime() - fromSqlTime(waiting_since).getTime();
  const { missing, stale, conflicting, extra } = row;
  return {
    ...{ hotel, partner, kind, state },
    ...{ last_attempt: iso(row.last_attempt), last_success: iso(row.last_success) },
    lag_seconds: waited === null ? null : Math.max(0, Math.round(waited / 1_000)),
    cause: row.parked_cause ?? (waited === null ? null : row.last_outcome),
    parked: Number(row.parked),
    ...{ compared_at: iso(finished_at), compared_with: source, compare_cause },
    differences:
      // What was found of a channel before it went says nothing of what it has now.
      finished_at === null || !isConnected
        ? null
        : {
            ...{ missing: missing ?? 0, stale: stale ?? 0, conflicting: conflicting ?? 0, extra: extra ?? 0 },
          },
  };
}
