import type { Id } from '../model/ids.js';
import type { ReservationExtra, ReservationRoomDetail, ReservationTax } from '../model/reservation.js';
import type { Queryable, Transaction } from '../platform/database.js';
import { UNMAPPED } from './net-lots.js';

/** One room as its channel described it, with what tells to which line of the booking it belongs. */
export interface RoomDetails extends ReservationRoomDetail {
  /** UNMAPPED where nobody has mapped its code. */
  readonly room_id: Id;
  readonly adults: number;
}

/** What a channel said of a reservation beside rooms, nights and prices. */
export interface ReservationDetails {
  readonly comments: readonly string[];
  readonly extras: readonly ReservationExtra[];
  readonly taxes: readonly ReservationTax[];
  readonly rooms: readonly RoomDetails[];
}

interface Row {
  readonly booking_id: Id;
  readonly revision: number;
  readonly details: string;
}

/** Keeps what a revision says; `undefined` leaves what the revision before it said. */
export async function writeDetails(
  tx: Transaction,
  { booking_id, revision }: { readonly booking_id: Id; readonly revision: number },
  details: ReservationDetails | undefined,
): Promise<void> {
  if (details === undefined || (revision === 1 && saysNothing(details))) return;
  await tx.later(
    `INSERT INTO booking_reservation_details (booking_id, revision, details) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE details = VALUES(details)`,
    [booking_id, revision, JSON.stringify(details)],
  );
}

/** Whether a restatement leaves the details of a booking as they are. */
export async function isSameDetails(
  database: Queryable,
  { booking_id, revision }: { readonly booking_id: Id; readonly revision: number },
  details: ReservationDetails | undefined,
): Promise<boolean> {
  if (details === undefined) return true;
  const known = (await readDetails(database, [{ booking_id }])).of(booking_id, revision);
  return known === null ? saysNothing(details) : JSON.stringify(known) === JSON.stringify(details);
}

/** True where no more is said than the lines of the booking hold already. */
export function saysNothing({ comments, extras, taxes, rooms }: ReservationDetails): boolean {
  return comments.length + extras.length + taxes.length === 0 && rooms.every(isPlainRoom);
}

function isPlainRoom({ meal_plan, guests, extras, taxes }: RoomDetails): boolean {
  const adultsAlone = guests.every(({ age_band, age }) => age_band === 'adult' && age === null);
  return meal_plan === null && extras.length + taxes.length === 0 && adultsAlone;
}

export interface KnownDetails {
  /** As of a revision; null where the channel said no more than its lines. */
  of(bookingId: Id, revision: number): ReservationDetails | null;
}

/** The details of these bookings, of all their revisions. */
export async function readDetails(
  database: Queryable,
  bookings: readonly { readonly booking_id: Id }[],
): Promise<KnownDetails> {
  const ids = [...new Set(bookings.map(({ booking_id }) => booking_id))];
  const rows =
    ids.length === 0
      ? []
      : await database.rows<Row>(
          `SELECT booking_id, revision, details FROM booking_reservation_details WHERE booking_id IN (?)
           ORDER BY booking_id, revision`,
          [ids],
        );
  return {
    of: (bookingId, revision) => {
      const last = rows.findLast((row) => row.booking_id === bookingId && row.revision <= revision);
      return last === undefined ? null : (JSON.parse(last.details) as ReservationDetails);
    },
  };
}

interface Line {
  readonly room_id: Id;
  readonly quantity: number;
  readonly guests: number;
}

/**
 * The details of the rooms of each line, which the booking keeps together where product, party and price are the same: by room
 * type and adults, each room's once.
 */
export function detailsOfLines(
  lines: readonly Line[],
  rooms: readonly RoomDetails[],
): ReservationRoomDetail[][] {
  const waiting = [...rooms];
  return lines.map(({ room_id, quantity, guests }) => {
    const taken: ReservationRoomDetail[] = [];
    while (taken.length < quantity) {
      const at = waiting.findIndex((room) => room.room_id === room_id && room.adults === guests);
      const [room] = at < 0 ? [] : waiting.splice(at, 1);
      if (room === undefined) break;
      const { room_id: _room, adults: _adults, ...detail } = room;
      taken.push(detail);
    }
    return taken.every((detail) => isPlainRoom({ ...detail, room_id: UNMAPPED, adults: guests }))
      ? []
      : taken;
  });
}
