import { isId, type Id } from '../model/ids.js';
import type { RevisionVerdict } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import type { RevisionState } from './revision-row.js';

interface Named {
  /** With the id of the revision that each is about. */
  readonly verdicts: readonly RevisionVerdict[];
  /** Those that are about nothing that was handed out. */
  readonly unknown: readonly RevisionVerdict[];
}

export type NameHandedOut = (partner: Partner, verdicts: readonly RevisionVerdict[]) => Promise<Named>;

interface Row {
  readonly revision_id: Id;
  readonly booking_id: Id;
  readonly action: 'new' | 'modify' | 'cancel';
  readonly state: RevisionState;
}

/**
 * The revisions that a PMS means by the numbers of their bookings ("AlpineBits, GuestRequests"). Of one booking no more
 * than one is handed out at a time, so its number and whether it is a cancellation name it; where nothing waits any more,
 * the one that was decided last is meant again. The id of a revision names that one.
 */
export function createNameHandedOut({ database }: { readonly database: Database }): NameHandedOut {
  return async (partner, verdicts) => {
    const ids = [...new Set(verdicts.map(({ revision_id }) => revision_id))].filter(isId);
    const mine = '(r.pms_partner_id = ? OR h.pms_partner_id = ?)';
    const rows =
      ids.length === 0
        ? []
        : await database.rows<Row>(
            `SELECT r.revision_id, r.booking_id, r.action, r.state
             FROM reservation_revisions r JOIN hotels h ON h.hotel_id = r.hotel_id
             WHERE (r.booking_id IN (?) OR r.revision_id IN (?)) AND ${mine} ORDER BY r.booking_id, r.revision`,
            [ids, ids, partner.partner_id, partner.partner_id],
          );
    const named: RevisionVerdict[] = [];
    const unknown: RevisionVerdict[] = [];
    for (const { of = null, ...verdict } of verdicts) {
      const row = findMeant(rows, verdict.revision_id, of);
      if (row === undefined) unknown.push(verdict);
      else named.push({ ...verdict, revision_id: row.revision_id });
    }
    return { verdicts: named, unknown };
  };
}

function findMeant(rows: readonly Row[], id: Id, of: 'reservation' | 'cancellation' | null): Row | undefined {
  const exact = rows.find((row) => row.revision_id === id);
  if (exact !== undefined) return exact;
  const ofBooking = rows.filter(
    (row) => row.booking_id === id && (of === null || (of === 'cancellation') === (row.action === 'cancel')),
  );
  return (
    ofBooking.find(({ state }) => state === 'HANDED_OUT') ??
    ofBooking.findLast(
      ({ state }) => state === 'ACKNOWLEDGED' || state === 'FAILED' || state === 'SUPERSEDED',
    )
  );
}
