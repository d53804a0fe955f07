export const HOTEL_COLUMNS = [
    'hotel_id',
    'code',
    'name',
    'description',
    'address',
    'city',
    'country',
    'latitude',
    'longitude',
    'time_zone',
    'currency',
    'status',
    'inventory_mode',
    'pms_partner_id',
];
export const ROOM_COLUMNS = [
    'room_id',
    'code',
    'room_type',
    'name',
    'capacity',
    'max_adults',
    'max_children',
    'base_price',
    'total_rooms',
];
/** The hotel with this code of ours, or undefined. */
export function readStoredHotel(queryable, code) {
    return read(queryable, code, '');
}
/** The same with the hotel's row locked until the transaction ends: two onboardings go one after the other. */
export function lockStoredHotel(tx, code) {
    return read(tx, code, 'FOR UPDATE');
}
async function read(queryable, code, lock) {
    const [found] = await queryable.rows(`SELECT ${HOTEL_COLUMNS.join(', ')}, version FROM hotels WHERE code = ? ${lock}`, [code]);
    if (found === undefined)
        return undefined;
    const { version, ...hotel } = found;
    const id = [hotel.hotel_id];
    const images = await queryable.rows('SELECT url, is_primary FROM hotel_images WHERE hotel_id = ? ORDER BY position', id);
    const amenities = await queryable.rows('SELECT amenity FROM hotel_amenities WHERE hotel_id = ? ORDER BY amenity', id);
    return {
        hotel,
        version,
        rooms: await queryable.rows(`SELECT ${ROOM_COLUMNS.join(', ')} FROM rooms WHERE hotel_id = ? ORDER BY room_id`, id),
        ratePlans: await queryable.rows('SELECT rate_plan_id, code, name, meal_plan FROM rate_plans WHERE hotel_id = ? ORDER BY rate_plan_id', id),
        amenities: amenities.map((row) => row.amenity),
        images: images.map((row) => ({ url: row.url, primary: row.is_primary === 1 })),
    };
}
//# sourceMappingURL=stored-hotel.js.map