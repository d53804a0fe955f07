import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { ReservationGuest, ReservationRevision } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Database, Queryable, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { Metrics } from '../platform/metrics.js';
import { loadBookings, type BookingRecord } from './booking-record.js';
import { REVISION_COLUMNS, type RevisionRow } from './revision-row.js';

export interface HandOutQuery {
  /** The PMS's own code for one hotel; null for all of its hotels. */
  readonly hotel_code: string | null;
  /** At most this many revisions, oldest first. */
  readonly limit: number;
}

export type HandOutRevisions = (partner: Partner, query: HandOutQuery) => Promise<ReservationRevision[]>;

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/**
 * Gives a PMS every revision that it has not acknowledged, in the order in which they happened; the same ones come again
 * with each call until then ("pmsXchange, reservation delivery": unconfirmed bookings reappear on each read).
 * From the first hand-out on the PMS may have counted the reservation in a push: each night remembers how many pushes
 * it had seen by then.
 * @throws AppError HOTEL_NOT_FOUND.
 */
export function createHandOutRevisions({ database, openCatalogue, clock, metrics }: Deps): HandOutRevisions {
  return async (partner, { hotel_code, limit }) => {
    const hotelId = hotel_code === null ? null : (await openCatalogue(partner, hotel_code)).hotel.hotel_id;
    const rows = await database.inTransaction((tx) =>
      markHandedOut(tx, { partnerId: partner.partner_id, hotelId, limit, now: clock.now() }),
    );
    if (rows.length === 0) return [];
    metrics.reservationsHandedOut.inc(rows.length);
    return describe(database, openCatalogue, { partner, rows });
  };
}

async function markHandedOut(
  tx: Transaction,
  feed: { partnerId: Id; hotelId: Id | null; limit: number; now: Date },
): Promise<RevisionRow[]> {
  const rows = await tx.rows<RevisionRow>(
    `SELECT ${REVISION_COLUMNS} FROM reservation_revisions r
     WHERE r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT') AND (? IS NULL OR r.hotel_id = ?)
     ORDER BY r.revision_id LIMIT ? FOR UPDATE`,
    [feed.partnerId, feed.hotelId, feed.hotelId, feed.limit],
  );
  if (rows.length === 0) return [];
  const fresh = rows.filter((row) => row.state === 'PENDING');
  await rememberPushes(tx, fresh);
  await tx.later(
    `UPDATE reservation_revisions SET state = 'HANDED_OUT', reads_count = reads_count + 1,
       handed_out_at = COALESCE(handed_out_at, ?) WHERE revision_id IN (?)`,
    [toSqlTime(feed.now), rows.map((row) => row.revision_id)],
  );
  return rows;
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

interface GuestRow {
  readonly booking_id: Id;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly partner_name: string;
}

async function describe(
  database: Queryable,
  openCatalogue: OpenCatalogue,
  { partner, rows }: { partner: Partner; rows: readonly RevisionRow[] },
): Promise<ReservationRevision[]> {
  const bookingIds = [...new Set(rows.map((row) => row.booking_id))];
  const records = new Map(
    (await loadBookings(database, bookingIds)).map((record) => [record.booking_id, record]),
  );
  const guests = await database.rows<GuestRow>(
    `SELECT b.booking_id, b.guest_first_name AS first_name, b.guest_last_name AS last_name, b.guest_email AS email,
       b.guest_phone AS phone, p.name AS partner_name
     FROM bookings b JOIN partners p ON p.partner_id = b.partner_id WHERE b.booking_id IN (?)`,
    [bookingIds],
  );
  const guestOf = new Map(guests.map((row) => [row.booking_id, row]));
  const revisions: ReservationRevision[] = [];
  for (const row of rows) {
    const record = records.get(row.booking_id);
    const guest = guestOf.get(row.booking_id);
    if (record === undefined || guest === undefined)
      throw new Error(`revision ${row.revision_id} has no booking`);
    const catalogue = await openCatalogue(partner, row.hotel_id);
    revisions.push({
      ...describeRevision(row, record),
      hotel_code: catalogue.hotel_code,
      partner_name: guest.partner_name,
      guest: toGuest(guest),
      rooms: record.rooms.map((room) => ({
        room_code: catalogue.roomCode(room.room_id),
        rate_code: catalogue.rateCode(room.rate_plan_id),
        quantity: room.quantity,
        guests: room.guests,
        nights: room.nights.map((night) => ({ date: night.date, amount: night.price })),
      })),
    });
  }
  return revisions;
}

/** The first revision tells of a confirmed booking, also when its cancellation already waits behind it. */
function describeRevision(row: RevisionRow, record: BookingRecord) {
  return {
    revision_id: row.revision_id,
    booking_id: row.booking_id,
    revision: row.revision,
    action: row.action,
    status: row.action === 'cancel' ? ('CANCELLED' as const) : ('CONFIRMED' as const),
    partner_reference: record.partner_reference,
    check_in_date: record.check_in_date,
    check_out_date: record.check_out_date,
    total_price: record.total_price,
    currency: record.currency,
    created_at: record.created_at,
    updated_at: `${row.created_at.replace(' ', 'T')}Z`,
  };
}

function toGuest(row: GuestRow): ReservationGuest | null {
  if (row.first_name === null || row.last_name === null) return null;
  return {
    first_name: row.first_name,
    last_name: row.last_name,
    ...(row.email === null ? {} : { email: row.email }),
    ...(row.phone === null ? {} : { phone: row.phone }),
  };
}
