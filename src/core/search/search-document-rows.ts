import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';

export interface HotelRow {
  readonly hotel_id: Id;
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly city: string;
  readonly country: string;
  readonly latitude: string | null;
  readonly longitude: string | null;
  readonly time_zone: string;
  readonly currency: string;
  readonly rating: string | null;
  readonly review_count: number;
}

export interface RoomRow {
  readonly room_id: Id;
  readonly hotel_id: Id;
  readonly capacity: number;
  readonly total_rooms: number;
}

export interface NightRow {
  readonly hotel_id: Id;
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly amount: string | null;
  readonly occupancy_amounts: string | null;
}

export interface TermRow {
  readonly hotel_id: Id;
  readonly term: string;
}

/** Those that are for sale. */
export function readHotels(database: Queryable, ids: readonly Id[]): Promise<HotelRow[]> {
  return database.rows(
    `SELECT hotel_id, code, name, description, city, country, latitude, longitude, time_zone, currency, rating,
       review_count FROM hotels WHERE hotel_id IN (?) AND status = 'ACTIVE'`,
    [ids],
  );
}

export function readRooms(database: Queryable, ids: readonly Id[]): Promise<RoomRow[]> {
  return database.rows(
    'SELECT room_id, hotel_id, capacity, total_rooms FROM rooms WHERE hotel_id IN (?) ORDER BY room_id',
    [ids],
  );
}

/** In date order for each room. The joins go by whole primary keys in this order, whatever the server's statistics say. */
export function readNights(database: Queryable, ids: readonly Id[], from: LocalDate): Promise<NightRow[]> {
  return database.rows(
    `SELECT STRAIGHT_JOIN m.hotel_id, i.room_id, i.date, r.amount, r.occupancy_amounts
     FROM rooms m JOIN room_inventory i ON i.room_id = m.room_id
       JOIN rate_plans p ON p.hotel_id = m.hotel_id
       JOIN room_rates r ON r.room_id = i.room_id AND r.rate_plan_id = p.rate_plan_id AND r.date = i.date
     WHERE m.hotel_id IN (?) AND i.date >= ? AND i.available_rooms > 0 AND i.closed = 0 AND r.closed = 0
       AND (r.amount IS NOT NULL OR r.occupancy_amounts IS NOT NULL)
     ORDER BY i.room_id, i.date`,
    [ids, from],
  );
}

export function readAmenities(database: Queryable, ids: readonly Id[]): Promise<TermRow[]> {
  return database.rows(
    'SELECT hotel_id, amenity AS term FROM hotel_amenities WHERE hotel_id IN (?) ORDER BY hotel_id, amenity',
    [ids],
  );
}

/** The primary one first. */
export function readImages(database: Queryable, ids: readonly Id[]): Promise<TermRow[]> {
  return database.rows(
    'SELECT hotel_id, url AS term FROM hotel_images WHERE hotel_id IN (?) ORDER BY hotel_id, is_primary DESC, position',
    [ids],
  );
}

export function readPartners(database: Queryable, ids: readonly Id[]): Promise<TermRow[]> {
  return database.rows(
    "SELECT hotel_id, partner_id AS term FROM mappings WHERE hotel_id IN (?) AND kind = 'hotel' ORDER BY partner_id",
    [ids],
  );
}
