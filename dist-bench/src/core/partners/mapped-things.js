import { AppError } from '../model/errors.js';
/** @throws AppError HOTEL_NOT_FOUND; `hotelCode` is ours. */
export async function requireHotel(queryable, hotelCode) {
    return only(hotelCode, await queryable.rows(BY_CODE, [hotelCode]));
}
/** The same with the hotel's row locked, so that mapping and onboarding of one hotel go one after the other. */
export async function lockHotel(tx, hotelCode) {
    return only(hotelCode, await tx.rows(`${BY_CODE} FOR UPDATE`, [hotelCode]));
}
/** Our code of each room and rate plan of a hotel, in the order in which they were made. */
export async function readThings(queryable, hotelId) {
    return queryable.rows(`SELECT 'room' AS kind, room_id AS our_id, code FROM rooms WHERE hotel_id = ?
     UNION ALL SELECT 'rate', rate_plan_id, code FROM rate_plans WHERE hotel_id = ? ORDER BY kind DESC, our_id`, [hotelId, hotelId]);
}
const BY_CODE = 'SELECT hotel_id, code FROM hotels WHERE code = ?';
function only(hotelCode, found) {
    const [hotel] = found;
    if (hotel === undefined) {
        throw new AppError('HOTEL_NOT_FOUND', `There is no hotel "${hotelCode}".`, {
            next: 'bellhop hotel list',
        });
    }
    return hotel;
}
//# sourceMappingURL=mapped-things.js.map