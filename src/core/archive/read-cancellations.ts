import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';

export interface Cancellation {
  /** False for a hold that was given up: it was never sold. */
  readonly confirmed: boolean;
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm`; null where the history has no such entry. */
  readonly cancelled_at: string | null;
}

/** What the history of these cancelled bookings says; one without a history is left out. */
export async function readCancellations(
  session: Queryable,
  bookingIds: readonly Id[],
): Promise<Map<Id, Cancellation>> {
  if (bookingIds.length === 0) return new Map();
  const rows = await session.rows<{
    booking_id: Id;
    held: number;
    sold: number;
    cancelled_at: string | null;
  }>(
    `SELECT booking_id, MAX(event_type = 'HELD') AS held, MAX(event_type IN ('CONFIRMED', 'REVIVED')) AS sold,
       MAX(IF(event_type = 'CANCELLED', created_at, NULL)) AS cancelled_at
     FROM booking_audit_log WHERE booking_id IN (?) GROUP BY booking_id`,
    [bookingIds],
  );
  return new Map(
    rows.map(({ booking_id, held, sold, cancelled_at }) => [
      booking_id,
      { confirmed: Number(held) === 0 || Number(sold) === 1, cancelled_at },
    ]),
  );
}
