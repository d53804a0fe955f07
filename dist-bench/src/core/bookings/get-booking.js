import { AppError } from '../model/errors.js';
import { isId } from '../model/ids.js';
import { loadBookings, viewBooking } from './booking-record.js';
/**
 * One booking for the partner that made it, the PMS of its hotel, or an operator.
 * @throws AppError BOOKING_NOT_FOUND, in the same words for a booking of somebody else.
 */
export function createGetBooking({ database, openCatalogue, cache }) {
    return async (bookingId, partner) => {
        const found = isId(bookingId)
            ? await database.rows(`SELECT b.partner_id, h.pms_partner_id, b.hotel_id, b.revision
           FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id WHERE b.booking_id = ?`, [bookingId])
            : [];
        const [head] = found;
        const mine = head !== undefined &&
            (partner.kind === 'operator' || [head.partner_id, head.pms_partner_id].includes(partner.partner_id));
        if (!mine)
            throw bookingNotFound(bookingId);
        const record = (await cache.get(bookingId, head.revision)) ?? (await loadBookings(database, [bookingId]))[0];
        if (record === undefined)
            throw bookingNotFound(bookingId);
        cache.put(record);
        return viewBooking(record, await openCatalogue(partner, head.hotel_id));
    };
}
export function bookingNotFound(bookingId) {
    return new AppError('BOOKING_NOT_FOUND', `You have no booking "${bookingId.slice(0, 40)}".`, {
        next: 'bellhop booking list',
    });
}
//# sourceMappingURL=get-booking.js.map