/**
 * Gives each partner our own codes for the hotel and these rooms and rate plans, wherever it has none yet. What it has
 * mapped already stays, whatever its code.
 */
export function planMappings(partners, parts, stored) {
    const added = [];
    const changes = [];
    const warnings = [];
    for (const partner of partners) {
        const theirs = stored.filter((mapping) => mapping.partner_id === partner.partner_id);
        for (const { kind, our_id, code } of thingsOf(parts)) {
            const sameKind = theirs.filter((mapping) => mapping.kind === kind);
            if (sameKind.some((mapping) => mapping.our_id === our_id))
                continue;
            if (sameKind.some((mapping) => mapping.their_code === code)) {
                warnings.push(`${partner.code} uses "${code}" for another ${NOUNS[kind]}, so ${NOUNS[kind]} ${code} is not mapped for it; run bellhop mapping set`);
                continue;
            }
            added.push({
                partner_id: partner.partner_id,
                kind,
                hotel_id: parts.hotel.hotel_id,
                our_id,
                their_code: code,
            });
            changes.push(`${NOUNS[kind]} ${code} mapped for ${partner.code}`);
        }
    }
    return { added, changes, warnings };
}
const NOUNS = { hotel: 'hotel', room: 'room', rate: 'rate plan' };
function thingsOf({ hotel, rooms, ratePlans, }) {
    return [
        { kind: 'hotel', our_id: hotel.hotel_id, code: hotel.code },
        ...rooms.map((room) => ({ kind: 'room', our_id: room.room_id, code: room.code })),
        ...ratePlans.map((plan) => ({ kind: 'rate', our_id: plan.rate_plan_id, code: plan.code })),
    ];
}
//# sourceMappingURL=plan-mappings.js.map