import { decimalText } from '../ari/decimal-text.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Queryable } from '../platform/database.js';

export interface BookedNight {
  readonly date: LocalDate;
  /** Price of one room, decimal text with the currency's places. */
  readonly price: string;
}

export interface BookedRoom {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly quantity: number;
  /** Adults in each room. */
  readonly guests: number;
  readonly nights: readonly BookedNight[];
}

/** A booking by our ids, without the guest: what caches, events and answers are made from. */
export interface BookingRecord {
  readonly booking_id: Id;
  readonly partner_id: Id;
  readonly partner_reference: string | null;
  readonly user_id: Id | null;
  readonly hotel_id: Id;
  readonly status: BookingStatus;
  readonly check_in_date: LocalDate;
  readonly check_out_date: LocalDate;
  readonly guests: number;
  readonly total_price: string;
  readonly currency: string;
  /** Until when a PENDING booking keeps its rooms, UTC, ISO 8601; null for every other. */
  readonly expires_at: string | null;
  readonly revision: number;
  /** UTC, ISO 8601. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly rooms: readonly BookedRoom[];
}

/** A booking as its reader sees it, under the reader's own codes. */
export interface BookingView extends Omit<BookingRecord, 'partner_id' | 'rooms'> {
  readonly hotel_code: string;
  readonly rooms: readonly (Omit<BookedRoom, 'rate_plan_id'> & {
    readonly room_code: string;
    readonly rate_code: string;
    /** The average of the nights, for readers that know one price only. */
    readonly price_per_night: string;
  })[];
}

const COLUMNS = `booking_id, partner_id, partner_reference, user_id, hotel_id, status, check_in_date, check_out_date, guests,
  total_price, currency, expires_at, revision, created_at, updated_at`;

type BookingRow = Omit<BookingRecord, 'rooms'>;

interface NightRow {
  readonly booking_id: Id;
  readonly booking_room_id: Id;
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly quantity: number;
  readonly guests: number;
  readonly date: LocalDate;
  readonly price: string;
}

/** Bookings by id, in the order of the ids given; those that do not exist are left out. */
export async function loadBookings(database: Queryable, bookingIds: readonly Id[]): Promise<BookingRecord[]> {
  if (bookingIds.length === 0) return [];
  const rows = await database.rows<BookingRow>(`SELECT ${COLUMNS} FROM bookings WHERE booking_id IN (?)`, [
    bookingIds,
  ]);
  const nights = await database.rows<NightRow>(
    // A night that two revisions filled is two lots of one price.
    `SELECT DISTINCT r.booking_id, r.booking_room_id, r.room_id, r.rate_plan_id, r.quantity, r.guests, n.date, n.price
     FROM booking_rooms r JOIN booking_room_nights n
       ON n.booking_id = r.booking_id AND n.booking_room_id = r.booking_room_id
     WHERE r.booking_id IN (?) AND r.dropped_revision IS NULL ORDER BY r.booking_room_id, n.date`,
    [bookingIds],
  );
  const byId = new Map(rows.map((row) => [row.booking_id, row]));
  return bookingIds.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined
      ? []
      : [
          toRecord(
            row,
            nights.filter((night) => night.booking_id === id),
          ),
        ];
  });
}

function toRecord(row: BookingRow, nights: readonly NightRow[]): BookingRecord {
  const rooms = new Map<Id, BookedRoom & { nights: BookedNight[] }>();
  for (const night of nights) {
    let room = rooms.get(night.booking_room_id);
    if (room === undefined) {
      const { room_id, rate_plan_id, quantity, guests } = night;
      rooms.set(night.booking_room_id, (room = { room_id, rate_plan_id, quantity, guests, nights: [] }));
    }
    room.nights.push({ date: night.date, price: decimalText(night.price, row.currency) });
  }
  return {
    ...row,
    total_price: decimalText(row.total_price, row.currency),
    expires_at: row.expires_at === null ? null : toIso(row.expires_at),
    created_at: toIso(row.created_at),
    updated_at: toIso(row.updated_at),
    rooms: [...rooms.values()],
  };
}

function toIso(sqlTime: string): string {
  return sqlTime.includes('T') ? sqlTime : `${sqlTime.replace(' ', 'T')}Z`;
}

export function viewBooking(record: BookingRecord, catalogue: Catalogue): BookingView {
  const { partner_id: _ours, rooms, ...booking } = record;
  return {
    ...booking,
    hotel_code: catalogue.hotel_code,
    rooms: rooms.map(({ rate_plan_id, ...room }) => ({
      ...room,
      room_code: catalogue.roomCode(room.room_id),
      rate_code: catalogue.rateCode(rate_plan_id),
      price_per_night: averagePrice(room.nights),
    })),
  };
}

function averagePrice(nights: readonly BookedNight[]): string {
  const [first] = nights;
  if (first === undefined) return '0';
  const places = first.price.split('.')[1]?.length ?? 0;
  const sum = nights.reduce((total, night) => total + Number(night.price), 0);
  return (sum / nights.length).toFixed(places);
}
