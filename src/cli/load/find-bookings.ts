import { z } from 'zod';
import type { App } from '../../core/app.js';
import { INVARIANTS, verifyInvariants } from '../../core/bookings/verify-inventory.js';
import { AppError } from '../../core/model/errors.js';
import { toSqlTime } from '../../core/platform/sql-time.js';
import type { GatewayClient } from '../gateway-client.js';
import { nightKey, type Ledger } from './ledger.js';
import type { Found, FoundBooking } from './proof.js';

const bookingAnswer = z.object({
  booking_id: z.string(),
  status: z.string(),
  check_out_date: z.string(),
  total_price: z.string(),
  expires_at: z.string().nullable(),
  partner_reference: z.string().nullable(),
});

/** Requests of the check under way at once. */
const READERS = 8;

/**
 * This run's bookings from the tables, whoever was told of them, and which invariants do not hold.
 * @param run as in the references of its bookings
 */
export async function findInStores(app: App, run: string): Promise<Found> {
  const bookings = await app.database.rows<Omit<FoundBooking, 'held'> & { held: number }>(
    `SELECT b.partner_reference AS reference, b.booking_id, b.status, b.check_out_date AS check_out, b.total_price,
       COALESCE(b.status = 'PENDING' AND b.expires_at > ?, 0) AS held
     FROM bookings b
     JOIN hotels h ON h.hotel_id = b.hotel_id
     WHERE h.code LIKE 'LOAD-%' AND b.partner_reference LIKE ?`,
    [toSqlTime(app.clock.now()), `load-${run}-%`],
  );
  const nights = await app.database.rows<{ hotel: string; room: string; date: string; units: string }>(
    `SELECT h.code AS hotel, r.code AS room, n.date, SUM(n.quantity) AS units FROM bookings b
     JOIN hotels h ON h.hotel_id = b.hotel_id
     JOIN booking_room_nights n ON n.booking_id = b.booking_id
     JOIN rooms r ON r.room_id = n.room_id
     WHERE h.code LIKE 'LOAD-%' AND b.partner_reference LIKE ? AND b.status IN ('PENDING', 'CONFIRMED')
       AND n.dropped_revision IS NULL
     GROUP BY h.code, r.code, n.date`,
    [`load-${run}-%`],
  );
  return {
    in: 'stores',
    bookings: bookings.map((booking) => ({ ...booking, held: booking.held === 1 })),
    nights: new Map(nights.map((night) => [nightKey(night), Number(night.units)])),
    invariants: await brokenInvariants(app),
  };
}

/** Where events go to Kafka, what is proven by the log of events is left out. */
async function brokenInvariants({ database, config }: App): Promise<string[]> {
  const unread = new Set(
    INVARIANTS.filter((invariant) => config.kafkaBrokers !== null && invariant.readsEventLog === true).map(
      ({ name }) => name,
    ),
  );
  const found = await verifyInvariants(database);
  return found
    .filter(({ invariant }) => !unread.has(invariant))
    .map(({ invariant, finding }) => `${invariant}: ${finding}`);
}

/** The same without the tables: every booking that was answered is read back over HTTP. */
export async function findOverHttp(ota: GatewayClient, ledger: Ledger): Promise<Found> {
  const wanted = [...ledger.entries()].flatMap(({ booking_id }) => (booking_id === null ? [] : [booking_id]));
  const queue = wanted.values();
  const bookings: FoundBooking[] = [];
  const read = async () => {
    for (const id of queue) {
      const found = await readBooking(ota, id);
      if (found !== undefined) bookings.push(found);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  const left = new Map(bookings.map((booking) => [booking.booking_id, booking]));
  return { in: 'gateway', bookings, nights: ledger.nightsBooked(left), invariants: null };
}

async function readBooking(ota: GatewayClient, id: string): Promise<FoundBooking | undefined> {
  try {
    const answer = await ota.json({ method: 'GET', path: `/api/bookings/${id}` });
    const { partner_reference, check_out_date, expires_at, ...booking } = bookingAnswer.parse(answer);
    const held = booking.status === 'PENDING' && expires_at !== null && new Date(expires_at) > new Date();
    return { ...booking, check_out: check_out_date, held, reference: partner_reference ?? '' };
  } catch (error) {
    if (error instanceof AppError && error.code === 'BOOKING_NOT_FOUND') return undefined;
    throw error;
  }
}
