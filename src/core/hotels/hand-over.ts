import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { HotelFields, StoredHotel } from './stored-hotel.js';

/** What decides how the nights of a hotel are counted, and whom its bookings are told. */
export function countsAnew(old: HotelFields, now: HotelFields): boolean {
  return old.pms_partner_id !== now.pms_partner_id || old.inventory_mode !== now.inventory_mode;
}

/**
 * Keeps bookings and cancellations out until the transaction ends: each locks the nights that it changes and then looks
 * whether its hotel still counts as it thought. Locking the hotel instead would stop bookings during every push.
 */
export async function lockComingNights(tx: Transaction, stored: StoredHotel): Promise<void> {
  const roomIds = stored.rooms.map((room) => room.room_id);
  if (roomIds.length === 0) return;
  await tx.rows(
    `SELECT room_id FROM room_inventory WHERE room_id IN (?) AND date >= UTC_DATE() - INTERVAL 1 DAY
     ORDER BY room_id, date FOR UPDATE`,
    [roomIds],
  );
}

/** From now on the hotel is counted anew; what was to be told to its old PMS is told to the new one. */
export async function handOver(
  tx: Transaction,
  hotel: HotelFields,
  { nextId, now }: { readonly nextId: NextId; readonly now: Date },
): Promise<void> {
  await tx.run('UPDATE hotels SET counted_since = ? WHERE hotel_id = ?', [toSqlTime(now), hotel.hotel_id]);
  await handOverRevisions(tx, hotel, nextId);
}

/**
 * The new PMS of a hotel is told what the old one had not taken, and what was booked while there was none. Without a new
 * one all of it waits where it is. What the old one reported as failed is told again: the new one may well take it.
 */
async function handOverRevisions(tx: Transaction, hotel: HotelFields, nextId: NextId): Promise<void> {
  if (hotel.pms_partner_id === null) return;
  await tx.run(
    `UPDATE reservation_revisions SET pms_partner_id = ?, state = IF(state = 'FAILED', 'HANDED_OUT', state)
     WHERE hotel_id = ? AND state IN ('PENDING', 'HANDED_OUT', 'FAILED')`,
    [hotel.pms_partner_id, hotel.hotel_id],
  );
  const untold = await tx.rows<{ booking_id: Id; revision: number }>(
    `SELECT b.booking_id, b.revision FROM bookings b LEFT JOIN reservation_revisions r ON r.booking_id = b.booking_id
     WHERE b.hotel_id = ? AND b.status = 'CONFIRMED' AND b.check_out_date >= UTC_DATE() - INTERVAL 1 DAY
       AND r.revision_id IS NULL ORDER BY b.booking_id`,
    [hotel.hotel_id],
  );
  if (untold.length === 0) return;
  await tx.run(
    `INSERT INTO reservation_revisions (revision_id, booking_id, revision, action, hotel_id, pms_partner_id, state)
     VALUES ?`,
    [
      untold.map(({ booking_id, revision }) => [
        nextId(),
        booking_id,
        revision,
        'new',
        hotel.hotel_id,
        hotel.pms_partner_id,
        'PENDING',
      ]),
    ],
  );
}
