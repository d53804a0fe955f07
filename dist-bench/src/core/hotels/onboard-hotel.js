import { validate } from '../model/validation.js';
import { writeOutbox } from '../events/outbox.js';
import { insertMappings, readMappings } from '../partners/mapping-rows.js';
import { requirePartnerById } from '../partners/partner-rows.js';
import { guardChanges } from './guard-changes.js';
import { hotelInput } from './hotel-input.js';
import { planHotel } from './plan-hotel.js';
import { planMappings } from './plan-mappings.js';
import { resolvePartners } from './resolve-partners.js';
import { lockStoredHotel, readStoredHotel } from './stored-hotel.js';
import { handOverRevisions, insertHotel, updateHotel, writeParts } from './write-hotel.js';
/**
 * Makes a hotel from its file (see hotelInput), or brings the stored one in line with it, in one transaction: rooms,
 * rate plans, amenities, images and each named partner's mappings. Only differences are written, with one HotelCreated
 * or HotelUpdated event. No inventory is made: that is the PMS's push, or in `direct` mode the operator's.
 * @throws AppError VALIDATION with JSON pointers, PARTNER_NOT_FOUND, CONFLICT (see planHotel and guardChanges).
 */
export function createOnboardHotel(deps) {
    const { database, nextId } = deps;
    async function onboardHotel(given, { dryRun, requestId }) {
        const input = validate(hotelInput, given, 'hotel file');
        const partners = await resolvePartners(database, input);
        const compare = (queryable, stored) => comparePlan(queryable, { input, partners, stored, nextId });
        if (dryRun) {
            const plan = await compare(database, await readStoredHotel(database, input.code));
            return toResult(plan, plan.stored?.hotel.hotel_id ?? null);
        }
        return database.inTransaction(async (tx) => {
            let planned = await compare(tx, await lockStoredHotel(tx, input.code));
            if (planned.stored === undefined && !(await insertHotel(tx, planned.plan.hotel))) {
                // Another process onboarded it in this moment: what it wrote is stored now, and ours is an update.
                planned = await compare(tx, await lockStoredHotel(tx, input.code));
            }
            await write(tx, planned, { nextId, requestId });
            return toResult(planned, planned.plan.hotel.hotel_id);
        });
    }
    return onboardHotel;
}
async function comparePlan(queryable, context) {
    const { input, partners, stored, nextId } = context;
    const pmsPartnerId = partners.pms === undefined ? undefined : (partners.pms?.partner_id ?? null);
    const plan = planHotel({ input, stored, pmsPartnerId, nextId });
    if (stored !== undefined)
        await guardChanges(queryable, stored.hotel, plan.hotel);
    const all = [...partners.all];
    if (partners.pms === undefined && plan.hotel.pms_partner_id !== null) {
        // A file that leaves the PMS as it is still makes its new rooms known to it.
        all.unshift(await requirePartnerById(queryable, plan.hotel.pms_partner_id));
    }
    const known = await readMappings(queryable, {
        partner_ids: all.map((partner) => partner.partner_id),
        hotel_id: plan.hotel.hotel_id,
        theirHotelCode: input.code,
    });
    const named = (parts) => new Set(parts.map((part) => part.code));
    const [rooms, ratePlans] = [named(input.rooms), named(input.rate_plans)];
    const parts = {
        hotel: plan.hotel,
        rooms: plan.rooms.all.filter((room) => rooms.has(room.code)),
        ratePlans: plan.ratePlans.all.filter((ratePlan) => ratePlans.has(ratePlan.code)),
    };
    return { stored, plan, mappings: planMappings(all, parts, known) };
}
async function write(tx, { stored, plan, mappings }, options) {
    if (plan.changes.length === 0 && mappings.added.length === 0)
        return;
    const version = (stored?.version ?? 0) + 1;
    // The version is raised for a mapping alone too: it is what tells every process to read the hotel anew.
    if (stored !== undefined)
        await updateHotel(tx, plan.hotel, version);
    if (stored !== undefined && stored.hotel.pms_partner_id !== plan.hotel.pms_partner_id) {
        await handOverRevisions(tx, plan.hotel);
    }
    await writeParts(tx, plan);
    await insertMappings(tx, mappings.added, options.nextId);
    await writeOutbox(tx, [toEvent(plan, version)], options.requestId);
}
function toEvent({ hotel, rooms }, version) {
    const { hotel_id, code, name, city, country, currency, status } = hotel;
    return {
        topic: 'bellhop.hotels',
        type: version === 1 ? 'HotelCreated' : 'HotelUpdated',
        hotel_id,
        subject: hotel_id,
        version,
        data: {
            ...{ hotel_id, code, name, city, country, currency, status },
            rooms: rooms.all.map((room) => ({ room_id: room.room_id, code: room.code })),
            version,
        },
    };
}
function toResult({ stored, plan, mappings }, hotelId) {
    const orphan = plan.hotel.inventory_mode === 'pms' && plan.hotel.pms_partner_id === null;
    return {
        hotel_id: hotelId,
        code: plan.hotel.code,
        created: stored === undefined,
        changes: [...plan.changes, ...mappings.changes],
        warnings: [
            ...mappings.warnings,
            ...(orphan
                ? ['in pms mode but without a pms: nobody fills its inventory or fetches its bookings']
                : []),
        ],
    };
}
//# sourceMappingURL=onboard-hotel.js.map