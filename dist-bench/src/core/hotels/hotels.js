import { AppError } from '../model/errors.js';
import { formatAmount, parseAmount } from '../model/money.js';
import { readStoredHotel, } from './stored-hotel.js';
/** The operator's view of the hotels: not scoped by partner, so never for a partner's request (see createOpenCatalogue). */
export function createHotels({ database }) {
    return {
        list: () => listHotels(database),
        show: (code) => showHotel(database, code),
    };
}
async function listHotels(queryable) {
    const rows = await queryable.rows(`SELECT h.hotel_id, h.code, h.name, h.city, h.country, h.currency, h.status, h.inventory_mode, p.code AS pms,
       (SELECT COUNT(*) FROM rooms r WHERE r.hotel_id = h.hotel_id) AS rooms, h.version
     FROM hotels h LEFT JOIN partners p ON p.partner_id = h.pms_partner_id ORDER BY h.code`);
    // COUNT is a 64-bit number, which the driver gives as text.
    return rows.map((row) => ({ ...row, rooms: Number(row.rooms) }));
}
async function showHotel(queryable, code) {
    const stored = await readStoredHotel(queryable, code);
    if (stored === undefined) {
        throw new AppError('HOTEL_NOT_FOUND', `There is no hotel "${code}".`, { next: 'bellhop hotel list' });
    }
    const { pms_partner_id, ...hotel } = stored.hotel;
    const partners = await queryable.rows(`SELECT p.code, p.kind, m.their_code AS hotel_code FROM mappings m
     JOIN partners p ON p.partner_id = m.partner_id WHERE m.kind = 'hotel' AND m.hotel_id = ? ORDER BY p.code`, [hotel.hotel_id]);
    return {
        ...hotel,
        pms: await pmsCode(queryable, pms_partner_id),
        version: stored.version,
        rooms: stored.rooms.map((room) => ({ ...room, base_price: inCurrency(room.base_price, hotel.currency) })),
        rate_plans: stored.ratePlans,
        amenities: stored.amenities,
        images: stored.images,
        partners,
    };
}
async function pmsCode(queryable, partnerId) {
    if (partnerId === null)
        return null;
    const [row] = await queryable.rows('SELECT code FROM partners WHERE partner_id = ?', [
        partnerId,
    ]);
    return row?.code ?? null;
}
function inCurrency(stored, currency) {
    return stored === null ? null : formatAmount(parseAmount(stored, currency), currency);
}
//# sourceMappingURL=hotels.js.map