import type { Id } from '../model/ids.js';
import type { ReservationRevision } from '../model/reservation.js';
import type { Database } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { RevisionState } from './revision-row.js';

/** A revision that its PMS has not taken: it never asked, has not answered, or could not. */
export interface UnacknowledgedRevision {
  readonly revision_id: Id;
  readonly booking_id: Id;
  readonly revision: number;
  readonly action: ReservationRevision['action'];
  /** Code of the PMS; empty while the hotel has none. */
  readonly pms: string;
  readonly hotel_code: string;
  readonly state: Extract<RevisionState, 'PENDING' | 'HANDED_OUT' | 'FAILED'>;
  /** How often it was handed out. */
  readonly reads: number;
  /** What the PMS said of a failure. */
  readonly reason: string | null;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Whole seconds since then, by the clock of the database. */
  readonly waiting_seconds: number;
}

export interface UnacknowledgedFilter {
  /** Of one PMS; null: of all. */
  readonly pms_partner_id: Id | null;
  /** Only what waits for at least so long. */
  readonly older_than_seconds: number;
  readonly limit: number;
}

export type ListUnacknowledged = (filter: UnacknowledgedFilter) => Promise<UnacknowledgedRevision[]>;

/** For operators: what waits for a PMS, the oldest first; reported failures as long as their stay is not over. */
export function createListUnacknowledged({ database }: { readonly database: Database }): ListUnacknowledged {
  return async ({ pms_partner_id, older_than_seconds, limit }) => {
    const rows = await database.rows<UnacknowledgedRevision>(
      // From the partners, so that the index by PMS and state leads to the few rows that wait.
      `SELECT r.revision_id, r.booking_id, r.revision, r.action, p.code AS pms, COALESCE(h.code, '') AS hotel_code,
         r.state, r.reads_count AS \`reads\`, r.reason, r.created_at AS since,
         TIMESTAMPDIFF(SECOND, r.created_at, UTC_TIMESTAMP(3)) AS waiting_seconds
       FROM partners p JOIN reservation_revisions r ON r.pms_partner_id = p.partner_id
         AND r.state IN ('PENDING', 'HANDED_OUT', 'FAILED')
       LEFT JOIN hotels h ON h.hotel_id = r.hotel_id
       LEFT JOIN bookings b ON b.booking_id = r.booking_id
       WHERE p.kind = 'pms' AND (? IS NULL OR p.partner_id = ?)
         AND r.created_at <= UTC_TIMESTAMP(3) - INTERVAL ? SECOND
         AND (r.state <> 'FAILED' OR b.check_out_date >= UTC_DATE() - INTERVAL 1 DAY)
       ORDER BY r.created_at, r.revision_id LIMIT ?`,
      [pms_partner_id, pms_partner_id, older_than_seconds, limit],
    );
    return rows.map((row) => ({
      ...row,
      since: fromSqlTime(row.since).toISOString(),
      waiting_seconds: Number(row.waiting_seconds),
    }));
  };
}
