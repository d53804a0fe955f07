import { addDays, nightsOf, type LocalDate } from '../../src/core/model/local-date.js';
import type { Database, SqlValue } from '../../src/core/platform/database.js';

export const HOTELS = 10_000;
export const CITIES = 200;
export const NIGHTS = 45;
const ROOM_TYPES = 3;
const FIRST_ID = 1_000_000;
const CHUNK = 1_000;
const AMENITIES = ['WIFI', 'POOL', 'SPA', 'PARKING', 'BAR'];

/** Ten thousand hotels of three room types with one rate, in two hundred cities; each sells almost every night. */
export async function insertSearchStock(database: Database, first: LocalDate): Promise<void> {
  for (let start = 0; start < HOTELS; start += CHUNK) {
    const hotels = Array.from({ length: CHUNK }, (_, at) => start + at);
    await database.run(
      `INSERT INTO hotels (hotel_id, code, name, description, city, country, latitude, longitude, time_zone, currency,
         inventory_mode, rating, review_count) VALUES ?`,
      [hotels.map(hotelRow)],
    );
    await database.run(
      `INSERT INTO rooms (room_id, hotel_id, code, room_type, name, capacity, max_adults, max_children, total_rooms)
       VALUES ?`,
      [hotels.flatMap(roomRows)],
    );
    await database.run(
      'INSERT INTO rate_plans (rate_plan_id, hotel_id, code, name, meal_plan, currency) VALUES ?',
      [hotels.map((at) => [FIRST_ID + at, FIRST_ID + at, 'BAR', 'BAR', 'ROOM_ONLY', 'EUR'])],
    );
    await database.run('INSERT INTO hotel_amenities (hotel_id, amenity) VALUES ?', [
      hotels.map((at) => [FIRST_ID + at, AMENITIES[at % AMENITIES.length] ?? '']),
    ]);
    await insertNights(database, { from: FIRST_ID + start, to: FIRST_ID + start + CHUNK - 1, first });
  }
}

export function cityName(at: number): string {
  return `City ${at % CITIES}`;
}

function hotelRow(at: number): SqlValue[] {
  return [
    ...[FIRST_ID + at, `S${at}`, `Hotel ${at} by the sea`, `A quiet house number ${at} near the harbour`],
    ...[cityName(at), 'PT', 37 + (at % 400) / 80, -9 + (at % 300) / 100, 'Europe/Lisbon', 'EUR', 'direct'],
    ...[1 + (at % 41) / 10, at % 997],
  ];
}

function roomRows(at: number): SqlValue[][] {
  return Array.from({ length: ROOM_TYPES }, (_, type) => [
    ...[(FIRST_ID + at) * 10 + type, FIRST_ID + at, `R${type}`, 'DOUBLE', `Room ${type}`],
    ...[1 + type, 1 + type, 0, 10],
  ]);
}

/** The server multiplies rooms by dates: sent from here, the rows would take minutes. Every thirteenth night is sold out. */
async function insertNights(
  database: Database,
  { from, to, first }: { from: number; to: number; first: LocalDate },
): Promise<void> {
  const dates = nightsOf(first, addDays(first, NIGHTS));
  const nights = `(${dates.map((date, day) => `SELECT CAST('${date}' AS DATE) AS date, ${day} AS day`).join(' UNION ALL ')}) d`;
  await database.run(
    `INSERT INTO room_inventory (room_id, date, hotel_id, available_rooms, pms_rooms)
     SELECT m.room_id, d.date, m.hotel_id, IF((m.room_id + d.day) % 13 = 0, 0, 5), 5
     FROM rooms m JOIN ${nights} WHERE m.hotel_id BETWEEN ? AND ?`,
    [from, to],
  );
  await database.run(
    `INSERT INTO room_rates (room_id, rate_plan_id, date, amount)
     SELECT m.room_id, m.hotel_id, d.date, 50 + m.hotel_id % 200 + m.room_id % 10 * 10
     FROM rooms m JOIN ${nights} WHERE m.hotel_id BETWEEN ? AND ?`,
    [from, to],
  );
}
