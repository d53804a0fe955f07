import type { LocalDate } from '../../core/model/local-date.js';
import type { Stage } from './stage.js';

/** How many events there are of a type, told already or still to be told; of all types without one. */
export async function countEvents({ app }: Stage, type?: string): Promise<number> {
  const [row] = await app.database.rows<{ events: string | number }>(
    `SELECT COUNT(*) AS events FROM (SELECT type FROM outbox UNION ALL SELECT type FROM event_log) e
     WHERE ? IS NULL OR type = ?`,
    [type ?? null, type ?? null],
  );
  return Number(row?.events ?? 0);
}

export interface StoredNights {
  /** Prices: nights of a room and rate plan. */
  readonly rates: number;
  /** Counts: nights of a room. */
  readonly counts: number;
  /** Goes up by one with every write to one of them. */
  readonly writes: number;
}

export async function readStored({ app }: Stage, hotelCode: string): Promise<StoredNights> {
  const [rates] = await app.database.rows<{ nights: number; versions: string | null }>(
    `SELECT COUNT(*) AS nights, SUM(p.version) AS versions FROM room_rates p
     JOIN rooms r ON r.room_id = p.room_id JOIN hotels h ON h.hotel_id = r.hotel_id WHERE h.code = ?`,
    [hotelCode],
  );
  const [counts] = await app.database.rows<{ nights: number; versions: string | null }>(
    `SELECT COUNT(*) AS nights, SUM(i.version) AS versions FROM room_inventory i
     JOIN hotels h ON h.hotel_id = i.hotel_id WHERE h.code = ?`,
    [hotelCode],
  );
  return {
    rates: Number(rates?.nights ?? 0),
    counts: Number(counts?.nights ?? 0),
    writes: Number(rates?.versions ?? 0) + Number(counts?.versions ?? 0),
  };
}

export async function countBookings({ app }: Stage): Promise<number> {
  const [row] = await app.database.rows<{ bookings: number }>('SELECT COUNT(*) AS bookings FROM bookings');
  return Number(row?.bookings ?? 0);
}

/** Units of a room type sold on a night, by the bookings themselves. */
export async function unitsSold({ app }: Stage, room: string, date: LocalDate): Promise<number> {
  const [row] = await app.database.rows<{ units: string | null }>(
    `SELECT SUM(n.quantity) AS units FROM booking_room_nights n
     JOIN bookings b ON b.booking_id = n.booking_id AND b.status = 'CONFIRMED'
     JOIN rooms r ON r.room_id = n.room_id WHERE r.code = ? AND n.date = ?`,
    [room, date],
  );
  return Number(row?.units ?? 0);
}

/** Totals over every night of the hotels that a PMS counts for. */
export async function inventoryTotals({
  app,
}: Stage): Promise<{ available: number; unacked: number; resend: number }> {
  const [row] = await app.database.rows<{ available: string; unacked: string; resend: string }>(
    `SELECT SUM(i.available_rooms) AS available, SUM(i.unacked_rooms) AS unacked, SUM(i.resend_wanted) AS resend
     FROM room_inventory i JOIN hotels h ON h.hotel_id = i.hotel_id WHERE h.inventory_mode = 'pms'`,
  );
  return { available: Number(row?.available), unacked: Number(row?.unacked), resend: Number(row?.resend) };
}
