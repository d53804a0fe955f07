import { toSqlTime } from '../platform/sql-time.js';
import { loadBookings } from './booking-record.js';
import { REVISION_COLUMNS } from './revision-row.js';
/**
 * Gives a PMS every revision that it has not acknowledged, in the order in which they happened; the same ones come again
 * with each call until then ("pmsXchange, reservation delivery": unconfirmed bookings reappear on each read).
 * From the first hand-out on the PMS may have counted the reservation in a push: each night remembers how many pushes
 * it had seen by then.
 * @throws AppError HOTEL_NOT_FOUND.
 */
export function createHandOutRevisions({ database, openCatalogue, clock, metrics }) {
    return async (partner, { hotel_code, limit }) => {
        const hotelId = hotel_code === null ? null : (await openCatalogue(partner, hotel_code)).hotel.hotel_id;
        const rows = await database.inTransaction((tx) => markHandedOut(tx, { partnerId: partner.partner_id, hotelId, limit, now: clock.now() }));
        if (rows.length === 0)
            return [];
        metrics.reservationsHandedOut.inc(rows.length);
        return describe(database, openCatalogue, { partner, rows });
    };
}
async function markHandedOut(tx, feed) {
    const rows = await tx.rows(`SELECT ${REVISION_COLUMNS} FROM reservation_revisions r
     WHERE r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT') AND (? IS NULL OR r.hotel_id = ?)
     ORDER BY r.revision_id LIMIT ? FOR UPDATE`, [feed.partnerId, feed.hotelId, feed.hotelId, feed.limit]);
    if (rows.length === 0)
        return [];
    const fresh = rows.filter((row) => row.state === 'PENDING');
    await rememberPushes(tx, fresh, 'new');
    await rememberPushes(tx, fresh, 'cancel');
    await tx.later(`UPDATE reservation_revisions SET state = 'HANDED_OUT', reads_count = reads_count + 1,
       handed_out_at = COALESCE(handed_out_at, ?) WHERE revision_id IN (?)`, [toSqlTime(feed.now), rows.map((row) => row.revision_id)]);
    return rows;
}
async function rememberPushes(tx, rows, action) {
    const bookingIds = rows.filter((row) => row.action === action).map((row) => row.booking_id);
    if (bookingIds.length === 0)
        return;
    const column = action === 'new' ? 'new_pushes' : 'cancel_pushes';
    await tx.later(`UPDATE booking_room_nights n JOIN room_inventory i ON i.room_id = n.room_id AND i.date = n.date
     SET n.${column} = i.pms_pushes WHERE n.booking_id IN (?)`, [bookingIds]);
}
async function describe(database, openCatalogue, { partner, rows }) {
    const bookingIds = [...new Set(rows.map((row) => row.booking_id))];
    const records = new Map((await loadBookings(database, bookingIds)).map((record) => [record.booking_id, record]));
    const guests = await database.rows(`SELECT b.booking_id, b.guest_first_name AS first_name, b.guest_last_name AS last_name, b.guest_email AS email,
       b.guest_phone AS phone, p.name AS partner_name
     FROM bookings b JOIN partners p ON p.partner_id = b.partner_id WHERE b.booking_id IN (?)`, [bookingIds]);
    const guestOf = new Map(guests.map((row) => [row.booking_id, row]));
    const revisions = [];
    for (const row of rows) {
        const record = records.get(row.booking_id);
        const guest = guestOf.get(row.booking_id);
        if (record === undefined || guest === undefined)
            throw new Error(`revision ${row.revision_id} has no booking`);
        const catalogue = await openCatalogue(partner, row.hotel_id);
        revisions.push({
            ...describeRevision(row, record),
            hotel_code: catalogue.hotel_code,
            partner_name: guest.partner_name,
            guest: toGuest(guest),
            rooms: record.rooms.map((room) => ({
                room_code: catalogue.roomCode(room.room_id),
                rate_code: catalogue.rateCode(room.rate_plan_id),
                quantity: room.quantity,
                guests: room.guests,
                nights: room.nights.map((night) => ({ date: night.date, amount: night.price })),
            })),
        });
    }
    return revisions;
}
/** The first revision tells of a confirmed booking, also when its cancellation already waits behind it. */
function describeRevision(row, record) {
    return {
        revision_id: row.revision_id,
        booking_id: row.booking_id,
        revision: row.revision,
        action: row.action,
        status: row.action === 'cancel' ? 'CANCELLED' : 'CONFIRMED',
        partner_reference: record.partner_reference,
        check_in_date: record.check_in_date,
        check_out_date: record.check_out_date,
        total_price: record.total_price,
        currency: record.currency,
        created_at: record.created_at,
        updated_at: `${row.created_at.replace(' ', 'T')}Z`,
    };
}
function toGuest(row) {
    if (row.first_name === null || row.last_name === null)
        return null;
    return {
        first_name: row.first_name,
        last_name: row.last_name,
        ...(row.email === null ? {} : { email: row.email }),
        ...(row.phone === null ? {} : { phone: row.phone }),
    };
}
//# sourceMappingURL=hand-out-revisions.js.map