import { compareIds } from '../model/ids.js';
import { readKnownNights } from './inventory-store.js';
/**
 * A complete set replaces all that is known of the hotel: stored nights that it does not count are sold out
 * ("AlpineBits, FreeRooms": UniqueID Type 16 or 35 with Instance CompleteSet).
 */
export async function withUnmentionedSoldOut(tx, { catalogue, rooms, today }) {
    const byRoom = new Map(rooms.map((room) => [room.room_id, new Map(room.nights)]));
    const known = await readKnownNights(tx, catalogue.rooms.map((room) => room.room_id), today);
    for (const { room_id, date } of known) {
        let nights = byRoom.get(room_id);
        if (nights === undefined)
            byRoom.set(room_id, (nights = new Map()));
        const patch = nights.get(date);
        if (patch?.available === undefined)
            nights.set(date, { ...patch, available: 0 });
    }
    return [...byRoom]
        .map(([room_id, nights]) => ({ room_id, nights }))
        .sort((a, b) => compareIds(a.room_id, b.room_id));
}
//# sourceMappingURL=complete-set.js.map