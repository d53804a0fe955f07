import mysql, {} from 'mysql2/promise';
import { STAY_NIGHTS } from './booking-stock.js';
/** One connection a caller. */
export async function openBareBookings(url, callers) {
    const connections = await Promise.all(Array.from({ length: callers }, async () => {
        const connection = await mysql.createConnection({ uri: url, dateStrings: true });
        await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
        return connection;
    }));
    let bookings = 0;
    return {
        book: async (caller, stay, updateLast) => {
            const connection = connections[caller];
            if (connection === undefined)
                throw new Error(`there is no caller ${caller}`);
            bookings += 1;
            await connection.query('BEGIN');
            if (!updateLast)
                await take(connection, stay);
            await insert(connection, stay, bookings);
            if (updateLast)
                await take(connection, stay);
            await connection.query('COMMIT');
        },
        close: async () => {
            await Promise.all(connections.map((connection) => connection.end()));
        },
    };
}
/** Fresh copies, with all rows of the stock. */
export async function copyTables(url) {
    const connection = await mysql.createConnection({ uri: url });
    for (const table of ['room_inventory', 'bookings', 'outbox']) {
        await connection.query(`DROP TABLE IF EXISTS bare_${table}`);
        await connection.query(`CREATE TABLE bare_${table} LIKE ${table}`);
    }
    await connection.query('INSERT INTO bare_room_inventory SELECT * FROM room_inventory');
    // Ids are the table's own here, so that callers need not agree on them.
    await connection.query('ALTER TABLE bare_bookings MODIFY booking_id BIGINT NOT NULL AUTO_INCREMENT');
    await connection.end();
}
async function take(connection, { room, dates }) {
    const [{ affectedRows }] = await connection.query(`UPDATE bare_room_inventory SET unacked_rooms = unacked_rooms + 1, available_rooms = available_rooms - 1,
       version = version + 1 WHERE room_id = ? AND date IN (?) AND available_rooms >= 1`, [room.room_id, dates]);
    if (affectedRows !== STAY_NIGHTS)
        throw new Error(`${affectedRows} nights taken`);
}
async function insert(connection, { room, dates, check_out }, number) {
    await connection.query(`INSERT INTO bare_bookings (partner_id, hotel_id, status, check_in_date, check_out_date, guests, total_price,
       currency, body_hash) VALUES (1, ?, 'CONFIRMED', ?, ?, 2, '331.500', 'EUR', ?)`, [room.hotel_id, dates[0], check_out, String(number).padStart(64, '0')]);
    await connection.query(`INSERT INTO bare_outbox (topic, type, hotel_id, subject, version, data)
     VALUES ('bellhop.bookings', 'BookingConfirmed', ?, ?, 1, ?)`, [room.hotel_id, String(number), JSON.stringify({ booking: number, room_id: room.room_id, dates })]);
}
//# sourceMappingURL=bare-booking.js.map