import { inventoryEvents } from '../ari/change-events.js';
import { lockInventory, writeAndReadNights } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import { AppError } from '../model/errors.js';
import { compareIds, type Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Hotel } from '../hotels/hotel.js';
import type { Transaction } from '../platform/database.js';

/** So many rooms of a type on each of some nights. */
export interface RoomUnits {
  readonly room_id: Id;
  readonly units: number;
}

/** One entry a room type, in key order: two lines on one type must pass the guard together, not each alone. */
export function sumUnits(lines: readonly { readonly room_id: Id; readonly quantity: number }[]): RoomUnits[] {
  const units = new Map<Id, number>();
  for (const line of lines) units.set(line.room_id, (units.get(line.room_id) ?? 0) + line.quantity);
  return [...units]
    .map(([room_id, sum]) => ({ room_id, units: sum }))
    .sort((a, b) => compareIds(a.room_id, b.room_id));
}

/**
 * A hotel that becomes direct, or gets another PMS, counts anew (see hand-over.ts). It does so with all its nights
 * locked, so whoever holds one of them now and still finds the hotel as it was has done so before that, or after.
 */
export function findChange(
  hotel: Hotel,
  now: Pick<Hotel, 'inventory_mode' | 'pms_partner_id'> | undefined,
): AppError | null {
  if (now?.inventory_mode === hotel.inventory_mode && now.pms_partner_id === hotel.pms_partner_id)
    return null;
  return new AppError('ROOM_BUSY', 'The hotel is being set up anew; nothing was changed, try again.', {
    retryAfter: 1,
  });
}

/** Locks nights that only their PMS may give back. @throws AppError ROOM_BUSY when the hotel was set up anew meanwhile. */
export async function lockNights(tx: Transaction, hotel: Hotel, { rooms, dates }: Nights): Promise<void> {
  for (const { room_id } of rooms) await lockInventory(tx, room_id, dates);
  const [now] = await tx.rows<Pick<Hotel, 'inventory_mode' | 'pms_partner_id'>>(
    'SELECT inventory_mode, pms_partner_id FROM hotels WHERE hotel_id = ?',
    [hotel.hotel_id],
  );
  const change = findChange(hotel, now);
  if (change !== null) throw change;
}

/** The same nights of each of these room types. */
interface Nights {
  readonly rooms: readonly RoomUnits[];
  readonly dates: readonly LocalDate[];
}

const GIVE_BACK = {
  pms: 'unacked_rooms = unacked_rooms - ?',
  direct: 'pms_rooms = pms_rooms + ?',
} as const;

/**
 * Gives back nights that no PMS was ever told of: unacknowledged units in `pms` mode, plain rooms in `direct` mode. The
 * caller holds their locks.
 * @returns the events of what is left on the nights.
 */
export async function giveBackNights(
  tx: Transaction,
  hotel: Hotel,
  { rooms, dates }: Nights,
): Promise<NewEvent[]> {
  const sql = `UPDATE room_inventory SET ${GIVE_BACK[hotel.inventory_mode]},
      available_rooms = GREATEST(0, pms_rooms - unacked_rooms), version = version + 1
    WHERE room_id = ? AND date IN (?)`;
  const events: NewEvent[] = [];
  for (const { room_id, units } of rooms) {
    const giveBack = { sql, parameters: [units, room_id, dates] };
    const { affectedRows, rows: left } = await writeAndReadNights(tx, giveBack, { room_id, dates });
    if (affectedRows !== dates.length)
      throw new Error(`room ${room_id}: ${affectedRows} of ${dates.length} nights`);
    events.push(...inventoryEvents(hotel.hotel_id, left));
  }
  return events;
}
