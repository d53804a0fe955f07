import mysql, { type Connection, type ResultSetHeader } from 'mysql2/promise';
import { STAY_NIGHTS, type Stay } from './booking-stock.js';

/**
 * The least that a booking is, one transaction each: BEGIN, the guarded UPDATE of its nights, INSERT booking, INSERT
 * outbox, COMMIT. No key, no quote, no lock, nothing for the PMS. It works on copies of the very tables.
 */
export interface BareBookings {
  /** @param updateLast holds the contended rows for the shortest time, after both INSERTs */
  book(caller: number, stay: Stay, updateLast: boolean): Promise<void>;
  close(): Promise<void>;
}

/** One connection a caller. */
export async function openBareBookings(url: string, callers: number): Promise<BareBookings> {
  const connections = await Promise.all(
    Array.from({ length: callers }, async () => {
      const connection = await mysql.createConnection({ uri: url, dateStrings: true });
      await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
      return connection;
    }),
  );
  let bookings = 0;
  return {
    book: async (caller, stay, updateLast) => {
      const connection = connections[caller];
      if (connection === undefined) throw new Error(`there is no caller ${caller}`);
      bookings += 1;
      await connection.query('BEGIN');
      if (!updateLast) await take(connection, stay);
      await insert(connection, stay, bookings);
      if (updateLast) await take(connection, stay);
      await connection.query('COMMIT');
    },
    close: async () => {
      await Promise.all(connections.map((connection) => connection.end()));
    },
  };
}

/** Fresh copies, with all rows of the stock. */
export async function copyTables(url: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url });
  for (const table of ['room_inventory', 'bookings', 'booking_rooms', 'booking_audit_log', 'outbox']) {
    await connection.query(`DROP TABLE IF EXISTS bare_${table}`);
    await connection.query(`CREATE TABLE bare_${table} LIKE ${table}`);
  }
  await connection.query('INSERT INTO bare_room_inventory SELECT * FROM room_inventory');
  // Ids are the table's own here, so that callers need not agree on them.
  await connection.query('ALTER TABLE bare_bookings MODIFY booking_id BIGINT NOT NULL AUTO_INCREMENT');
  await connection.end();
}

async function take(connection: Connection, { room, dates }: Stay): Promise<void> {
  const [{ affectedRows }] = await connection.query<ResultSetHeader>(
    `UPDATE bare_room_inventory SET unacked_rooms = unacked_rooms + 1, available_rooms = available_rooms - 1,
       version = version + 1 WHERE room_id = ? AND date IN (?) AND available_rooms >= 1`,
    [room.room_id, dates],
  );
  if (affectedRows !== STAY_NIGHTS) throw new Error(`${affectedRows} nights taken`);
}

async function insert(
  connection: Connection,
  { room, dates, check_out }: Stay,
  number: number,
): Promise<void> {
  await connection.query(
    `INSERT INTO bare_bookings (partner_id, hotel_id, status, check_in_date, check_out_date, guests, total_price,
       currency, body_hash) VALUES (1, ?, 'CONFIRMED', ?, ?, 2, '331.500', 'EUR', ?)`,
    [room.hotel_id, dates[0], check_out, String(number).padStart(64, '0')],
  );
  await connection.query(
    `INSERT INTO bare_outbox (topic, type, hotel_id, subject, version, data)
     VALUES ('bellhop.bookings', 'BookingConfirmed', ?, ?, 1, ?)`,
    [room.hotel_id, String(number), JSON.stringify({ booking: number, room_id: room.room_id, dates })],
  );
}
