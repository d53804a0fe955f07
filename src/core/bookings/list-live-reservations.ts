import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { addDays, todayIn } from '../model/local-date.js';
import type { ReservationRevision } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import { describeRevisions } from './describe-revisions.js';
import { REVISION_COLUMNS, type RevisionRow } from './revision-row.js';

export interface LiveQuery {
  /** The PMS's own code for the hotel, or our id. */
  readonly hotel_code: string;
  /** Only bookings made after this one: the last of the page before. */
  readonly after: Id | null;
  readonly limit: number;
}

export interface LivePage {
  readonly reservations: readonly ReservationRevision[];
  /** Give it as `after`; null at the end. */
  readonly next: Id | null;
}

export type ListLiveReservations = (partner: Partner, query: LiveQuery) => Promise<LivePage>;

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
  readonly clock: Clock;
}

/** What a PMS was told, whatever it said to it. */
const TOLD = "('HANDED_OUT', 'ACKNOWLEDGED', 'FAILED', 'SUPERSEDED')";

/**
 * Every live reservation of a hotel for a PMS that lost its data or is new to the hotel: those that are not over, in the
 * order of booking, each with the revision that was last told and the state as of that one. Reads only.
 *
 * What was never told is left out, and what was told and has changed since is given as it was told: both are in the feed.
 * Were they here too, the PMS would count in its pushes what no hand-out has noted, and its acknowledgement would move
 * rooms that its push had moved already (law 3). So a PMS imports these first and reads its feed afterwards.
 * @throws AppError HOTEL_NOT_FOUND also for a hotel whose reservations go to another PMS by now.
 */
export function createListLiveReservations({ database, openCatalogue, clock }: Deps): ListLiveReservations {
  return async (partner, { hotel_code, after, limit }) => {
    const { hotel } = await openCatalogue(partner, hotel_code);
    if (hotel.pms_partner_id !== partner.partner_id)
      throw new AppError('HOTEL_NOT_FOUND', `The reservations of hotel "${hotel_code}" do not go to you.`);
    const yesterday = addDays(todayIn(hotel.time_zone, clock.now()), -1);
    const rows = await database.rows<RevisionRow>(
      `SELECT ${REVISION_COLUMNS} FROM bookings b
         JOIN reservation_revisions r ON r.booking_id = b.booking_id AND r.action <> 'cancel'
       WHERE b.hotel_id = ? AND b.booking_id > ? AND b.check_out_date >= ? AND r.revision = (
         SELECT MAX(t.revision) FROM reservation_revisions t WHERE t.booking_id = b.booking_id AND t.state IN ${TOLD})
       ORDER BY b.booking_id LIMIT ?`,
      [hotel.hotel_id, after ?? '0', yesterday, limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      reservations: await describeRevisions({ database, openCatalogue }, { partner, rows: page }),
      next: rows.length > limit ? (page.at(-1)?.booking_id ?? null) : null,
    };
  };
}
