import { addDays, nightsOf, type LocalDate } from '../../src/core/model/local-date.js';
import type { BookingStatus } from '../../src/core/model/reservation.js';
import type { SqlValue } from '../../src/core/platform/database.js';
import type { TestApp } from './an-app.js';

/** A booking of the past, as the archive finds it; everything has a default but when it was made. */
export interface ArchivedBooking {
  /** UTC, `YYYY-MM-DD HH:MM:SS[.mmm]`. */
  readonly created_at: string;
  readonly updated_at?: string;
  readonly check_in?: LocalDate;
  readonly nights?: number;
  readonly quantity?: number;
  /** Of one room and night. */
  readonly price?: string;
  readonly currency?: string;
  readonly status?: BookingStatus;
  readonly user_id?: string | null;
  /** Code of the hotel; the app's own without. */
  readonly hotel?: string;
}

/**
 * Writes bookings straight into the tables of bookings, since nobody can book in the past through the front door. The
 * inventory knows nothing of them. @returns their ids, in the order given.
 */
export async function archiveBookings(t: TestApp, bookings: readonly ArchivedBooking[]): Promise<string[]> {
  const heads: SqlValue[][] = [];
  const rooms: SqlValue[][] = [];
  const nights: SqlValue[][] = [];
  const places = await placesOf(t);
  const ids = bookings.map((booking) => {
    const id = t.app.nextId();
    const place = places.get(booking.hotel ?? 'HV01');
    if (place === undefined) throw new Error(`no hotel ${booking.hotel ?? 'HV01'}`);
    const rows = toRows(id, booking, { partnerId: t.ota.partner_id, place });
    heads.push(rows.head);
    rooms.push(rows.room);
    nights.push(...rows.nights);
    return id;
  });
  const { database } = t.db;
  await database.run(
    `INSERT INTO bookings (booking_id, partner_id, user_id, hotel_id, status, check_in_date, check_out_date, guests,
       total_price, currency, guest_first_name, guest_last_name, guest_email, guest_phone, revision, body_hash,
       created_at, updated_at) VALUES ?`,
    [heads],
  );
  await database.run(
    `INSERT INTO booking_rooms (booking_room_id, booking_id, room_id, rate_plan_id, quantity, guests, price_per_night)
     VALUES ?`,
    [rooms],
  );
  await database.run(
    `INSERT INTO booking_room_nights (booking_room_id, date, booking_id, room_id, quantity, price) VALUES ?`,
    [nights],
  );
  return ids;
}

interface Place {
  readonly hotel_id: string;
  readonly code: string;
  readonly room_id: string;
  readonly rate_plan_id: string;
}

async function placesOf(t: TestApp): Promise<Map<string, Place>> {
  const rows = await t.db.database.rows<Place>(
    `SELECT h.hotel_id, h.code, r.room_id, p.rate_plan_id FROM hotels h
     JOIN rooms r ON r.hotel_id = h.hotel_id AND r.code = 'DBL'
     JOIN rate_plans p ON p.hotel_id = h.hotel_id AND p.code = 'BAR'`,
  );
  return new Map(rows.map((row) => [row.code, row]));
}

function toRows(
  id: string,
  booking: ArchivedBooking,
  { partnerId, place }: { partnerId: string; place: Place },
): { head: SqlValue[]; room: SqlValue[]; nights: SqlValue[][] } {
  const {
    created_at,
    nights = 1,
    quantity = 1,
    price = '100.00',
    currency = 'EUR',
    status = 'CONFIRMED',
  } = booking;
  const checkIn = booking.check_in ?? addDays(created_at.slice(0, 10), 10);
  const dates = nightsOf(checkIn, addDays(checkIn, nights));
  const thousandths = BigInt(toThousandths(price)) * BigInt(nights * quantity);
  const digits = String(thousandths).padStart(4, '0');
  const total = `${digits.slice(0, -3)}.${digits.slice(-3)}`;
  const { user_id = '4711', updated_at = created_at } = booking;
  return {
    head: [
      id,
      partnerId,
      user_id,
      place.hotel_id,
      status,
      checkIn,
      addDays(checkIn, nights),
      2 * quantity,
      total,
      currency,
      'Ada',
      'Lovelace',
      'ada@example.com',
      '+351 1',
      status === 'CANCELLED' ? 2 : 1,
      '0'.repeat(64),
      created_at,
      updated_at,
    ],
    room: [id, id, place.room_id, place.rate_plan_id, quantity, 2, price],
    nights: dates.map((date) => [id, date, id, place.room_id, quantity, price]),
  };
}

function toThousandths(price: string): string {
  const [whole = '0', fraction = ''] = price.split('.');
  return whole + fraction.padEnd(3, '0');
}
