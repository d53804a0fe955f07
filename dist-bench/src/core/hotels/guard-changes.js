import { AppError } from '../model/errors.js';
/**
 * Refuses the two changes that would make what is stored mean something else.
 * @throws AppError CONFLICT for another currency while there are prices or bookings, and for leaving `pms` mode while
 * a coming night holds units that the PMS has not acknowledged (in `direct` mode nobody would ever give them back).
 */
export async function guardChanges(queryable, old, now) {
    if (old.currency !== now.currency && (await hasMoney(queryable, old.hotel_id))) {
        throw new AppError('CONFLICT', `Hotel ${old.code} has rates or bookings in ${old.currency}, so its currency cannot become ${now.currency}; onboard it anew under another code.`, { next: `bellhop hotel show ${old.code}` });
    }
    const leavesPms = old.inventory_mode === 'pms' && now.inventory_mode === 'direct';
    if (leavesPms && (await hasUnacknowledged(queryable, old.hotel_id))) {
        throw new AppError('CONFLICT', `Hotel ${old.code} has bookings that its PMS has not acknowledged, so it cannot become direct yet; let the PMS fetch them first.`, { next: `bellhop booking list --hotel ${old.code}` });
    }
}
async function hasMoney(queryable, hotelId) {
    const found = await queryable.rows(`(SELECT 1 FROM bookings WHERE hotel_id = ? LIMIT 1) UNION ALL
     (SELECT 1 FROM rooms r JOIN room_rates rr ON rr.room_id = r.room_id
      WHERE r.hotel_id = ? AND (rr.amount IS NOT NULL OR rr.occupancy_amounts IS NOT NULL) LIMIT 1)`, [hotelId, hotelId]);
    return found.length > 0;
}
async function hasUnacknowledged(queryable, hotelId) {
    // Yesterday by UTC is still tonight somewhere; nights further back are over, acknowledged or not.
    const found = await queryable.rows(`SELECT 1 FROM rooms r JOIN room_inventory i ON i.room_id = r.room_id
     WHERE r.hotel_id = ? AND i.unacked_rooms > 0 AND i.date >= UTC_DATE() - INTERVAL 1 DAY LIMIT 1`, [hotelId]);
    return found.length > 0;
}
//# sourceMappingURL=guard-changes.js.map