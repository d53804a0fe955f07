import { decimalText } from '../ari/decimal-text.js';
const COLUMNS = `booking_id, partner_id, partner_reference, user_id, hotel_id, status, check_in_date, check_out_date, guests,
  total_price, currency, revision, created_at, updated_at`;
/** Bookings by id, in the order of the ids given; those that do not exist are left out. */
export async function loadBookings(database, bookingIds) {
    if (bookingIds.length === 0)
        return [];
    const rows = await database.rows(`SELECT ${COLUMNS} FROM bookings WHERE booking_id IN (?)`, [
        bookingIds,
    ]);
    const nights = await database.rows(`SELECT r.booking_id, r.booking_room_id, r.room_id, r.rate_plan_id, r.quantity, r.guests, n.date, n.price
     FROM booking_rooms r JOIN booking_room_nights n ON n.booking_room_id = r.booking_room_id
     WHERE r.booking_id IN (?) ORDER BY r.booking_room_id, n.date`, [bookingIds]);
    const byId = new Map(rows.map((row) => [row.booking_id, row]));
    return bookingIds.flatMap((id) => {
        const row = byId.get(id);
        return row === undefined
            ? []
            : [
                toRecord(row, nights.filter((night) => night.booking_id === id)),
            ];
    });
}
function toRecord(row, nights) {
    const rooms = new Map();
    for (const night of nights) {
        let room = rooms.get(night.booking_room_id);
        if (room === undefined) {
            const { room_id, rate_plan_id, quantity, guests } = night;
            rooms.set(night.booking_room_id, (room = { room_id, rate_plan_id, quantity, guests, nights: [] }));
        }
        room.nights.push({ date: night.date, price: decimalText(night.price, row.currency) });
    }
    return {
        ...row,
        total_price: decimalText(row.total_price, row.currency),
        created_at: toIso(row.created_at),
        updated_at: toIso(row.updated_at),
        rooms: [...rooms.values()],
    };
}
function toIso(sqlTime) {
    return sqlTime.includes('T') ? sqlTime : `${sqlTime.replace(' ', 'T')}Z`;
}
export function viewBooking(record, catalogue) {
    const { partner_id: _ours, rooms, ...booking } = record;
    return {
        ...booking,
        hotel_code: catalogue.hotel_code,
        rooms: rooms.map(({ rate_plan_id, ...room }) => ({
            ...room,
            room_code: catalogue.roomCode(room.room_id),
            rate_code: catalogue.rateCode(rate_plan_id),
            price_per_night: averagePrice(room.nights),
        })),
    };
}
function averagePrice(nights) {
    const [first] = nights;
    if (first === undefined)
        return '0';
    const places = first.price.split('.')[1]?.length ?? 0;
    const sum = nights.reduce((total, night) => total + Number(night.price), 0);
    return (sum / nights.length).toFixed(places);
}
//# sourceMappingURL=booking-record.js.map