import { compareIds, type Id } from '../model/ids.js';
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
  /** Code of the PMS. */
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
    const partners = await database.rows<{ partner_id: Id; code: string }>(
      "SELECT partner_id, code FROM partners WHERE kind = 'pms' AND (? IS NULL OR partner_id = ?)",
      [pms_partner_id, pms_partner_id],
    );
    const found: UnacknowledgedRevision[] = [];
    for (const { partner_id, code } of partners) {
      const rows = await database.rows<Omit<UnacknowledgedRevision, 'pms'>>(WAITING, [
        partner_id,
        older_than_seconds,
        limit,
      ]);
      found.push(...rows.map((row) => ({ ...row, pms: code })));
    }
    return found
      .sort((a, b) => a.since.localeCompare(b.since) || compareIds(a.revision_id, b.revision_id))
      .slice(0, limit)
      .map((row) => ({
        ...row,
        since: fromSqlTime(row.since).toISOString(),
        waiting_seconds: Number(row.waiting_seconds),
      }));
  };
}

/** Of one PMS as a constant: so the index leads to the few rows that wait, and past the whole history of that PMS. */
const WAITING = `SELECT r.revision_id, r.booking_id, r.revision, r.action, COALESCE(h.code, '') AS hotel_code, r.state,
    r.reads_count AS \`reads\`, r.reason, r.created_at AS since,
    TIMESTAMPDIFF(SECOND, r.created_at, UTC_TIMESTAMP(3)) AS waiting_seconds
  FROM reservation_revisions r LEFT JOIN hotels h ON h.hotel_id = r.hotel_id
  LEFT JOIN bookings b ON b.booking_id = r.booking_id
  WHERE r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT', 'FAILED')
    AND r.created_at <= UTC_TIMESTAMP(3) - INTERVAL ? SECOND
    AND (r.state <> 'FAILED' OR b.check_out_date >= UTC_DATE() - INTERVAL 1 DAY)
  ORDER BY r.created_at, r.revision_id LIMIT ?`;
