import { inventoryEvents } from '../ari/change-events.js';
import { lockInventory } from '../ari/inventory-store.js';
import { compareIds } from '../model/ids.js';
async function lockBookedNights(tx, bookingId) {
    const nights = await tx.rows(`SELECT room_id, date, SUM(quantity) AS units, MIN(acked) AS acked, MIN(new_pushes) AS new_pushes,
       MIN(cancel_pushes) AS cancel_pushes
     FROM booking_room_nights WHERE booking_id = ? GROUP BY room_id, date ORDER BY room_id, date`, [bookingId]);
    for (const roomId of [...new Set(nights.map((night) => night.room_id))].sort(compareIds)) {
        const dates = nights.filter((night) => night.room_id === roomId).map((night) => night.date);
        await lockInventory(tx, roomId, dates);
    }
    return nights.map((night) => ({ ...night, units: Number(night.units) }));
}
/** The PMS has the reservation: what it pushes from now on counts it. available_rooms stays as it is. */
export async function acknowledgeNew(tx, bookingId, now) {
    for (const night of await lockBookedNights(tx, bookingId)) {
        if (night.acked === 1)
            continue;
        await tx.later(`UPDATE room_inventory SET pms_rooms = pms_rooms - ?, unacked_rooms = unacked_rooms - ?,
         available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
         resend_wanted = IF(pms_pushes = ?, resend_wanted, 1)
       WHERE room_id = ? AND date = ?`, [night.units, night.units, night.new_pushes ?? -1, night.room_id, night.date]);
    }
    await tx.later('UPDATE booking_room_nights SET acked = 1, acked_at = ? WHERE booking_id = ? AND acked = 0', [now, bookingId]);
}
/**
 * The PMS has taken the cancellation. Where it had the reservation, its rooms come back unless a push since the
 * hand-out may have brought them already; where it only ever acknowledged the cancellation, they just stop waiting.
 */
export async function acknowledgeCancellation(tx, revision, now) {
    const nights = await lockBookedNights(tx, revision.booking_id);
    for (const night of nights) {
        await (night.acked === 1 ? returnAcknowledged(tx, night) : returnUnacknowledged(tx, night));
    }
    await tx.later(`UPDATE reservation_revisions SET state = 'SUPERSEDED', decided_at = ?
     WHERE booking_id = ? AND action = 'new' AND state IN ('HANDED_OUT', 'FAILED')`, [now, revision.booking_id]);
    const events = [];
    for (const roomId of [...new Set(nights.map((night) => night.room_id))]) {
        const dates = nights.filter((night) => night.room_id === roomId).map((night) => night.date);
        events.push(...inventoryEvents(revision.hotel_id, await lockInventory(tx, roomId, dates)));
    }
    return events;
}
async function returnAcknowledged(tx, night) {
    await tx.later(`UPDATE room_inventory SET pms_rooms = IF(pms_pushes = ?, pms_rooms + ?, pms_rooms),
       available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
       resend_wanted = IF(pms_pushes = ?, resend_wanted, 1), version = version + 1
     WHERE room_id = ? AND date = ?`, [night.cancel_pushes ?? -1, night.units, night.cancel_pushes ?? -1, night.room_id, night.date]);
}
async function returnUnacknowledged(tx, night) {
    await tx.later(`UPDATE room_inventory SET unacked_rooms = unacked_rooms - ?,
       available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
       resend_wanted = IF(pms_pushes = ?, resend_wanted, 1), version = version + 1
     WHERE room_id = ? AND date = ?`, [night.units, night.new_pushes ?? -1, night.room_id, night.date]);
}
//# sourceMappingURL=acknowledge-nights.js.map