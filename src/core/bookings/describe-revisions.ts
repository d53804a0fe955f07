import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { ReservationGuest, ReservationRevision } from '../model/reservation.js';
import type { Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { loadBookings, type BookingRecord } from './booking-record.js';
import { describeDetails } from './describe-details.js';
import { readDetails } from './reservation-details.js';
import { FIRST_PART } from './tombstones.js';
import type { RevisionRow } from './revision-row.js';

interface Deps {
  readonly database: Queryable;
  readonly openCatalogue: OpenCatalogue;
}

interface GuestRow {
  readonly booking_id: Id;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly partner_name: string;
  readonly reference_part: number;
}

/**
 * Revisions as this PMS reads them, in the order given: its own codes, and the state of the booking as of that revision.
 * The guest is the present one, for none is kept beside the booking.
 */
export async function describeRevisions(
  { database, openCatalogue }: Deps,
  { partner, rows }: { readonly partner: Partner; readonly rows: readonly RevisionRow[] },
): Promise<ReservationRevision[]> {
  if (rows.length === 0) return [];
  const bookingIds = [...new Set(rows.map((row) => row.booking_id))];
  const records = await recordsAsOf(database, rows, bookingIds);
  const guests = await readGuests(database, bookingIds);
  const details = await readDetails(database, rows);
  const revisions: ReservationRevision[] = [];
  for (const row of rows) {
    const record = records.get(row.revision_id);
    const guest = guests.get(row.booking_id);
    if (record === undefined || guest === undefined)
      throw new Error(`revision ${row.revision_id} has no booking`);
    const catalogue = await openCatalogue(partner, row.hotel_id);
    revisions.push({
      ...describeRevision(row, record),
      hotel_code: catalogue.hotel_code,
      partner_name: guest.partner_name,
      ...(guest.reference_part > FIRST_PART ? { reference_part: guest.reference_part } : {}),
      guest: toGuest(guest),
      ...describeDetails(record, catalogue, details.of(row.booking_id, row.revision)),
    });
  }
  return revisions;
}

/**
 * The present record, or what was kept when a later state was made. The order of the two reads makes a lock needless:
 * whoever makes a later state writes the snapshot in the same transaction, so a record that is too new has one by then.
 */
async function recordsAsOf(
  database: Queryable,
  rows: readonly RevisionRow[],
  bookingIds: readonly Id[],
): Promise<Map<Id, BookingRecord>> {
  const present = new Map(
    (await loadBookings(database, bookingIds)).map((record) => [record.booking_id, record]),
  );
  const kept = await database.rows<{ revision_id: Id; snapshot: string }>(
    'SELECT revision_id, snapshot FROM reservation_revisions WHERE revision_id IN (?) AND snapshot IS NOT NULL',
    [rows.map((row) => row.revision_id)],
  );
  const snapshots = new Map(kept.map((row) => [row.revision_id, row.snapshot]));
  const records = new Map<Id, BookingRecord>();
  for (const { revision_id, booking_id } of rows) {
    const snapshot = snapshots.get(revision_id);
    const record = snapshot === undefined ? present.get(booking_id) : (JSON.parse(snapshot) as BookingRecord);
    if (record !== undefined) records.set(revision_id, record);
  }
  return records;
}

async function readGuests(database: Queryable, bookingIds: readonly Id[]): Promise<Map<Id, GuestRow>> {
  const rows = await database.rows<GuestRow>(
    `SELECT b.booking_id, b.guest_first_name AS first_name, b.guest_last_name AS last_name, b.guest_email AS email,
       b.guest_phone AS phone, b.reference_part, p.name AS partner_name
     FROM bookings b JOIN partners p ON p.partner_id = b.partner_id WHERE b.booking_id IN (?)`,
    [bookingIds],
  );
  return new Map(rows.map((row) => [row.booking_id, row]));
}

/** A revision before the last one tells of a confirmed booking, also when its cancellation already waits behind it. */
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
    updated_at: fromSqlTime(row.created_at).toISOString(),
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
