import { setImmediate as yieldToLoop } from 'node:timers/promises';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import { readRates, writeRates } from './rate-store.js';
import { sortedDates } from './sorted-dates.js';
/**
 * Compares one product's nights with what is stored and writes those that differ, in date order.
 * The caller holds the hotel's push lock, so nobody else writes these rows and a plain read is enough.
 * @returns the cells that changed, with their new versions.
 */
export async function changeRates(tx, product) {
    const dates = sortedDates(product.nights);
    const [from, to] = [dates[0], dates.at(-1)];
    if (from === undefined || to === undefined)
        return [];
    const stored = new Map((await readRates(tx, product, { from, to })).map((cell) => [cell.date, cell]));
    const changed = [];
    for (const date of dates) {
        const patch = product.nights.get(date);
        if (patch === undefined)
            continue;
        const before = stored.get(date) ?? emptyCell(product, date);
        const after = patchCell(before, patch);
        if (after !== null)
            changed.push(after);
    }
    await yieldToLoop();
    await writeRates(tx, changed);
    return changed;
}
function emptyCell(product, date) {
    return {
        room_id: product.room_id,
        rate_plan_id: product.rate_plan_id,
        date,
        amount: null,
        occupancy_amounts: null,
        min_stay_arrival: null,
        max_stay_arrival: null,
        min_stay_through: null,
        max_stay_through: null,
        closed: 0,
        closed_to_arrival: 0,
        closed_to_departure: 0,
        min_advance_days: null,
        max_advance_days: null,
        version: 0,
    };
}
/** The cell with the patch applied and its version raised; null when the patch changes nothing. */
function patchCell(before, patch) {
    const after = { ...before };
    let differs = false;
    if (patch.price !== undefined) {
        differs = patch.price.amount !== before.amount || patch.price.occupancy !== before.occupancy_amounts;
        after.amount = patch.price.amount;
        after.occupancy_amounts = patch.price.occupancy;
    }
    for (const field of BOOLEAN_RESTRICTIONS) {
        const value = patch[field];
        if (value === undefined)
            continue;
        after[field] = value === true ? 1 : 0;
        differs ||= after[field] !== before[field];
    }
    for (const field of NUMBER_RESTRICTIONS) {
        const value = patch[field];
        if (value === undefined)
            continue;
        after[field] = value;
        differs ||= value !== before[field];
    }
    if (!differs)
        return null;
    after.version += 1;
    return after;
}
//# sourceMappingURL=change-rates.js.map