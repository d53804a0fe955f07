import type { Id } from '../model/ids.js';
import type { ReservationGuest } from '../model/reservation.js';
import type { Queryable } from '../platform/database.js';

interface GuestRow {
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** True when a restatement leaves the guest of a booking as it is; undefined leaves every guest. */
export async function isSameGuest(
  database: Queryable,
  bookingId: Id,
  guest: ReservationGuest | null | undefined,
): Promise<boolean> {
  if (guest === undefined) return true;
  const [row] = await database.rows<GuestRow>(
    `SELECT guest_first_name AS first_name, guest_last_name AS last_name, guest_email AS email, guest_phone AS phone
     FROM bookings WHERE booking_id = ?`,
    [bookingId],
  );
  return (
    row !== undefined &&
    row.first_name === (guest?.first_name ?? null) &&
    row.last_name === (guest?.last_name ?? null) &&
    row.email === (guest?.email ?? null) &&
    row.phone === (guest?.phone ?? null)
  );
}
