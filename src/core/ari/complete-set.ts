import type { Catalogue } from '../hotels/catalogue.js';
import { compareIds } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { InventoryPatch, RoomPatches } from './cell-patches.js';
import { readKnownNights } from './inventory-store.js';

interface CompleteSet {
  readonly catalogue: Catalogue;
  readonly rooms: readonly RoomPatches[];
  readonly today: LocalDate;
  /** Nights of which the set does not say that they are closed are opened. */
  readonly replacesClosed?: boolean;
}

/**
 * A complete set replaces all that is known of the hotel: stored nights that it does not count are sold out
 * ("AlpineBits, FreeRooms": UniqueID Type 16 or 35 with Instance CompleteSet).
 */
export async function withUnmentionedSoldOut(
  tx: Transaction,
  { catalogue, rooms, today, replacesClosed = false }: CompleteSet,
): Promise<RoomPatches[]> {
  const byRoom = new Map(rooms.map((room) => [room.room_id, new Map(room.nights)]));
  const known = await readKnownNights(
    tx,
    catalogue.rooms.map((room) => room.room_id),
    today,
  );
  for (const { room_id, date } of known) {
    let nights = byRoom.get(room_id);
    if (nights === undefined) byRoom.set(room_id, (nights = new Map<LocalDate, InventoryPatch>()));
    const patch = nights.get(date);
    if (patch?.available === undefined) nights.set(date, { ...patch, available: 0 });
  }
  if (replacesClosed) for (const nights of byRoom.values()) openTheRest(nights);
  return [...byRoom]
    .map(([room_id, nights]) => ({ room_id, nights }))
    .sort((a, b) => compareIds(a.room_id, b.room_id));
}

function openTheRest(nights: Map<LocalDate, InventoryPatch>): void {
  for (const [date, patch] of nights)
    if (patch.closed === undefined) nights.set(date, { ...patch, closed: false });
}
