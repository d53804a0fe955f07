import { addDays, createTodayIn, daysBetween, type LocalDate } from '../model/local-date.js';
import { compareIds, type Id } from '../model/ids.js';
import type { BookingStatus } from '../model/reservation.js';
import type { Queryable, SqlParameter } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';
import type { BookingFact, GuestFact, RoomLine } from './booking-fact.js';
import { readCancellations, type Cancellation } from './read-cancellations.js';
import { readRoomLines } from './read-room-lines.js';

const PAGE = 1_000;

/** Which bookings: by the UTC day they were made on, or by the nights they stay; both ends inclusive. */
export interface Window {
  readonly on: 'booking' | 'stay';
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly hotelId?: Id | undefined;
}

export interface BookingPage {
  readonly facts: readonly BookingFact[];
  readonly guests: readonly GuestFact[];
}

interface BookingRow {
  readonly booking_id: Id;
  readonly revision: number;
  readonly status: BookingStatus;
  readonly partner: string;
  readonly user_id: Id | null;
  readonly hotel_id: Id;
  readonly hotel_code: string;
  readonly city: string;
  readonly country: string;
  readonly time_zone: string;
  readonly total_price: string;
  readonly currency: string;
  readonly check_in_date: LocalDate;
  readonly check_out_date: LocalDate;
  readonly guests: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly payment_method: string | null;
  readonly guest_first_name: string | null;
  readonly guest_last_name: string | null;
  readonly guest_email: string | null;
  readonly guest_phone: string | null;
}

/** Of the payment that was taken, also where it went back; null: the guest pays at the hotel. */
const PAYMENT_METHOD = `(SELECT MAX(pm.payment_method) FROM payments pm
    WHERE pm.booking_id = b.booking_id AND pm.status NOT IN ('PENDING', 'FAILED')) AS payment_method`;

/**
 * Reads the bookings of a window in pages by primary key: one pass over the table, whatever its size, in constant
 * memory. Guests are read only when asked for.
 */
export async function readBookings(
  session: Queryable,
  { window, withGuests }: { readonly window: Window; readonly withGuests: boolean },
  take: (page: BookingPage) => Promise<void> | void,
): Promise<void> {
  const { condition, parameters } = toCondition(window);
  const guests = withGuests
    ? 'b.guest_first_name, b.guest_last_name, b.guest_email, b.guest_phone'
    : 'NULL AS guest_first_name, NULL AS guest_last_name, NULL AS guest_email, NULL AS guest_phone';
  // LEFT JOIN keeps `bookings` first in the plan: its primary key gives the order, and LIMIT ends the page early.
  const sql = `SELECT b.booking_id, b.revision, b.status, COALESCE(p.code, '') AS partner, b.user_id, b.hotel_id,
      COALESCE(h.code, '') AS hotel_code, COALESCE(h.city, '') AS city, COALESCE(h.country, '') AS country,
      COALESCE(h.time_zone, 'UTC') AS time_zone, b.total_price, b.currency, b.check_in_date, b.check_out_date,
      b.guests, b.created_at, b.updated_at, ${PAYMENT_METHOD}, ${guests}
    FROM bookings b LEFT JOIN hotels h ON h.hotel_id = b.hotel_id
      LEFT JOIN partners p ON p.partner_id = b.partner_id
    WHERE b.booking_id > ? AND ${condition} ORDER BY b.booking_id LIMIT ?`;
  const todayIn = createTodayIn();
  let after: Id = '0';
  for (;;) {
    const rows = await session.rows<BookingRow>(sql, [after, ...parameters, PAGE]);
    const last = rows.at(-1);
    if (last === undefined) return;
    const lines = await readRoomLines(
      session,
      rows.map((row) => row.booking_id),
    );
    const cancellations = await readCancellations(
      session,
      rows.filter((row) => row.status === 'CANCELLED').map((row) => row.booking_id),
    );
    await take({
      facts: rows.map((row) => ({
        ...toFact(row, lines.get(row.booking_id) ?? [], todayIn),
        ...historyOf(row, cancellations.get(row.booking_id)),
      })),
      guests: withGuests ? rows.map(toGuest) : [],
    });
    if (rows.length < PAGE || compareIds(last.booking_id, after) <= 0) return;
    after = last.booking_id;
  }
}

