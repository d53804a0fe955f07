import type { StoredBooking } from '../../src/cli/sandbox/bookings.js';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { listShortNights } from '../../src/core/bookings/list-short-nights.js';
import { RATES, ROOMS, theirHotel, theirRate, theirRoom, type StormHotel } from './cast.js';
import { pmsOf } from './compare-calendars.js';
import type { Channel, Stage } from './stage.js';

/** A booking in words that are the same at the channel, here and at the PMS. */
interface Told {
  readonly status: 'booked' | 'cancelled';
  readonly room: string | null;
  readonly rate: string | null;
  readonly check_in: string;
  readonly check_out: string;
  readonly guests: number;
  readonly amount: string;
  readonly guest: string;
}

interface OurBooking {
  readonly booking_id: string;
  readonly partner_reference: string | null;
  readonly partner: string;
  readonly hotel: string;
  readonly oversold: number;
}

/** Each booking of each channel beside the PMS of its hotel: there once, in its last state, and nothing else there. */
export async function compareBookings(stage: Stage): Promise<string[]> {
  const ours = await readOurs(stage);
  const found: string[] = [];
  for (const hotel of stage.hotels) {
    const expected = new Map<string, Told>();
    for (const channel of stage.channels)
      for (const booking of await bookingsOf(channel, hotel)) {
        const here = ours.filter(
          (each) =>
            each.partner === channel.code &&
            each.hotel === hotel.code &&
            each.partner_reference === booking.reference,
        );
        // Cancelled before it was fetched for the first time.
        if (here.length === 0 && booking.action === 'cancel') continue;
        if (here.length !== 1 || here[0] === undefined)
          found.push(`${channel.code} ${hotel.code} ${booking.reference} is here ${here.length} times`);
        else expected.set(here[0].booking_id, atChannel(booking, hotel));
      }
    found.push(...(await comparePms(stage, hotel, expected)));
    const known = ours.filter((each) => each.hotel === hotel.code).length;
    if (known !== expected.size)
      found.push(`${hotel.code}: ${known} bookings here, ${expected.size} at channels`);
  }
  return found;
}

/** What a channel was told is not to be had is no booking. */
async function bookingsOf({ sandbox, role }: Channel, hotel: StormHotel): Promise<StoredBooking[]> {
  const all = (await sandbox.bookings()).filter(({ hotel_code }) => hotel_code === theirHotel(hotel));
  return all.filter(({ delivery }) => !(delivery === 'refused' && role.oversold === 'refuse'));
}

async function comparePms(
  stage: Stage,
  hotel: StormHotel,
  expected: ReadonlyMap<string, Told>,
): Promise<string[]> {
  const found: string[] = [];
  const { sandbox, code } = pmsOf(stage, hotel);
  const there = (await sandbox.bookings()).filter(({ hotel_code }) => hotel_code === hotel.code);
  for (const [id, told] of expected) {
    const same = there.filter(({ reference }) => reference === id);
    // Cancelled before the PMS was handed it: it need not hear of it.
    if (same.length === 0 && told.status === 'cancelled') continue;
    const [first] = same;
    if (same.length !== 1 || first === undefined) {
      found.push(`${code} ${hotel.code} has booking ${id} ${same.length} times (${JSON.stringify(told)})`);
      continue;
    }
    const known = atPms(first);
    const differs = (Object.keys(told) as (keyof Told)[]).filter(
      (field) => known[field] !== told[field] && !(told.status === 'cancelled' && field !== 'status'),
    );
    for (const field of differs)
      found.push(
        `${code} ${hotel.code} booking ${id} ${field}: channel ${String(told[field])}, PMS ${String(known[field])}`,
      );
  }
  for (const { reference } of there)
    if (!expected.has(reference)) found.push(`${code} ${hotel.code} has ${reference}, which nobody booked`);
  return found;
}

function atChannel(booking: StoredBooking, hotel: StormHotel): Told {
  const room = ROOMS.find((each) => theirRoom(hotel, each) === booking.room_code) ?? null;
  const rate = RATES.find((each) => theirRate(each) === booking.rate_code) ?? null;
  return { ...atPms(booking), room, rate };
}

function atPms(booking: StoredBooking): Told {
  const { guest, check_in, check_out, guests, room_code: room, rate_code: rate } = booking;
  return {
    ...{ room, rate, check_in, check_out, guests },
    status: booking.action === 'cancel' ? 'cancelled' : 'booked',
    amount: Number(booking.amount).toFixed(2),
    guest: `${guest?.first_name ?? ''} ${guest?.last_name ?? ''}`,
  };
}

async function readOurs({ db }: Stage): Promise<OurBooking[]> {
  return db.database.rows<OurBooking>(
    `SELECT CAST(b.booking_id AS CHAR) AS booking_id, b.partner_reference, p.code AS partner, h.code AS hotel, b.oversold
     FROM bookings b JOIN partners p ON p.partner_id = b.partner_id JOIN hotels h ON h.hotel_id = b.hotel_id`,
  );
}

/**
 * What the tables say by themselves: no rule is broken; where more is sold than there is, a channel had sold it already; and nobody
 * else was sold what was not there.
 */
export async function proveInventory({ db, day, channels }: Stage): Promise<string[]> {
  const broken = await verifyInvariants(db.database);
  const short = await listShortNights(db.database, { hotel_id: null, from: day(0) });
  const refusing = channels.filter(({ role }) => role.oversold === 'refuse').map(({ code }) => code);
  const beyond = await db.database.rows<{ booking_id: string }>(
    `SELECT CAST(b.booking_id AS CHAR) AS booking_id FROM bookings b JOIN partners p ON p.partner_id = b.partner_id
     WHERE b.oversold = 1 AND p.code IN (?)`,
    [refusing],
  );
  return [
    ...broken.map(({ invariant, finding }) => `${invariant}: ${finding}`),
    ...short
      .filter(({ oversold_bookings }) => oversold_bookings.length === 0)
      .map(
        ({ hotel_code, room_code, date }) =>
          `${hotel_code} ${room_code} ${date} is short, and nobody oversold it`,
      ),
    ...beyond.map(({ booking_id }) => `booking ${booking_id} is oversold, and its channel is to be refused`),
  ];
}
