import { AppError } from '../model/errors.js';
import { isDuplicateKey } from '../platform/database.js';
export const MAPPING_KINDS = ['hotel', 'room', 'rate'];
/**
 * What these partners have mapped of a hotel, and which of them use `theirHotelCode` for whatever hotel. Rows of
 * another hotel than `hotel_id` can only be of kind hotel.
 */
export async function readMappings(queryable, query) {
    if (query.partner_ids.length === 0)
        return [];
    return queryable.rows(`SELECT partner_id, kind, hotel_id, our_id, their_code FROM mappings
     WHERE partner_id IN (?) AND (hotel_id = ? OR (kind = 'hotel' AND scope_id = 0 AND their_code = ?))`, [query.partner_ids, query.hotel_id, query.theirHotelCode]);
}
/** @throws AppError CONFLICT when another process mapped one of these codes at the same moment. */
export async function insertMappings(tx, mappings, nextId) {
    if (mappings.length === 0)
        return;
    try {
        await tx.run('INSERT INTO mappings (mapping_id, partner_id, kind, hotel_id, scope_id, our_id, their_code) VALUES ?', [mappings.map((m) => [nextId(), m.partner_id, m.kind, m.hotel_id, scopeOf(m), m.our_id, m.their_code])]);
    }
    catch (error) {
        throw isDuplicateKey(error) ? mappedMeanwhile(error) : error;
    }
}
/** A hotel's code is unique among all hotels of a partner, a room's or rate's within its hotel. */
function scopeOf(mapping) {
    return mapping.kind === 'hotel' ? '0' : mapping.hotel_id;
}
export function mappedMeanwhile(cause) {
    return new AppError('CONFLICT', 'Another process mapped the same code at this moment; look and try again.', {
        next: 'bellhop mapping list',
        cause,
    });
}
//# sourceMappingURL=mapping-rows.js.map