import type { Queryable } from '../../src/core/platform/database.js';
import type { Dumps, EventRow } from '../history/dumps.js';

/** What the tables say of one hotel, in a database of many; without money and keys. */
export async function dumpHotel(database: Queryable, code: string): Promise<Dumps> {
  const where = 'hotel_id = (SELECT hotel_id FROM hotels WHERE code = ?)';
  const ofBooking = `booking_id IN (SELECT booking_id FROM bookings WHERE ${where})`;
  const events = await database.rows<Omit<EventRow, 'data'> & { readonly data: string }>(
    `SELECT outbox_id, type, subject, version, request_id, data FROM outbox WHERE ${where} ORDER BY outbox_id`,
    [code],
  );
  return {
    hotels: await database.rows('SELECT hotel_id, inventory_mode FROM hotels WHERE code = ?', [code]),
    room_inventory: await database.rows(
      `SELECT room_id, date, available_rooms, pms_rooms, unacked_rooms, closed, version FROM room_inventory
       WHERE ${where} ORDER BY room_id, date`,
      [code],
    ),
    bookings: await database.rows(
      `SELECT booking_id, partner_id, partner_reference, hotel_id, status, oversold, check_in_date, check_out_date,
         revision, total_price, expires_at FROM bookings WHERE ${where} ORDER BY booking_id`,
      [code],
    ),
    booking_rooms: await database.rows(
      `SELECT booking_room_id, booking_id, room_id, quantity, dropped_revision FROM booking_rooms WHERE ${ofBooking}`,
      [code],
    ),
    booking_room_nights: await database.rows(
      `SELECT booking_room_id, booking_id, room_id, date, quantity, acked, revision, dropped_revision, returned
       FROM booking_room_nights WHERE ${ofBooking} ORDER BY booking_room_id, date, revision`,
      [code],
    ),
    booking_holds: await database.rows(`SELECT booking_id, expires_at FROM booking_holds WHERE ${where}`, [
      code,
    ]),
    reservation_revisions: await database.rows(
      `SELECT revision_id, booking_id, revision, action, state FROM reservation_revisions WHERE ${where}`,
      [code],
    ),
    ...{ payments: [], payment_refunds: [], simulated_charges: [], idempotency_keys: [], discrepancies: [] },
    events: events.map((row): EventRow => ({ ...row, data: JSON.parse(row.data) as unknown })),
  };
}
