import { inventoryEvents } from '../ari/change-events.js';
import { writeAndReadNights } from '../ari/inventory-store.js';
import { AppError } from '../model/errors.js';
import { compareIds } from '../model/ids.js';
/** One entry a room type, in key order: two lines on one type must pass the guard together, not each alone. */
export function sumUnits(lines) {
    const units = new Map();
    for (const line of lines)
        units.set(line.room_id, (units.get(line.room_id) ?? 0) + line.quantity);
    return [...units]
        .map(([room_id, sum]) => ({ room_id, units: sum }))
        .sort((a, b) => compareIds(a.room_id, b.room_id));
}
/*
 * Law 1. What decides is these statements: each takes every night of the stay or fewer rows than nights, and fewer means
 * that the transaction is rolled back. MySQL evaluates assignments from left to right, so the parts come first.
 */
const TAKE = {
    pms: `UPDATE room_inventory SET unacked_rooms = unacked_rooms + ?, available_rooms = available_rooms - ?,
      version = version + 1
    WHERE room_id = ? AND date IN (?) AND available_rooms >= ? AND closed = 0`,
    direct: `UPDATE room_inventory SET pms_rooms = pms_rooms - ?, available_rooms = available_rooms - ?,
      version = version + 1
    WHERE room_id = ? AND date IN (?) AND available_rooms >= ? AND closed = 0`,
};
/**
 * @returns the events of what is left on the nights, whose rows are locked from here on.
 * @throws AppError SOLD_OUT when a night lacks rooms or was closed; the caller's transaction must then roll back.
 */
export async function takeNights(tx, hotel, { rooms, dates }) {
    const events = [];
    for (const { room_id, units } of rooms) {
        const take = { sql: TAKE[hotel.inventory_mode], parameters: [units, units, room_id, dates, units] };
        const { affectedRows, rows: left } = await writeAndReadNights(tx, take, { room_id, dates });
        if (affectedRows !== dates.length) {
            throw new AppError('SOLD_OUT', 'The last rooms of these nights were just sold to somebody else.');
        }
        events.push(...inventoryEvents(hotel.hotel_id, left));
    }
    return events;
}
const GIVE_BACK = {
    pms: 'unacked_rooms = unacked_rooms - ?',
    direct: 'pms_rooms = pms_rooms + ?',
};
/**
 * Gives back nights that no PMS was ever told of: unacknowledged units in `pms` mode, plain rooms in `direct` mode.
 * @returns the events of what is left on the nights.
 */
export async function giveBackNights(tx, hotel, { rooms, dates }) {
    const sql = `UPDATE room_inventory SET ${GIVE_BACK[hotel.inventory_mode]},
      available_rooms = GREATEST(0, pms_rooms - unacked_rooms), version = version + 1
    WHERE room_id = ? AND date IN (?)`;
    const events = [];
    for (const { room_id, units } of rooms) {
        const giveBack = { sql, parameters: [units, room_id, dates] };
        const { affectedRows, rows: left } = await writeAndReadNights(tx, giveBack, { room_id, dates });
        if (affectedRows !== dates.length)
            throw new Error(`room ${room_id}: ${affectedRows} of ${dates.length} nights`);
        events.push(...inventoryEvents(hotel.hotel_id, left));
    }
    return events;
}
//# sourceMappingURL=take-nights.js.map