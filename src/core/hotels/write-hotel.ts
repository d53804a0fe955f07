import type { Id } from '../model/ids.js';
import type { SqlValue, Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { HotelPlan } from './plan-hotel.js';
import {
  HOTEL_COLUMNS,
  ROOM_COLUMNS,
  type HotelFields,
  type ImageFields,
  type RatePlanFields,
  type RoomFields,
} from './stored-hotel.js';

/**
 * Inserts a new hotel's row with version 1, or waits for the process that is inserting the same code and leaves its
 * row alone. Either way the row is locked afterwards.
 * @returns false when the hotel turned out to exist.
 */
export async function insertHotel(tx: Transaction, hotel: HotelFields): Promise<boolean> {
  // The no-op update takes the exclusive lock at once; a failed plain INSERT leaves a shared one, and two deadlock.
  await tx.run(
    `INSERT INTO hotels (${HOTEL_COLUMNS.join(', ')}) VALUES (?) ON DUPLICATE KEY UPDATE hotel_id = hotel_id`,
    [HOTEL_COLUMNS.map((column) => hotel[column])],
  );
  const [row] = await tx.rows<{ hotel_id: Id }>('SELECT hotel_id FROM hotels WHERE code = ? FOR UPDATE', [
    hotel.code,
  ]);
  return row?.hotel_id === hotel.hotel_id;
}

/** Sets every column and the next version; the caller holds the row's lock. */
export async function updateHotel(tx: Transaction, hotel: HotelFields, version: number): Promise<void> {
  const columns = HOTEL_COLUMNS.filter((column) => column !== 'hotel_id' && column !== 'code');
  await tx.run(
    `UPDATE hotels SET ${columns.map((column) => `${column} = ?`).join(', ')}, version = ?,
       updated_at = CURRENT_TIMESTAMP(3) WHERE hotel_id = ?`,
    [...columns.map((column) => hotel[column]), version, hotel.hotel_id],
  );
}

/** Writes what the plan says of everything below the hotel's own row. */
export async function writeParts(tx: Transaction, plan: HotelPlan, now: Date): Promise<void> {
  const { hotel_id, currency } = plan.hotel;
  await upsertRooms(tx, hotel_id, [...plan.rooms.added, ...plan.rooms.changed]);
  await keepFormerTerms(tx, plan.ratePlans.changed, now);
  await upsertRatePlans(tx, plan.hotel, [...plan.ratePlans.added, ...plan.ratePlans.changed]);
  // Rate plans that the file leaves out follow the hotel's currency too.
  await tx.run('UPDATE rate_plans SET currency = ? WHERE hotel_id = ? AND currency <> ?', [
    currency,
    hotel_id,
    currency,
  ]);
  if (plan.amenities !== null) await replaceAmenities(tx, hotel_id, plan.amenities);
  if (plan.images !== null) await replaceImages(tx, hotel_id, plan.images);
}

async function upsertRooms(tx: Transaction, hotelId: Id, rooms: readonly RoomFields[]): Promise<void> {
  if (rooms.length === 0) return;
  const updates = ROOM_COLUMNS.filter((column) => column !== 'room_id' && column !== 'code');
  await tx.run(
    `INSERT INTO rooms (hotel_id, ${ROOM_COLUMNS.join(', ')}) VALUES ?
     ON DUPLICATE KEY UPDATE ${updates.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
    [rooms.map((room): SqlValue[] => [hotelId, ...ROOM_COLUMNS.map((column) => room[column])])],
  );
}

/** Bookings of before stay under the terms of before. The caller holds the hotel's row, so no two changes meet. */
async function keepFormerTerms(
  tx: Transaction,
  changed: readonly RatePlanFields[],
  now: Date,
): Promise<void> {
  for (const { rate_plan_id, cancellation_policy } of changed) {
    await tx.run(
      `INSERT INTO rate_plan_former_terms (rate_plan_id, ended_at, cancellation_policy)
       SELECT rate_plan_id, ?, cancellation_policy FROM rate_plans
       WHERE rate_plan_id = ? AND NOT (cancellation_policy <=> ?)`,
      [toSqlTime(now), rate_plan_id, cancellation_policy],
    );
  }
}

async function upsertRatePlans(
  tx: Transaction,
  hotel: HotelFields,
  plans: readonly RatePlanFields[],
): Promise<void> {
  if (plans.length === 0) return;
  await tx.run(
    `INSERT INTO rate_plans (hotel_id, rate_plan_id, code, name, meal_plan, cancellation_policy, currency) VALUES ?
     ON DUPLICATE KEY UPDATE name = VALUES(name), meal_plan = VALUES(meal_plan),
       cancellation_policy = VALUES(cancellation_policy), currency = VALUES(currency)`,
    [
      plans.map((plan) => [
        hotel.hotel_id,
        plan.rate_plan_id,
        plan.code,
        plan.name,
        plan.meal_plan,
        plan.cancellation_policy,
        hotel.currency,
      ]),
    ],
  );
}

async function replaceAmenities(tx: Transaction, hotelId: Id, amenities: readonly string[]): Promise<void> {
  await tx.run('DELETE FROM hotel_amenities WHERE hotel_id = ?', [hotelId]);
  if (amenities.length === 0) return;
  await tx.run('INSERT INTO hotel_amenities (hotel_id, amenity) VALUES ?', [
    amenities.map((name) => [hotelId, name]),
  ]);
}

async function replaceImages(tx: Transaction, hotelId: Id, images: readonly ImageFields[]): Promise<void> {
  await tx.run('DELETE FROM hotel_images WHERE hotel_id = ?', [hotelId]);
  if (images.length === 0) return;
  await tx.run('INSERT INTO hotel_images (hotel_id, position, url, is_primary) VALUES ?', [
    images.map((image, position) => [hotelId, position, image.url, image.primary ? 1 : 0]),
  ]);
}
