import { inventoryEvents } from '../ari/change-events.js';
import { readInventory } from '../ari/inventory-store.js';
/** The state of a booking for consumers: no guest, no reference. */
export function bookingEvent(type, record) {
    return {
        topic: 'bellhop.bookings',
        type,
        hotel_id: record.hotel_id,
        subject: record.booking_id,
        version: record.revision,
        data: {
            booking_id: record.booking_id,
            hotel_id: record.hotel_id,
            partner_id: record.partner_id,
            status: record.status,
            revision: record.revision,
            check_in_date: record.check_in_date,
            check_out_date: record.check_out_date,
            total_price: record.total_price,
            currency: record.currency,
            rooms: record.rooms.map(({ room_id, rate_plan_id, quantity }) => ({ room_id, rate_plan_id, quantity })),
        },
    };
}
/** What is left on the nights that this transaction has just changed and holds locked. */
export async function leftoverEvents(tx, hotelId, { roomIds, dates }) {
    const [from, to] = [dates[0], dates.at(-1)];
    if (from === undefined || to === undefined)
        return [];
    const events = [];
    for (const roomId of roomIds) {
        events.push(...inventoryEvents(hotelId, await readInventory(tx, roomId, { from, to })));
    }
    return events;
}
//# sourceMappingURL=booking-events.js.map