import { formatAmount } from '../model/money.js';
import { decimalText } from './decimal-text.js';
import { readInventory } from './inventory-store.js';
import { parseNightPrice, priceForParty } from './occupancy.js';
import { RATE_COLUMNS } from './rate-store.js';
/** The stored nights of one room with the prices and restrictions of its rate plans, in date order. */
export function createReadAri({ database }) {
    return async ({ catalogue, room, from, to }) => {
        const { currency } = catalogue.hotel;
        const cells = await readInventory(database, room.room_id, { from, to });
        const rates = await database.rows(`SELECT ${RATE_COLUMNS} FROM room_rates WHERE room_id = ? AND date BETWEEN ? AND ? ORDER BY date, rate_plan_id`, [room.room_id, from, to]);
        const byDate = new Map();
        for (const rate of rates) {
            const night = byDate.get(rate.date);
            if (night === undefined)
                byDate.set(rate.date, [rate]);
            else
                night.push(rate);
        }
        return cells.map((cell) => {
            const nightRates = byDate.get(cell.date) ?? [];
            return {
                room_id: cell.room_id,
                room_code: catalogue.roomCode(cell.room_id),
                date: cell.date,
                available_rooms: cell.available_rooms,
                pms_rooms: cell.pms_rooms,
                unacked_rooms: cell.unacked_rooms,
                closed: cell.closed === 1,
                price: cheapest(nightRates, room.capacity, currency),
                currency,
                version: cell.version,
                pms_received_at: cell.pms_received_at,
                resend_wanted: cell.resend_wanted === 1,
                rates: nightRates.map((rate) => describeRate(rate, catalogue)),
            };
        });
    };
}
function cheapest(rates, guests, currency) {
    let lowest = null;
    for (const rate of rates) {
        if (rate.closed === 1)
            continue;
        const price = priceForParty(parseNightPrice(rate.amount, rate.occupancy_amounts, currency), guests);
        if (price !== null && (lowest === null || price < lowest))
            lowest = price;
    }
    return lowest === null ? null : formatAmount(lowest, currency);
}
function describeRate(rate, catalogue) {
    const { currency } = catalogue.hotel;
    return {
        rate_code: catalogue.rateCode(rate.rate_plan_id),
        amount: rate.amount === null ? null : decimalText(rate.amount, currency),
        occupancy_amounts: rate.occupancy_amounts === null ? null : JSON.parse(rate.occupancy_amounts),
        closed: rate.closed === 1,
        closed_to_arrival: rate.closed_to_arrival === 1,
        closed_to_departure: rate.closed_to_departure === 1,
        min_stay_arrival: rate.min_stay_arrival,
        max_stay_arrival: rate.max_stay_arrival,
        min_stay_through: rate.min_stay_through,
        max_stay_through: rate.max_stay_through,
        min_advance_days: rate.min_advance_days,
        max_advance_days: rate.max_advance_days,
        version: rate.version,
    };
}
//# sourceMappingURL=read-ari.js.map