/** A fingerprint of what `readBookings` would give: another one means that something of it changed. */
export async function fingerprintBookings(session: Queryable, window: Window): Promise<string> {
  const { condition, parameters } = toCondition(window);
  const [row] = await session.rows<{ n: string; mark: string; latest: string | null }>(
    `SELECT COUNT(*) AS n, BIT_XOR(CRC32(CONCAT_WS('|', b.booking_id, b.revision, b.status, b.updated_at,
        COALESCE(b.user_id, 0), b.guest_last_name IS NULL, b.guest_email IS NULL))) AS mark, MAX(b.updated_at) AS latest
      FROM bookings b WHERE ${condition}`,
    parameters,
  );
  return `${row?.n ?? '0'}-${row?.mark ?? '0'}-${row?.latest ?? ''}`;
}

/** First and last day on which bookings of the window were made; null when there are none. */
export async function bookedDays(
  session: Queryable,
  window: Window,
): Promise<{ readonly first: LocalDate; readonly last: LocalDate } | null> {
  const { condition, parameters } = toCondition(window);
  const [row] = await session.rows<{ first: string | null; last: string | null }>(
    `SELECT MIN(b.created_at) AS first, MAX(b.created_at) AS last FROM bookings b WHERE ${condition}`,
    parameters,
  );
  const { first = null, last = null } = row ?? {};
  return first === null || last === null ? null : { first: first.slice(0, 10), last: last.slice(0, 10) };
}

function toCondition({ on, from, to, hotelId }: Window): { condition: string; parameters: SqlParameter[] } {
  const hotel = hotelId === undefined ? '' : ' AND b.hotel_id = ?';
  const ids = hotelId === undefined ? [] : [hotelId];
  const when =
    on === 'booking'
      ? 'b.created_at >= ? AND b.created_at < ?'
      : 'b.check_out_date > ? AND b.check_in_date <= ?';
  return { condition: when + hotel, parameters: [from, on === 'booking' ? addDays(to, 1) : to, ...ids] };
}

function toFact(
  row: BookingRow,
  lines: readonly RoomLine[],
  todayIn: ReturnType<typeof createTodayIn>,
): Omit<BookingFact, 'confirmed' | 'cancelled_at'> {
  const created = fromSqlTime(row.created_at);
  const nights = daysBetween(row.check_in_date, row.check_out_date);
  const rooms = lines.reduce((sum, line) => sum + line.quantity, 0);
  return {
    booking_id: row.booking_id,
    revision: row.revision,
    status: row.status,
    partner: row.partner,
    user_id: row.user_id,
    hotel_id: row.hotel_id,
    hotel_code: row.hotel_code,
    city: row.city,
    country: row.country,
    booking_date: row.created_at.slice(0, 10),
    revenue: row.total_price,
    currency: row.currency,
    payment_method: row.payment_method,
    check_in_date: row.check_in_date,
    check_out_date: row.check_out_date,
    nights,
    rooms,
    room_nights: lines.reduce((sum, line) => sum + line.quantity * line.nights.length, 0),
    guests: row.guests,
    lead_days: daysBetween(todayIn(row.time_zone, created), row.check_in_date),
    room_types: [...new Set(lines.map((line) => line.room_type))].sort().join(','),
    room_lines: JSON.stringify(lines),
    created_at: created.toISOString(),
    updated_at: fromSqlTime(row.updated_at).toISOString(),
  };
}

/** A booking from before there was a history was confirmed at once, and its last change was its cancellation. */
function historyOf(
  { status, updated_at }: BookingRow,
  cancellation: Cancellation | undefined,
): Pick<BookingFact, 'confirmed' | 'cancelled_at'> {
  if (status !== 'CANCELLED') return { confirmed: status === 'CONFIRMED' ? 1 : 0, cancelled_at: null };
  return {
    confirmed: cancellation?.confirmed === false ? 0 : 1,
    cancelled_at: fromSqlTime(cancellation?.cancelled_at ?? updated_at).toISOString(),
  };
}

function toGuest(row: BookingRow): GuestFact {
  return {
    booking_id: row.booking_id,
    first_name: row.guest_first_name,
    last_name: row.guest_last_name,
    email: row.guest_email,
    phone: row.guest_phone,
  };
}
