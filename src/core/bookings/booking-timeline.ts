import { isId, type Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { bookingNotFound } from './get-booking.js';

/** One thing that happened to a booking; holds no personal data. */
export interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly what: string;
  readonly actor: string;
  readonly revision: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
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
 * the clock of the process that wrote it.
 */
const SQL = `
  SELECT created_at AS at, 1 AS place, audit_id AS id, event_type AS what, actor, revision, detail
  FROM booking_audit_log WHERE booking_id = ?
  UNION ALL
  SELECT GREATEST(created_at, (SELECT MIN(a.created_at) FROM booking_audit_log a WHERE a.booking_id = payments.booking_id)),
    2, payment_id, 'PAYMENT', provider, NULL, JSON_OBJECT('payment_id', CAST(payment_id AS CHAR),
    'amount', CAST(amount AS CHAR), 'currency', currency, 'status', status, 'attempts', attempts, 'failure_code', failure_code)
  FROM payments WHERE booking_id = ?
  UNION ALL
  SELECT r.created_at, 3, r.refund_id, 'REFUND', p.provider, NULL, JSON_OBJECT('refund_id', CAST(r.refund_id AS CHAR),
    'amount', CAST(r.amount AS CHAR), 'currency', p.currency, 'state', r.state, 'reason', r.reason, 'attempts', r.attempts)
  FROM payment_refunds r JOIN payments p ON p.payment_id = r.payment_id WHERE p.booking_id = ?
  UNION ALL
  SELECT handed_out_at, 4, revision_id, 'PMS_HANDED_OUT', 'bellhop', revision, JSON_OBJECT('action', action,
    'state', state, 'reads', reads_count)
  FROM reservation_revisions WHERE booking_id = ? AND handed_out_at IS NOT NULL
  ORDER BY at, place, id`;

export function createBookingTimeline({ database }: { readonly database: Database }): BookingTimeline {
  return async (bookingId) => {
    if (!isId(bookingId)) throw bookingNotFound(bookingId);
    const rows = await database.rows<Row>(SQL, Array<Id>(4).fill(bookingId));
    // Every booking has its first line from its own transaction.
    if (rows.length === 0) throw bookingNotFound(bookingId);
    return rows.map(({ at, what, actor, revision, detail }) => ({
      at: fromSqlTime(at).toISOString(),
      what,
      actor,
      revision,
      detail: detail === null ? {} : (JSON.parse(detail) as Record<string, unknown>),
    }));
  };
}
