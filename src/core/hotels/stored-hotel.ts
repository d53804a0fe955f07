import type { Id } from '../model/ids.js';
import type { Queryable, Transaction } from '../platform/database.js';

/** Every column of a hotel that its operator decides. Decimals are text, as the database gives them. */
export interface HotelFields {
  readonly hotel_id: Id;
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly address: string | null;
  readonly city: string;
  readonly country: string;
  /** Six decimal places. */
  readonly latitude: string | null;
  readonly longitude: string | null;
  readonly time_zone: string;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly inventory_mode: 'pms' | 'direct';
  readonly pms_partner_id: Id | null;
}

export interface RoomFields {
  readonly room_id: Id;
  readonly code: string;
  readonly room_type: string;
  readonly name: string;
  readonly capacity: number;
  readonly max_adults: number;
  readonly max_children: number;
  /** Three decimal places, whatever the currency. */
  readonly base_price: string | null;
  readonly total_rooms: number;
}

export interface RatePlanFields {
  readonly rate_plan_id: Id;
  readonly code: string;
  readonly name: string;
  readonly meal_plan: string;
  /** JSON text (cancellation-policy.ts); null: the default. */
  readonly cancellation_policy: string | null;
}

export interface ImageFields {
  readonly url: string;
  readonly primary: boolean;
}

/** A hotel with all that belongs to it, as stored. Rooms and rate plans in the order in which they were made. */
export interface StoredHotel {
  readonly hotel: HotelFields;
  readonly version: number;
  readonly rooms: readonly RoomFields[];
  readonly ratePlans: readonly RatePlanFields[];
  readonly amenities: readonly string[];
  readonly images: readonly ImageFields[];
}

export const HOTEL_COLUMNS = [
  'hotel_id',
  'code',
  'name',
  'description',
  'address',
  'city',
  'country',
  'latitude',
  'longitude',
  'time_zone',
  'currency',
  'status',
  'inventory_mode',
  'pms_partner_id',
] as const satisfies readonly (keyof HotelFields)[];

export const ROOM_COLUMNS = [
  'room_id',
  'code',
  'room_type',
  'name',
  'capacity',
  'max_adults',
  'max_children',
  'base_price',
  'total_rooms',
] as const satisfies readonly (keyof RoomFields)[];

/** The hotel with this code of ours, or undefined. */
export function readStoredHotel(queryable: Queryable, code: string): Promise<StoredHotel | undefined> {
  return read(queryable, code, '');
}

/** The same with the hotel's row locked until the transaction ends: two onboardings go one after the other. */
export function lockStoredHotel(tx: Transaction, code: string): Promise<StoredHotel | undefined> {
  return read(tx, code, 'FOR UPDATE');
}

async function read(
  queryable: Queryable,
  code: string,
  lock: '' | 'FOR UPDATE',
): Promise<StoredHotel | undefined> {
  const [found] = await queryable.rows<HotelFields & { version: number }>(
    `SELECT ${HOTEL_COLUMNS.join(', ')}, version FROM hotels WHERE code = ? ${lock}`,
    [code],
  );
  if (found === undefined) return undefined;
  const { version, ...hotel } = found;
  const id = [hotel.hotel_id];
  const images = await queryable.rows<{ url: string; is_primary: number }>(
    'SELECT url, is_primary FROM hotel_images WHERE hotel_id = ? ORDER BY position',
    id,
  );
  const amenities = await queryable.rows<{ amenity: string }>(
    'SELECT amenity FROM hotel_amenities WHERE hotel_id = ? ORDER BY amenity',
    id,
  );
  return {
    hotel,
    version,
    rooms: await queryable.rows<RoomFields>(
      `SELECT ${ROOM_COLUMNS.join(', ')} FROM rooms WHERE hotel_id = ? ORDER BY room_id`,
      id,
    ),
    ratePlans: await queryable.rows<RatePlanFields>(
      `SELECT rate_plan_id, code, name, meal_plan, cancellation_policy FROM rate_plans WHERE hotel_id = ?
       ORDER BY rate_plan_id`,
      id,
    ),
    amenities: amenities.map((row) => row.amenity),
    images: images.map((row) => ({ url: row.url, primary: row.is_primary === 1 })),
  };
}
