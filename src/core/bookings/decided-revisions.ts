import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { REVISION_COLUMNS, type RevisionRow } from './revision-row.js';

/**
 * The last state of each booking that a PMS has decided, made after an instant, where nothing of the booking waits to be
 * decided ("AlpineBits, GuestRequests": with Start everything is told again, acknowledged or not).
 */
export async function readDecided(
  tx: Transaction,
  {
    partnerId,
    hotelId,
    limit,
  }: { readonly partnerId: Id; readonly hotelId: Id | null; readonly limit: number },
  since: string,
): Promise<RevisionRow[]> {
  return tx.rows<RevisionRow>(
    `SELECT ${REVISION_COLUMNS} FROM reservation_revisions r
     WHERE r.pms_partner_id = ? AND r.state IN ('ACKNOWLEDGED', 'FAILED') AND r.created_at >= ?
       ${hotelId === null ? '' : 'AND r.hotel_id = ?'} AND NOT EXISTS (
       SELECT 1 FROM reservation_revisions l WHERE l.booking_id = r.booking_id AND l.revision > r.revision
         AND l.state <> 'WITHDRAWN')
     ORDER BY r.revision_id LIMIT ?`,
    [partnerId, toSqlTime(new Date(since)), ...(hotelId === null ? [] : [hotelId]), limit],
  );
}

/** Both in the order in which they happened; what is due but older than the instant waits for the next ordinary read. */
export function withDecided(
  due: readonly RevisionRow[],
  decided: readonly RevisionRow[],
  { since, limit }: { readonly since: string; readonly limit: number },
): RevisionRow[] {
  const earliest = toSqlTime(new Date(since));
  const waiting = new Set<Id>(due.map((row) => row.booking_id));
  return [
    ...due.filter((row) => row.created_at >= earliest),
    ...decided.filter((row) => !waiting.has(row.booking_id)),
  ]
    .sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0))
    .slice(0, limit);
}
