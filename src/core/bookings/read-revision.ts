import type { OpenCatalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import type { ReservationRevision } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import { describeRevisions } from './describe-revisions.js';
import { REVISION_COLUMNS, type RevisionRow } from './revision-row.js';

export interface ReadRevision {
  /** One revision that this PMS was told, whatever it said to it. @throws AppError REVISION_NOT_FOUND */
  byId(partner: Partner, revisionId: string): Promise<ReservationRevision>;
  /** A booking as this PMS was told of it last. @throws AppError BOOKING_NOT_FOUND */
  lastOf(partner: Partner, bookingId: string): Promise<ReservationRevision>;
  /** Bookings as this PMS was told of them last, at one of its hotels (its own code) or at all, by when that was. @throws AppError HOTEL_NOT_FOUND */
  listLast(partner: Partner, query: LastQuery): Promise<{ revisions: ReservationRevision[]; total: number }>;
  /** How many revisions wait for this PMS's word, at one of its hotels (its own code) or at all. @throws AppError HOTEL_NOT_FOUND */
  countUndecided(partner: Partner, hotelCode: string | null): Promise<number>;
}

export interface LastQuery {
  readonly hotel_code: string | null;
  readonly newest_first: boolean;
  readonly skip: number;
  readonly limit: number;
}

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
}

/** What was never told is not read here: its rooms would be counted before any hand-out has noted it (law 3). */
const TOLD = "r.state IN ('HANDED_OUT', 'ACKNOWLEDGED', 'FAILED', 'SUPERSEDED')";

/** Looks at revisions without handing any out. */
export function createReadRevision({ database, openCatalogue }: Deps): ReadRevision {
  async function find(partner: Partner, column: 'revision_id' | 'booking_id', id: Id) {
    if (!isId(id)) return undefined;
    const rows = await database.rows<RevisionRow>(
      `SELECT ${REVISION_COLUMNS} FROM reservation_revisions r
       WHERE r.${column} = ? AND r.pms_partner_id = ? AND ${TOLD} ORDER BY r.revision DESC LIMIT 1`,
      [id, partner.partner_id],
    );
    return (await describeRevisions({ database, openCatalogue }, { partner, rows }))[0];
  }
  return {
    byId: async (partner, revisionId) => {
      const revision = await find(partner, 'revision_id', revisionId);
      if (revision !== undefined) return revision;
      throw new AppError('REVISION_NOT_FOUND', 'No revision with this id was handed out to you.');
    },
    lastOf: async (partner, bookingId) => {
      const revision = await find(partner, 'booking_id', bookingId);
      if (revision !== undefined) return revision;
      throw new AppError('BOOKING_NOT_FOUND', 'You were told of no booking with this id.');
    },
    listLast: async (partner, { hotel_code, newest_first, skip, limit }) => {
      const hotel = hotel_code === null ? null : (await openCatalogue(partner, hotel_code)).hotel;
      const last = `r.pms_partner_id = ?${hotel === null ? '' : ' AND r.hotel_id = ?'} AND ${TOLD} AND NOT EXISTS (
        SELECT 1 FROM reservation_revisions l WHERE l.booking_id = r.booking_id AND l.revision > r.revision
          AND l.pms_partner_id = r.pms_partner_id AND ${TOLD.replace('r.', 'l.')}) AND EXISTS (
        SELECT 1 FROM mappings m WHERE m.partner_id = r.pms_partner_id AND m.kind = 'hotel' AND m.our_id = r.hotel_id)`;
      const parameters = [partner.partner_id, ...(hotel === null ? [] : [hotel.hotel_id])];
      const [row] = await database.rows<{ total: number }>(
        `SELECT COUNT(*) AS total FROM reservation_revisions r WHERE ${last}`,
        parameters,
      );
      const rows = await database.rows<RevisionRow>(
        `SELECT ${REVISION_COLUMNS} FROM reservation_revisions r WHERE ${last}
         ORDER BY r.revision_id ${newest_first ? 'DESC' : 'ASC'} LIMIT ? OFFSET ?`,
        [...parameters, limit, skip],
      );
      const revisions = await describeRevisions({ database, openCatalogue }, { partner, rows });
      return { revisions, total: Number(row?.total ?? 0) };
    },
    countUndecided: async (partner, hotelCode) => {
      const hotel = hotelCode === null ? null : (await openCatalogue(partner, hotelCode)).hotel;
      const [row] = await database.rows<{ waiting: number }>(
        `SELECT COUNT(*) AS waiting FROM reservation_revisions r
         WHERE r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT')${hotel === null ? '' : ' AND r.hotel_id = ?'}`,
        [partner.partner_id, ...(hotel === null ? [] : [hotel.hotel_id])],
      );
      return Number(row?.waiting ?? 0);
    },
  };
}
