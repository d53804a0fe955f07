import { addDays } from '../model/local-date.js';
import { nightKey } from './change-inventory.js';
/** What the reservations of the hotel say about a push that counts rooms; nothing in a hotel without PMS counts. */
export async function gatherPushFacts(tx, hotel, push) {
    const facts = { hotel_id: hotel.hotel_id, received_at: push.receivedAt };
    if (hotel.inventory_mode === 'direct' || push.rooms.length === 0) {
        return { ...facts, inFlight: new Set(), ackedSince: new Map() };
    }
    const since = addDays(push.today, -1);
    const inFlight = await tx.rows(`SELECT DISTINCT n.room_id, n.date FROM reservation_revisions r
     JOIN booking_room_nights n ON n.booking_id = r.booking_id
     WHERE r.hotel_id = ? AND r.state IN ('HANDED_OUT', 'FAILED') AND n.date >= ?`, [hotel.hotel_id, since]);
    const acked = push.sentAt === null
        ? []
        : await tx.rows(`SELECT room_id, date, SUM(quantity) AS units FROM booking_room_nights
           WHERE room_id IN (?) AND date >= ? AND acked_at > ? GROUP BY room_id, date`, [push.rooms.map((room) => room.room_id), since, push.sentAt]);
    return {
        ...facts,
        inFlight: new Set(inFlight.map((row) => nightKey(row.room_id, row.date))),
        ackedSince: new Map(acked.map((row) => [nightKey(row.room_id, row.date), Number(row.units)])),
    };
}
//# sourceMappingURL=push-facts.js.map