import type { Clock } from '../model/clock.js';
import { isId, type Id } from '../model/ids.js';
import type { RevisionVerdict } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { RevisionState } from './revision-row.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

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
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm`. */
  readonly handed_out_at: string | null;
  readonly decided_at: string | null;
}

/** So long after a PMS has acknowledged a revision it may still send that word again, because it never got our answer. */
const REPEATS_MS = 15 * 60_000;

/**
 * The revisions that a PMS means by the numbers of their bookings ("AlpineBits, GuestRequests"). Of one booking no more
 * than one is handed out at a time, so its number and whether it is a cancellation name it; where nothing waits any more,
 * the one that was decided last is meant again. The id of a revision names that one.
 *
 * The contract has no word for which revision of a booking is acknowledged, so an acknowledgement that comes twice may meet a later
 * one that was handed out meanwhile. One that was said before that hand-out, by the PMS's own clock, is about the earlier: nothing
 * is lost, for what is not acknowledged is handed out again. One without a clock soon after the earlier is doubtful: it counts, and
 * the nights that it moves ask for a fresh count.
 */
export function createNameHandedOut({ database, clock }: Deps): NameHandedOut {
  return async (partner, verdicts) => {
    const ids = [...new Set(verdicts.map(({ revision_id }) => revision_id))].filter(isId);
    const mine = '(r.pms_partner_id = ? OR h.pms_partner_id = ?)';
    const rows =
      ids.length === 0
        ? []
        : await database.rows<Row>(
            `SELECT r.revision_id, r.booking_id, r.action, r.state, r.handed_out_at, r.decided_at
             FROM reservation_revisions r JOIN hotels h ON h.hotel_id = r.hotel_id
             WHERE (r.booking_id IN (?) OR r.revision_id IN (?)) AND ${mine} ORDER BY r.booking_id, r.revision`,
            [ids, ids, partner.partner_id, partner.partner_id],
          );
    const named: RevisionVerdict[] = [];
    const unknown: RevisionVerdict[] = [];
    for (const { of = null, ...verdict } of verdicts) {
      const meant = findMeant(rows, { id: verdict.revision_id, of, said_at: verdict.said_at }, clock.now());
      if (meant === undefined) unknown.push(verdict);
      else named.push({ ...verdict, ...meant });
    }
    return { verdicts: named, unknown };
  };
}

interface Word {
  readonly id: Id;
  readonly of: 'reservation' | 'cancellation' | null;
  readonly said_at: string | undefined;
}

function findMeant(
  rows: readonly Row[],
  { id, of, said_at }: Word,
  now: Date,
): Pick<RevisionVerdict, 'revision_id' | 'doubtful'> | undefined {
  const exact = rows.find((row) => row.revision_id === id);
  if (exact !== undefined) return { revision_id: exact.revision_id };
  const ofBooking = rows.filter(
    (row) => row.booking_id === id && (of === null || (of === 'cancellation') === (row.action === 'cancel')),
  );
  const waiting = ofBooking.find(({ state }) => state === 'HANDED_OUT');
  const decided = ofBooking.findLast(({ state }) => DECIDED.has(state));
  if (waiting === undefined) return decided === undefined ? undefined : { revision_id: decided.revision_id };
  if (decided === undefined) return { revision_id: waiting.revision_id };
  if (said_at !== undefined && said_at < timeOf(waiting.handed_out_at).toISOString())
    return { revision_id: decided.revision_id };
  const since = now.getTime() - timeOf(decided.decided_at).getTime();
  const doubtful = said_at === undefined && since < REPEATS_MS;
  return { revision_id: waiting.revision_id, ...(doubtful ? { doubtful } : {}) };
}

const DECIDED: ReadonlySet<RevisionState> = new Set(['ACKNOWLEDGED', 'FAILED', 'SUPERSEDED']);

/** The beginning of time where there is none. */
function timeOf(sqlTime: string | null): Date {
  return sqlTime === null ? new Date(0) : fromSqlTime(sqlTime);
}
