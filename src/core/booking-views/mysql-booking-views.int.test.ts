import { describe } from 'vitest';
import { bookingViewsContract } from '../../../test/contracts/booking-views.js';
import { createTestDatabase } from '../../../test/harness/database.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { BookingEntry } from './booking-views.js';
import { createMysqlBookingViews } from './mysql-booking-views.js';

describe('the views in the tables', () => {
  bookingViewsContract(async () => {
    const db = await createTestDatabase();
    return {
      views: createMysqlBookingViews({ database: db.database }),
      put: (entries) => insertBookings(db.database, entries),
      close: () => db.drop(),
    };
  });
});

async function insertBookings(database: Database, entries: readonly BookingEntry[]): Promise<void> {
  await database.run(
    `INSERT INTO bookings (booking_id, hotel_id, partner_id, user_id, status, revision, check_in_date, check_out_date,
       guests, total_price, currency, created_at, body_hash) VALUES ?`,
    [
      entries.map((entry) => [
        entry.booking_id,
        entry.hotel_id,
        entry.partner_id,
        entry.user_id,
        entry.status,
        entry.revision,
        entry.check_in_date,
        entry.check_out_date,
        entry.guests,
        entry.total_price,
        entry.currency,
        toSqlTime(new Date(entry.created_at)),
        '',
      ]),
    ],
  );
  await database.run(
    `INSERT INTO booking_rooms (booking_id, booking_room_id, room_id, rate_plan_id, quantity, guests, price_per_night)
     VALUES ?`,
    [
      entries.flatMap(({ booking_id, rooms }) =>
        rooms.map((room, index) => [
          booking_id,
          index + 1,
          room.room_id,
          room.rate_plan_id,
          room.quantity,
          2,
          '100',
        ]),
      ),
    ],
  );
}
