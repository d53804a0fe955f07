import type { BookingEntry } from '../../src/core/booking-views/booking-views.js';
import { addDays } from '../../src/core/model/local-date.js';
import { createSnowflake } from '../../src/core/platform/snowflake.js';
import type { Database, SqlValue } from '../../src/core/platform/database.js';

const USERS = 500;
const BOOKINGS_EACH = 30;
const HOTELS = 15;
const FIRST_ARRIVAL = '2027-01-01';
const ARRIVAL_DAYS = 360;
const PART = 1_000;
export const PARTNER = '11';

export interface ViewsStock {
  readonly entries: readonly BookingEntry[];
  userId(): string;
  hotelId(): string;
  /** First day of a month with arrivals. */
  month(): string;
}

/** 500 users with 30 bookings each of this year, at 15 hotels with some 80 arrivals a month. */
export function makeStock(): ViewsStock {
  const nextId = createSnowflake(1, { now: () => new Date() });
  const now = new Date().toISOString();
  const entries = Array.from({ length: USERS * BOOKINGS_EACH }, (_, index): BookingEntry => {
    const arrival = addDays(FIRST_ARRIVAL, Math.floor(index / HOTELS) % ARRIVAL_DAYS);
    return {
      booking_id: nextId(),
      hotel_id: String(21 + (index % HOTELS)),
      partner_id: PARTNER,
      user_id: String(100_000 + (index % USERS)),
      status: index % 10 === 0 ? 'CANCELLED' : 'CONFIRMED',
      revision: index % 10 === 0 ? 2 : 1,
      check_in_date: arrival,
      check_out_date: addDays(arrival, 2),
      guests: 2,
      total_price: '200.00',
      currency: 'EUR',
      rooms: [{ room_id: '31', rate_plan_id: '41', quantity: 1 }],
      created_at: now,
    };
  });
  const any = (count: number) => Math.floor(Math.random() * count);
  return {
    entries,
    userId: () => String(100_000 + any(USERS)),
    hotelId: () => String(21 + any(HOTELS)),
    month: () => `2027-${String(1 + any(11)).padStart(2, '0')}-01`,
  };
}

/** The same bookings as rows of the tables that the lists are read from. */
export async function insertStock(database: Database, entries: readonly BookingEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += PART) {
    const part = entries.slice(start, start + PART);
    await database.run(
      `INSERT INTO bookings (booking_id, hotel_id, partner_id, user_id, status, revision, check_in_date, check_out_date,
         guests, total_price, currency, body_hash) VALUES ?`,
      [part.map((entry) => headRow(entry))],
    );
    await database.run(
      `INSERT INTO booking_rooms (booking_id, booking_room_id, room_id, rate_plan_id, quantity, guests, price_per_night)
       VALUES ?`,
      [part.map(({ booking_id }) => [booking_id, 1, '31', '41', 1, 2, '100.00'])],
    );
  }
}

function headRow(entry: BookingEntry): SqlValue[] {
  const { booking_id, hotel_id, partner_id, user_id, status, revision } = entry;
  const { check_in_date, check_out_date, guests, total_price, currency } = entry;
  return [
    ...[booking_id, hotel_id, partner_id, user_id, status, revision],
    ...[check_in_date, check_out_date, guests, total_price, currency, ''],
  ];
}
