import type { Hotel } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable, SqlValue, Statement, Transaction } from '../platform/database.js';

/** One night of a room type as stored. */
export interface InventoryCell {
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly available_rooms: number;
  readonly pms_rooms: number;
  readonly unacked_rooms: number;
  readonly closed: number;
  readonly version: number;
  readonly pms_pushes: number;
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm`. */
  readonly pms_received_at: string | null;
  readonly resend_wanted: number;
}

const COLUMNS =
  'room_id, date, available_rooms, pms_rooms, unacked_rooms, closed, version, pms_pushes, pms_received_at, resend_wanted';

/** Rows a statement: measured best between 500 and 1,000, and small enough not to hold up the event loop. */
const CHUNK = 500;

/** Nights of one room from `from` to `to`, both inclusive, in date order. */
export function readInventory(
  database: Queryable,
  roomId: Id,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<InventoryCell[]> {
  return database.rows<InventoryCell>(
    `SELECT ${COLUMNS} FROM room_inventory WHERE room_id = ? AND date BETWEEN ? AND ? ORDER BY date`,
    [roomId, from, to],
  );
}

/** A night with what its hotel says, at the same moment, of how it is counted. */
export interface CountedNight extends InventoryCell, Pick<Hotel, 'inventory_mode' | 'pms_partner_id'> {}

/** A write to some nights of one room, and those nights as it leaves them, in date order. */
export function writeAndReadNights(
  tx: Transaction,
  write: Statement,
  { room_id, dates }: { room_id: Id; dates: readonly LocalDate[] },
): Promise<{ affectedRows: number; rows: CountedNight[] }> {
  const ofHotel = (column: string) =>
    `(SELECT h.${column} FROM hotels h WHERE h.hotel_id = room_inventory.hotel_id) AS ${column}`;
  return tx.runAndRead<CountedNight>(write, {
    sql: `SELECT ${COLUMNS}, ${ofHotel('inventory_mode')}, ${ofHotel('pms_partner_id')}
      FROM room_inventory WHERE room_id = ? AND date IN (?) ORDER BY date`,
    parameters: [room_id, dates],
  });
}

/** Takes the row locks of these nights of one room, in key order, and reads them as they now are. */
export async function lockInventory(
  tx: Transaction,
  roomId: Id,
  dates: readonly LocalDate[],
): Promise<InventoryCell[]> {
  const cells: InventoryCell[] = [];
  for (let start = 0; start < dates.length; start += CHUNK) {
    const part = await tx.rows<InventoryCell>(
      `SELECT ${COLUMNS} FROM room_inventory WHERE room_id = ? AND date IN (?) ORDER BY date FOR UPDATE`,
      [roomId, dates.slice(start, start + CHUNK)],
    );
    cells.push(...part);
  }
  return cells;
}

/** Writes cells whose rows the transaction has locked (or that are new). unacked_rooms is bookings' own: never written. */
export async function writeInventory(
  tx: Transaction,
  hotelId: Id,
  cells: readonly InventoryCell[],
): Promise<void> {
  for (let start = 0; start < cells.length; start += CHUNK) {
    const rows = cells
      .slice(start, start + CHUNK)
      .map((cell): SqlValue[] => [
        cell.room_id,
        cell.date,
        hotelId,
        cell.available_rooms,
        cell.pms_rooms,
        cell.closed,
        cell.version,
        cell.pms_pushes,
        cell.pms_received_at,
        cell.resend_wanted,
      ]);
    await tx.run(
      `INSERT INTO room_inventory (room_id, date, hotel_id, available_rooms, pms_rooms, closed, version, pms_pushes,
         pms_received_at, resend_wanted) VALUES ?
       ON DUPLICATE KEY UPDATE available_rooms = VALUES(available_rooms), pms_rooms = VALUES(pms_rooms),
         closed = VALUES(closed), version = VALUES(version), pms_pushes = VALUES(pms_pushes),
         pms_received_at = VALUES(pms_received_at), resend_wanted = VALUES(resend_wanted)`,
      [rows],
    );
  }
}

/** Nights from `today` on of these rooms that can still be sold. */
export async function countOpenNights(
  database: Queryable,
  roomIds: readonly Id[],
  today: LocalDate,
): Promise<number> {
  const [row] = await database.rows<{ nights: string | number }>(
    'SELECT COUNT(*) AS nights FROM room_inventory WHERE room_id IN (?) AND date >= ? AND available_rooms > 0 AND closed = 0',
    [roomIds, today],
  );
  return Number(row?.nights ?? 0);
}

/** Nights from `today` on that are known, for a complete set: what it does not mention is sold out. */
export function readKnownNights(
  database: Queryable,
  roomIds: readonly Id[],
  today: LocalDate,
): Promise<{ room_id: Id; date: LocalDate }[]> {
  return database.rows(
    'SELECT room_id, date FROM room_inventory WHERE room_id IN (?) AND date >= ? ORDER BY room_id, date',
    [roomIds, today],
  );
}
