import { decimalText } from '../ari/decimal-text.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Queryable } from '../platform/database.js';
import { UNMAPPED } from './net-lots.js';
import { rateCodeOf, roomCodeOf, unmappedOf } from './sent-codes.js';
import { readFormerArrivals, type FormerArrivals } from './former-arrivals.js';

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
  /** The codes as the channel sent them, where nobody has mapped them: room_id or rate_plan_id is then UNMAPPED. */
  readonly sent_room_code?: string;
  readonly sent_rate_code?: string;
}

/** A booking by our ids, without the guest: what caches, events and answers are made from. */
export interface BookingRecord extends FormerArrivals {
  readonly booking_id: Id;
  readonly partner_id: Id;
  readonly partner_reference: string | null;
  readonly user_id: Id | null;
  readonly hotel_id: Id;
  readonly status: BookingStatus;
  /** Sold by its channel though the rooms were not for sale here (law 9). */
  readonly oversold: boolean;
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
export interface BookingView extends Omit<BookingRecord, 'partner_id' | 'rooms' | 'former_check_in_dates'> {
  readonly hotel_code: string;
  readonly rooms: readonly (Omit<
    BookedRoom,
    'room_id' | 'rate_plan_id' | 'sent_room_code' | 'sent_rate_code'
  > & {
    /** null: the channel's code for the room stands in room_code, and nobody has mapped it. */
    readonly room_id: Id | null;
    readonly room_code: string;
    readonly rate_code: string;
    /** Which of the two codes is the channel's own, for nobody has mapped it; absent: neither. */
    readonly unmapped?: readonly ('room' | 'rate')[] | undefined;
    /** The average of the nights, for readers that know one price only. */
    readonly price_per_night: string;
  })[];
}

const COLUMNS = `booking_id, partner_id, partner_reference, user_id, hotel_id, status, oversold, check_in_date, check_out_date,
  guests, total_price, currency, expires_at, revision, created_at, updated_at, former_check_in_dates`;

type BookingRow = Omit<BookingRecord, 'rooms' | 'oversold' | 'former_check_in_dates'> & {
  readonly oversold: number;
  readonly former_check_in_dates: string | null;
};

interface NightRow {
  readonly booking_id: Id;
  readonly booking_room_id: Id;
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly quantity: number;
  readonly guests: number;
  readonly sent_room_code: string | null;
  readonly sent_rate_code: string | null;
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
    `SELECT DISTINCT r.booking_id, r.booking_room_id, r.room_id, r.rate_plan_id, r.quantity, r.guests,
       r.sent_room_code, r.sent_rate_code, n.date, n.price
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
      room = { ...toRoom(night), nights: [] };
      rooms.set(night.booking_room_id, room);
    }
    room.nights.push({ date: night.date, price: decimalText(night.price, row.currency) });
  }
  const { former_check_in_dates, ...head } = row;
  return {
    ...head,
    oversold: row.oversold === 1,
    ...readFormerArrivals(former_check_in_dates),
    total_price: decimalText(row.total_price, row.currency),
    expires_at: row.expires_at === null ? null : toIso(row.expires_at),
    created_at: toIso(row.created_at),
    updated_at: toIso(row.updated_at),
    rooms: [...rooms.values()],
  };
}

function toRoom({ room_id, rate_plan_id, quantity, guests, sent_room_code, sent_rate_code }: NightRow) {
  return {
    ...{ room_id, rate_plan_id, quantity, guests },
    ...(sent_room_code === null ? {} : { sent_room_code }),
    ...(sent_rate_code === null ? {} : { sent_rate_code }),
  };
}

function toIso(sqlTime: string): string {
  return sqlTime.includes('T') ? sqlTime : `${sqlTime.replace(' ', 'T')}Z`;
}

export function viewBooking(record: BookingRecord, catalogue: Catalogue): BookingView {
  return {
    // By name: to copy all but some costs several times as much, and this is done for every booking.
    booking_id: record.booking_id,
    partner_reference: record.partner_reference,
    user_id: record.user_id,
    hotel_id: record.hotel_id,
    status: record.status,
    oversold: record.oversold,
    check_in_date: record.check_in_date,
    check_out_date: record.check_out_date,
    guests: record.guests,
    total_price: record.total_price,
    currency: record.currency,
    expires_at: record.expires_at,
    revision: record.revision,
    created_at: record.created_at,
    updated_at: record.updated_at,
    hotel_code: catalogue.hotel_code,
    rooms: record.rooms.map((room) => viewRoom(room, catalogue)),
  };
}

function viewRoom(room: BookedRoom, catalogue: Catalogue): BookingView['rooms'][number] {
  const view = {
    room_id: room.room_id === UNMAPPED ? null : room.room_id,
    quantity: room.quantity,
    guests: room.guests,
    nights: room.nights,
    room_code: roomCodeOf(room, catalogue),
    rate_code: rateCodeOf(room, catalogue),
    price_per_night: averagePrice(room.nights),
  };
  const unmapped = unmappedOf(room);
  return unmapped === undefined ? view : { ...view, unmapped };
}

function averagePrice(nights: readonly BookedNight[]): string {
  const [first] = nights;
  if (first === undefined) return '0';
  const places = first.price.split('.')[1]?.length ?? 0;
  const sum = nights.reduce((total, night) => total + Number(night.price), 0);
  return (sum / nights.length).toFixed(places);
}
