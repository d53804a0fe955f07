import { requireHotel } from './mapped-things.js';
import { requirePartner } from './partner-rows.js';
/** See Mappings.list. */
export async function listMappings(queryable, query) {
    const partner = await requirePartner(queryable, query.partner_code);
    const hotel = query.hotel_code === undefined ? null : await requireHotel(queryable, query.hotel_code);
    return queryable.rows(`SELECT ? AS partner_code, COALESCE(h.code, m.hotel_id) AS hotel_code, m.kind, m.our_id,
       CASE m.kind WHEN 'hotel' THEN h.code WHEN 'room' THEN r.code ELSE p.code END AS our_code, m.their_code
     FROM mappings m
     LEFT JOIN hotels h ON h.hotel_id = m.hotel_id
     LEFT JOIN rooms r ON m.kind = 'room' AND r.room_id = m.our_id
     LEFT JOIN rate_plans p ON m.kind = 'rate' AND p.rate_plan_id = m.our_id
     WHERE m.partner_id = ? AND (? IS NULL OR m.hotel_id = ?)
     ORDER BY h.code, m.hotel_id, FIELD(m.kind, 'hotel', 'room', 'rate'), m.our_id`, [partner.code, partner.partner_id, hotel?.hotel_id ?? null, hotel?.hotel_id ?? null]);
}
//# sourceMappingURL=list-mappings.js.map