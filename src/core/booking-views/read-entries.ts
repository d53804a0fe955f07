import { decimalText } from '../ari/decimal-text.js';
import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { BookingEntry } from './booking-views.js';

export const HEAD_COLUMNS = `booking_id, hotel_id, partner_id, user_id, status, revision, check_in_date, check_out_date, guests,
  total_price, currency, created_at`;

/** A row of `bookings` by HEAD_COLUMNS. */
export type HeadRow = Omit<BookingEntry, 'rooms'>;

type RoomRow = BookingEntry['rooms'][number] & { readonly booking_id: Id };

/** Bookings with their rooms, exactly as their latest events tell of them. */
export async function readRooms<H extends HeadRow>(
  database: Queryable,
  heads: readonly H[],
): Promise<(H & Pick<BookingEntry, 'rooms'>)[]> {
  if (heads.length === 0) return [];
  const rows = await database.rows<RoomRow>(
    `SELECT booking_id, room_id, rate_plan_id, quantity FROM booking_rooms
     WHERE booking_id IN (?) AND dropped_revision IS NULL ORDER BY booking_id, booking_room_id`,
    [heads.map((head) => head.booking_id)],
  );
  const rooms = new Map<Id, BookingEntry['rooms']>();
  for (const { booking_id, ...room } of rows) rooms.set(booking_id, [...(rooms.get(booking_id) ?? []), room]);
  return heads.map((head) => ({
    ...head,
    total_price: decimalText(head.total_price, head.currency),
    created_at: fromSqlTime(head.created_at).toISOString(),
    rooms: rooms.get(head.booking_id) ?? [],
  }));
}
