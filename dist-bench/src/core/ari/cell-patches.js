import { NUMBER_RESTRICTIONS, BOOLEAN_RESTRICTIONS } from '../model/ari.js';
import { compareIds } from '../model/ids.js';
/** A whole message, cell by cell, after its own order rule (last wins) was applied. */
export class CellPatches {
    roomMap = new Map();
    rateMap = new Map();
    /** Cells touched, counted with repeats: what the message cost to read. */
    named = 0;
    inventory(roomId, date) {
        this.named += 1;
        let room = this.roomMap.get(roomId);
        if (room === undefined)
            this.roomMap.set(roomId, (room = { room_id: roomId, nights: new Map() }));
        let patch = room.nights.get(date);
        if (patch === undefined)
            room.nights.set(date, (patch = {}));
        return patch;
    }
    rate(roomId, ratePlanId, date) {
        this.named += 1;
        const key = `${roomId}:${ratePlanId}`;
        let product = this.rateMap.get(key);
        if (product === undefined) {
            product = { room_id: roomId, rate_plan_id: ratePlanId, nights: new Map() };
            this.rateMap.set(key, product);
        }
        let patch = product.nights.get(date);
        if (patch === undefined)
            product.nights.set(date, (patch = {}));
        return patch;
    }
    /** In primary-key order, the order in which every transaction locks. */
    rooms() {
        return [...this.roomMap.values()].sort((a, b) => compareIds(a.room_id, b.room_id));
    }
    rates() {
        return [...this.rateMap.values()].sort((a, b) => compareIds(a.room_id, b.room_id) || compareIds(a.rate_plan_id, b.rate_plan_id));
    }
}
export function mergeRestrictions(patch, set) {
    for (const field of BOOLEAN_RESTRICTIONS)
        if (set[field] !== undefined)
            patch[field] = set[field];
    for (const field of NUMBER_RESTRICTIONS)
        if (set[field] !== undefined)
            patch[field] = set[field];
}
//# sourceMappingURL=cell-patches.js.map