import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { nightsByRoom, nightsCondition } from '../../src/core/bookings/nights-at.js';
import type { Stay } from './booking-stock.js';

const MOST_TOGETHER = 128;

/**
 * The least that a group commit must do, in plain SQL: one connection, and what waited while the last transaction ran
 * goes into the next. All nights are locked by one statement and decided in order of arrival; then one INSERT each for
 * booking, room, history and outbox, one UPDATE, COMMIT. No key, no quote, no lock, nothing for the PMS.
 */
export interface BareGroups {
  book(stay: Stay): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  readonly stay: Stay;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export async function openBareGroups(url: string): Promise<BareGroups> {
  const connection = await mysql.createConnection({ uri: url, dateStrings: true, supportBigNumbers: true });
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  const waiting: Entry[] = [];
  let running = false;
  let bookings = 0;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, MOST_TOGETHER);
      bookings += group.length;
      try {
        await commit(
          connection,
          group.map(({ stay }) => stay),
          bookings,
        );
        group.forEach(({ resolve }) => resolve());
      } catch (error) {
        group.forEach(({ reject }) => reject(error));
      }
    }
    running = false;
  }

  return {
    book: (stay) =>
      new Promise((resolve, reject) => {
        waiting.push({ stay, resolve, reject });
        if (running) return;
        running = true;
        setImmediate(() => void run());
      }),
    close: () => connection.end(),
  };
}

/** @param first number of the first booking, different for every group */
async function commit(connection: Connection, stays: readonly Stay[], first: number): Promise<void> {
  const nights = new Map<string, { readonly room_id: string; readonly date: string; units: number }>();
  for (const { room, dates } of stays) {
    for (const date of dates) {
      const night = nights.get(`${room.room_id} ${date}`);
      if (night !== undefined) night.units += 1;
      else nights.set(`${room.room_id} ${date}`, { room_id: room.room_id, date, units: 1 });
    }
  }
  const wanted = [...nights.values()];
  const all = nightsCondition(nightsByRoom(wanted));
  await connection.query('BEGIN');
  const [cells] = await connection.query<RowDataPacket[]>(
    `SELECT room_id, date, available_rooms FROM bare_room_inventory WHERE ${all.where} ORDER BY room_id, date FOR UPDATE`,
    all.parameters,
  );
  if (cells.length !== wanted.length) throw new Error(`${cells.length} of ${wanted.length} nights`);
  await insert(connection, stays, first);
  for (const units of new Set(wanted.map((night) => night.units))) {
    const alike = nightsCondition(nightsByRoom(wanted.filter((night) => night.units === units)));
    await connection.query(
      `UPDATE bare_room_inventory SET unacked_rooms = unacked_rooms + ?, available_rooms = available_rooms - ?,
         version = version + 1 WHERE ${alike.where} AND available_rooms >= ?`,
      [units, units, ...alike.parameters, units],
    );
  }
  await connection.query('COMMIT');
}

async function insert(connection: Connection, stays: readonly Stay[], first: number): Promise<void> {
  const [{ insertId }] = await connection.query<mysql.ResultSetHeader>(
    `INSERT INTO bare_bookings (partner_id, hotel_id, status, check_in_date, check_out_date, guests, total_price,
       currency, body_hash) VALUES ?`,
    [
      stays.map(({ room, dates, check_out }, index) => [
        ...[1, room.hotel_id, 'CONFIRMED', dates[0], check_out, 2, '331.500', 'EUR'],
        String(first + index).padStart(64, '0'),
      ]),
    ],
  );
  const idOf = (index: number): string => String(BigInt(insertId) + BigInt(index));
  await connection.query(
    `INSERT INTO bare_booking_rooms (booking_id, booking_room_id, room_id, rate_plan_id, quantity, guests,
       price_per_night) VALUES ?`,
    [stays.map(({ room }, index) => [idOf(index), idOf(index), room.room_id, 1, 1, 2, '110.500'])],
  );
  await connection.query(
    'INSERT INTO bare_booking_audit_log (booking_id, event_type, actor, revision, detail) VALUES ?',
    [stays.map((_, index) => [idOf(index), 'CONFIRMED', 'bench', 1, '{}'])],
  );
  await connection.query('INSERT INTO bare_outbox (topic, type, hotel_id, subject, version, data) VALUES ?', [
    stays.map(({ room, dates }, index) => [
      ...['bellhop.bookings', 'BookingConfirmed', room.hotel_id, idOf(index), 1],
      JSON.stringify({ booking: idOf(index), room_id: room.room_id, dates }),
    ]),
  ]);
}
