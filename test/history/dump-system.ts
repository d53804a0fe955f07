import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import type { Queryable } from '../../src/core/platform/database.js';
import type { Dumps, EventRow } from './dumps.js';

/** Reads what the checker judges, when nobody writes any more. */
export async function dumpSystem(database: Queryable): Promise<Dumps> {
  const eventColumns = 'outbox_id, type, subject, version, request_id, data';
  const told = await database.rows<StoredEvent>(`SELECT ${eventColumns} FROM event_log ORDER BY event_id`);
  const waiting = await database.rows<StoredEvent>(`SELECT ${eventColumns} FROM outbox ORDER BY outbox_id`);
  return {
    room_inventory: await database.rows(
      `SELECT room_id, date, available_rooms, pms_rooms, unacked_rooms, closed, version FROM room_inventory
       ORDER BY room_id, date`,
    ),
    hotels: await database.rows('SELECT hotel_id, inventory_mode FROM hotels'),
    bookings: await database.rows(
      `SELECT booking_id, partner_id, partner_reference, hotel_id, status, oversold, check_in_date, check_out_date,
         revision, total_price, expires_at FROM bookings ORDER BY booking_id`,
    ),
    booking_rooms: await database.rows(
      `SELECT booking_room_id, booking_id, room_id, quantity, dropped_revision FROM booking_rooms
       ORDER BY booking_room_id`,
    ),
    booking_room_nights: await database.rows(
      `SELECT booking_room_id, booking_id, room_id, date, quantity, acked, revision, dropped_revision, returned
       FROM booking_room_nights ORDER BY booking_room_id, date, revision`,
    ),
    booking_holds: await database.rows(
      'SELECT booking_id, expires_at FROM booking_holds ORDER BY booking_id',
    ),
    reservation_revisions: await database.rows(
      'SELECT revision_id, booking_id, revision, action, state FROM reservation_revisions ORDER BY revision_id',
    ),
    ...(await dumpMoney(database)),
    idempotency_keys: await database.rows(
      'SELECT partner_id, operation, idempotency_key, status, answer FROM idempotency_keys',
    ),
    events: [...told, ...waiting].map((row): EventRow => ({ ...row, data: JSON.parse(row.data) as unknown })),
    discrepancies: await verifyInvariants(database),
  };
}

async function dumpMoney(
  database: Queryable,
): Promise<Pick<Dumps, 'payments' | 'payment_refunds' | 'simulated_charges'>> {
  return {
    payments: await database.rows(
      `SELECT payment_id, booking_id, status, amount, refunded_amount, idempotency_token, card_token FROM payments
       ORDER BY payment_id`,
    ),
    payment_refunds: await database.rows('SELECT payment_id, amount, state FROM payment_refunds'),
    simulated_charges: await database.rows(
      'SELECT idempotency_token, payment_id, state, amount, refunded_amount FROM simulated_charges',
    ),
  };
}

type StoredEvent = Omit<EventRow, 'data'> & { readonly data: string };
