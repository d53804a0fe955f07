import { readThings, requireHotel } from './mapped-things.js';
import { readMappings } from './mapping-rows.js';
import { requirePartner } from './partner-rows.js';
/** See Mappings.verify. */
export async function verifyMappings(queryable, query) {
    const { partner_id } = await requirePartner(queryable, query.partner_code);
    const { hotel_id, code } = await requireHotel(queryable, query.hotel_code);
    const things = await readThings(queryable, hotel_id);
    const mappings = await readMappings(queryable, {
        partner_ids: [partner_id],
        hotel_id,
        theirHotelCode: code,
    });
    const own = mappings.filter((mapping) => mapping.hotel_id === hotel_id);
    const mapped = new Set(own.map((mapping) => `${mapping.kind}:${mapping.our_id}`));
    const existing = new Set(things.map((thing) => `${thing.kind}:${thing.our_id}`));
    return {
        hotel_mapped: mapped.has(`hotel:${hotel_id}`),
        unmapped: things
            .filter((thing) => !mapped.has(`${thing.kind}:${thing.our_id}`))
            .map((thing) => ({ kind: thing.kind, our_code: thing.code })),
        dangling: own.flatMap(({ kind, our_id, their_code }) => kind === 'hotel' || existing.has(`${kind}:${our_id}`) ? [] : [{ kind, their_code, our_id }]),
    };
}
//# sourceMappingURL=verify-mappings.js.map