import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import { isId, type Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { describeHistory, type HistoryDetail } from './describe-history.js';
import { bookingNotFound } from './get-booking.js';

/** One thing that happened to a booking; holds no personal data. */
export interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly what: string;
  readonly actor: string;
  readonly revision: number | null;
  /**
   * Of a payment, a refund and a hand-out `status` or `state` is today's, whatever the time of the entry; `since` says from
   * when it is that.
   */
  readonly detail: HistoryDetail;
}

/** For operators: everything that became of a booking, oldest first. @throws AppError BOOKING_NOT_FOUND. */
export type BookingTimeline = (bookingId: string) => Promise<TimelineEntry[]>;

interface Row {
  readonly at: string;
  readonly what: string;
  readonly actor: string;
  readonly revision: number | null;
  /** JSON text. */
  readonly detail: string | null;
}

/**
 * Of one moment what the booking did comes before what it made others do; nothing comes before its first line, whatever
 * the clock of the process that wrote it. A payment stands behind the line that says who began it, where there is one.
 */
const SQL = `
  SELECT created_at AS at, 1 AS place, audit_id AS id, event_type AS what, actor, revision, detail
  FROM booking_audit_log WHERE booking_id = ?
  UNION ALL
  SELECT COALESCE(s.created_at,
      GREATEST(p.created_at, (SELECT MIN(a.created_at) FROM booking_audit_log a WHERE a.booking_id = p.booking_id))),
    IF(s.audit_id IS NULL, 2, 1), COALESCE(s.audit_id, p.payment_id), 'PAYMENT', p.provider, NULL,
    JSON_OBJECT('payment_id', CAST(p.payment_id AS CHAR), 'amount', CAST(p.amount AS CHAR), 'currency', p.currency,
      'status', p.status, 'since', IF(p.status = 'PENDING', NULL, CAST(p.updated_at AS CHAR)), 'attempts', p.attempts,
      'failure_code', p.failure_code)
  FROM payments p LEFT JOIN booking_audit_log s ON s.booking_id = p.booking_id AND s.event_type = 'PAYMENT_STARTED'
    AND CAST(JSON_UNQUOTE(JSON_EXTRACT(s.detail, '$.payment_id')) AS UNSIGNED) = p.payment_id
  WHERE p.booking_id = ?
  UNION ALL
  SELECT r.created_at, 3, r.refund_id, 'REFUND', p.provider, NULL, JSON_OBJECT('refund_id', CAST(r.refund_id AS CHAR),
    'amount', CAST(r.amount AS CHAR), 'currency', p.currency, 'state', r.state,
    'since', IF(r.state = 'PENDING', NULL, CAST(r.updated_at AS CHAR)), 'reason', r.reason, 'attempts', r.attempts)
  FROM payment_refunds r JOIN payments p ON p.payment_id = r.payment_id WHERE p.booking_id = ?
  UNION ALL
  SELECT handed_out_at, 4, revision_id, 'PMS_HANDED_OUT', 'bellhop', revision, JSON_OBJECT('action', action,
    'state', state, 'since', CAST(decided_at AS CHAR), 'reads', reads_count)
  FROM reservation_revisions WHERE booking_id = ? AND handed_out_at IS NOT NULL
  ORDER BY at, place, id, what = 'PAYMENT'`;

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
}

export function createBookingTimeline({ database, openCatalogue }: Deps): BookingTimeline {
  return async (bookingId) => {
    if (!isId(bookingId)) throw bookingNotFound(bookingId);
    const rows = await database.rows<Row>(SQL, Array<Id>(4).fill(bookingId));
    const [booking] = await database.rows<{ hotel_id: Id }>(
      'SELECT hotel_id FROM bookings WHERE booking_id = ?',
      [bookingId],
    );
    // Every booking has its first line from its own transaction.
    if (rows.length === 0 || booking === undefined) throw bookingNotFound(bookingId);
    const catalogue = await openCatalogue(OPERATOR_VIEW, booking.hotel_id);
    return rows.map(({ at, what, actor, revision, detail }) => ({
      at: fromSqlTime(at).toISOString(),
      what,
      actor,
      revision,
      detail:
        detail === null ? {} : describeHistory(withTime(JSON.parse(detail) as HistoryDetail), catalogue),
    }));
  };
}

/** Times inside of JSON come as the database writes them. */
function withTime(detail: HistoryDetail): HistoryDetail {
  const { since } = detail;
  return typeof since === 'string' ? { ...detail, since: fromSqlTime(since).toISOString() } : detail;
}
