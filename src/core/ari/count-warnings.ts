import type { Catalogue } from '../hotels/catalogue.js';
import type { RoomPatches } from './cell-patches.js';
import { sortedDates } from './sorted-dates.js';

/**
 * What a push probably does not mean, though it is applied as it was sent: more rooms for sale than the hotel has of the
 * type. Houses do sell more than they have, and a PMS knows of a new room before our hotel file does, so the PMS's word
 * counts (decision 3). One sentence a room type, in the sender's codes.
 */
export function countWarnings(rooms: readonly RoomPatches[], catalogue: Catalogue): string[] {
  return rooms.flatMap((room) => {
    const total = catalogue.rooms.find(({ room_id }) => room_id === room.room_id)?.total_rooms ?? 0;
    // Nobody has said how many there are.
    if (total === 0) return [];
    const above = sortedDates(room.nights).filter((date) => (room.nights.get(date)?.available ?? 0) > total);
    const first = above[0];
    if (first === undefined) return [];
    const most = Math.max(...above.map((date) => room.nights.get(date)?.available ?? 0));
    return [
      `${catalogue.roomCode(room.room_id)} has ${total} rooms, but ${above.length} nights from ${first} on are counted higher, ${most} at most; applied as sent.`,
    ];
  });
}
