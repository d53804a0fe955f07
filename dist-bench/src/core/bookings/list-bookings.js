import { OPERATOR_VIEW } from '../hotels/catalogue.js';
import { loadBookings, viewBooking } from './booking-record.js';
/** Bookings for operators, newest first, under our own codes. */
export function createListBookings({ database, openCatalogue, }) {
    return async (filter) => {
        const conditions = ['1 = 1'];
        const parameters = [];
        const add = (condition, value) => {
            if (value === undefined)
                return;
            conditions.push(condition);
            parameters.push(value);
        };
        add('hotel_id = ?', filter.hotel_id);
        add('partner_id = ?', filter.partner_id);
        add('status = ?', filter.status);
        add('booking_id < ?', filter.before);
        const ids = await database.rows(`SELECT booking_id FROM bookings WHERE ${conditions.join(' AND ')} ORDER BY booking_id DESC LIMIT ?`, [...parameters, filter.limit]);
        const records = await loadBookings(database, ids.map((row) => row.booking_id));
        return Promise.all(records.map(async (record) => viewBooking(record, await openCatalogue(OPERATOR_VIEW, record.hotel_id))));
    };
}
//# sourceMappingURL=list-bookings.js.map