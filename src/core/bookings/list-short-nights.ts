import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import { slicesOf } from './integrity-slices.js';

/** A night on which more is sold than its PMS gave: no drift, the counts agree, but someone has to find a room. */
export interface ShortNight {
  readonly hotel_code: string;
  readonly room_code: string;
  readonly date: LocalDate;
  /** Units that are missing. */
  readonly short_by: number;
  /** Bookings that were taken although there was no room (law 9); empty where a push went below what was sold. */
  readonly oversold_bookings: readonly Id[];
  /** The PMS is to send its counts again: its last push may have counted bookings that we still subtract. */
  readonly resend_wanted: boolean;
}

interface Row extends Omit<ShortNight, 'oversold_bookings' | 'resend_wanted'> {
  readonly oversold: string | null;
  readonly resend_wanted: number;
}

const SHOWN = 100;

/** At most 100 nights from `from` on that are short, of one hotel or of all. */
export async function listShortNights(
  database: Queryable,
  { hotel_id, from }: { readonly hotel_id: Id | null; readonly from: LocalDate },
): Promise<ShortNight[]> {
  const found: ShortNight[] = [];
  for await (const slice of slicesOf(database, { hotel_id, from })) {
    const rows = await database.rows<Row>(
      `SELECT h.code AS hotel_code, r.code AS room_code, i.date, i.unacked_rooms - i.pms_rooms AS short_by,
         (SELECT GROUP_CONCAT(DISTINCT b.booking_id) FROM booking_room_nights n
            JOIN bookings b ON b.booking_id = n.booking_id AND b.oversold = 1
          WHERE n.room_id = i.room_id AND n.date = i.date AND n.dropped_revision IS NULL) AS oversold, i.resend_wanted
       FROM room_inventory i JOIN rooms r ON r.room_id = i.room_id JOIN hotels h ON h.hotel_id = r.hotel_id
       WHERE i.room_id IN (?) AND i.date >= ? AND i.date < ? AND i.unacked_rooms > i.pms_rooms
       ORDER BY i.room_id, i.date LIMIT ?`,
      [slice.rooms, slice.from, slice.to, SHOWN - found.length],
    );
    found.push(
      ...rows.map(({ oversold, resend_wanted, ...row }) => ({
        ...row,
        short_by: Number(row.short_by),
        oversold_bookings: oversold === null ? [] : oversold.split(','),
        resend_wanted: resend_wanted === 1,
      })),
    );
    if (found.length >= SHOWN) break;
  }
  return found;
}
