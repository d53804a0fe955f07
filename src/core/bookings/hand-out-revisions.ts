import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { ReservationRevision } from '../model/reservation.js';
import type { FeedMode, Partner } from '../partners/partner.js';
import type { Database, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Metrics } from '../platform/metrics.js';
import { describeRevisions } from './describe-revisions.js';
import { readDecided, withDecided } from './decided-revisions.js';
import { REVISION_COLUMNS, type RevisionRow } from './revision-row.js';

export interface HandOutQuery {
  /** The PMS's own code for one hotel; null for all of its hotels. */
  readonly hotel_code: string | null;
  /** At most this many revisions, oldest first. */
  readonly limit: number;
  /** Of each booking no more than one at a time, whatever the partner's feed is set to. */
  readonly serial?: boolean;
  /** ISO 8601: also the latest decided revision of bookings that have none to decide, made after that instant. */
  readonly since?: string | undefined;
  /** This revision alone, where it is its turn: for contracts whose PMSs are told of one and fetch it by its id. */
  readonly only?: Id;
}

export type HandOutRevisions = (partner: Partner, query: HandOutQuery) => Promise<ReservationRevision[]>;

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/**
 * Gives a PMS every revision that it has not decided, in the order in which they happened, each with the state of its
 * booking as of that revision; the same ones come again with each call until then ("pmsXchange, reservation delivery":
 * unconfirmed bookings reappear on each read). A PMS whose feed is serial gets of each booking the first of them alone,
 * and the next one once that is accepted or reported as failed ("Expedia, booking retrieval": one at a time).
 * From the first hand-out on the PMS may have counted the reservation in a push: each night remembers how many pushes
 * it had seen by then.
 * @throws AppError HOTEL_NOT_FOUND.
 */
export function createHandOutRevisions({ database, openCatalogue, clock, metrics }: Deps): HandOutRevisions {
  return async (partner, { hotel_code, limit, serial = false, since, only }) => {
    const hotelId = hotel_code === null ? null : (await openCatalogue(partner, hotel_code)).hotel.hotel_id;
    const feed = {
      partnerId: partner.partner_id,
      hotelId,
      limit,
      mode: serial ? ('serial' as const) : partner.feed_mode,
      only: only ?? null,
    };
    const rows = await database.inTransaction(async (tx) => {
      const due = await lockDue(tx, feed);
      await markHandedOut(tx, due, clock.now());
      return since === undefined
        ? due
        : withDecided(due, await readDecided(tx, feed, since), { since, limit });
    });
    if (rows.length === 0) return [];
    metrics.reservationsHandedOut.inc(rows.length);
    return describeRevisions({ database, openCatalogue }, { partner, rows });
  };
}

interface Feed {
  readonly partnerId: Id;
  readonly hotelId: Id | null;
  readonly limit: number;
  readonly mode: FeedMode;
  readonly only: Id | null;
}

/**
 * Whose turn it is. Ids are of the clock of the process that made them, and clocks differ: a revision that has the lower
 * id than an earlier one of its booking waits for that one.
 */
async function lockDue(tx: Transaction, feed: Feed): Promise<RevisionRow[]> {
  const { partnerId, hotelId, limit, mode, only } = feed;
  const behind = mode === 'serial' ? '' : 'AND e.revision_id > r.revision_id';
  const due = `r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT')${hotelId === null ? '' : ' AND r.hotel_id = ?'}${only === null ? '' : ' AND r.revision_id = ?'}`;
  const ids = await tx.rows<{ revision_id: Id }>(
    `SELECT r.revision_id FROM reservation_revisions r WHERE ${due} AND NOT EXISTS (
       SELECT 1 FROM reservation_revisions e WHERE e.booking_id = r.booking_id AND e.revision < r.revision
         AND e.state IN ('PENDING', 'HANDED_OUT') ${behind})
     ORDER BY r.revision_id LIMIT ?`,
    [partnerId, ...(hotelId === null ? [] : [hotelId]), ...(only === null ? [] : [only]), limit],
  );
  if (ids.length === 0) return [];
  // Read again under their locks: meanwhile a booking may have been cancelled, or its hotel moved to another PMS.
  return tx.rows<RevisionRow>(
    `SELECT ${REVISION_COLUMNS} FROM reservation_revisions r
     WHERE r.revision_id IN (?) AND r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT')
     ORDER BY r.revision_id FOR UPDATE`,
    [ids.map((row) => row.revision_id), partnerId],
  );
}

async function markHandedOut(tx: Transaction, rows: readonly RevisionRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await rememberPushes(
    tx,
    rows.filter((row) => row.state === 'PENDING'),
  );
  await tx.later(
    `UPDATE reservation_revisions SET state = 'HANDED_OUT', reads_count = reads_count + 1,
       handed_out_at = COALESCE(handed_out_at, ?) WHERE revision_id IN (?)`,
    [toSqlTime(now), rows.map((row) => row.revision_id)],
  );
}

/** For the lots that these revisions are the first to tell of, or the first to tell that they are gone. */
async function rememberPushes(tx: Transaction, rows: readonly RevisionRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.revision_id);
  for (const [since, pushes] of [
    ['revision', 'new_pushes'],
    ['dropped_revision', 'dropped_pushes'],
  ] as const) {
    await tx.later(
      `UPDATE booking_room_nights n
         JOIN reservation_revisions r ON r.booking_id = n.booking_id AND n.${since} <= r.revision
         JOIN room_inventory i ON i.room_id = n.room_id AND i.date = n.date
       SET n.${pushes} = i.pms_pushes
       WHERE r.revision_id IN (?) AND n.${pushes} IS NULL AND n.returned = 0`,
      [ids],
    );
  }
}
