import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import type { RoomLine } from './booking-fact.js';

interface LineRow {
  readonly booking_id: Id;
  readonly booking_room_id: Id;
  readonly room_code: string;
  readonly room_type: string;
  readonly rate_code: string;
  readonly quantity: number;
  readonly guests: number;
}

interface NightRow {
  readonly booking_id: Id;
  readonly booking_room_id: Id;
  readonly date: LocalDate;
  readonly price: string;
}

/** The rooms of some bookings with their nights, in the order of their ids and dates. */
export async function readRoomLines(
  session: Queryable,
  bookingIds: readonly Id[],
): Promise<Map<Id, RoomLine[]>> {
  if (bookingIds.length === 0) return new Map();
  const lines = await session.rows<LineRow>(
    `SELECT b.booking_id, b.booking_room_id, COALESCE(r.code, '') AS room_code,
       COALESCE(r.room_type, '') AS room_type, COALESCE(p.code, '') AS rate_code, b.quantity, b.guests
     FROM booking_rooms b LEFT JOIN rooms r ON r.room_id = b.room_id
       LEFT JOIN rate_plans p ON p.rate_plan_id = b.rate_plan_id
     WHERE b.booking_id IN (?) AND b.dropped_revision IS NULL ORDER BY b.booking_id, b.booking_room_id`,
    [bookingIds],
  );
  const nights = await session.rows<NightRow>(
    // A night that two revisions filled is two lots of one price.
    `SELECT DISTINCT booking_id, booking_room_id, date, price FROM booking_room_nights
     WHERE booking_id IN (?) ORDER BY booking_id, booking_room_id, date`,
    [bookingIds],
  );
  const pricesOf = new Map<string, [LocalDate, string][]>();
  for (const { booking_id, booking_room_id, date, price } of nights) {
    addTo(pricesOf, `${booking_id}/${booking_room_id}`, [date, price]);
  }
  const byBooking = new Map<Id, RoomLine[]>();
  for (const { booking_id, booking_room_id, ...line } of lines) {
    addTo(byBooking, booking_id, { ...line, nights: pricesOf.get(`${booking_id}/${booking_room_id}`) ?? [] });
  }
  return byBooking;
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
