import { inventoryEvents } from '../ari/change-events.js';
import { lockInventory, type InventoryCell } from '../ari/inventory-store.js';
import { writeOutbox } from '../events/outbox.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Queryable, Transaction } from '../platform/database.js';
import { insertRepairs, type Repair } from './repair-log.js';

export interface RoomRepair {
  readonly room_id: Id;
  readonly actor: string;
  readonly dryRun: boolean;
}

interface RoomOf {
  readonly hotel_id: Id;
  readonly inventory_mode: 'pms' | 'direct';
}

type Counts = Pick<InventoryCell, 'pms_rooms' | 'unacked_rooms' | 'available_rooms'>;

/**
 * Counts all nights of a room type anew from the lots on them, in this transaction: unacked_rooms and what follows from it.
 * pms_rooms is the PMS's own word and stays; the PMS is asked for it again, for what spoilt one count may have spoilt it.
 * @returns what was, or with `dryRun` would be, changed
 */
export async function repairNights(
  tx: Transaction,
  { room_id, actor, dryRun }: RoomRepair,
): Promise<Repair[]> {
  const [room] = await tx.rows<RoomOf>(
    'SELECT r.hotel_id, h.inventory_mode FROM rooms r JOIN hotels h ON h.hotel_id = r.hotel_id WHERE r.room_id = ?',
    [room_id],
  );
  const wrong = await wrongNights(tx, room_id);
  if (room === undefined || wrong.length === 0) return [];
  // Whoever changes a lot holds the lock of its night: with all of them held, the lots are what they will stay.
  const cells = await lockInventory(tx, room_id, wrong);
  const units = await unackedUnits(tx, room_id, wrong);
  const repairs = cells.flatMap((cell): Repair[] => {
    const after = recount(cell, units.get(cell.date) ?? 0);
    return same(cell, after) ? [] : [toRepair(cell, after, { hotel_id: room.hotel_id, actor })];
  });
  if (dryRun || repairs.length === 0) return repairs;
  const dates = repairs.map((repair) => repair.date ?? '');
  for (const date of dates) {
    await tx.later(
      `UPDATE room_inventory SET unacked_rooms = ?, available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
         resend_wanted = ?, version = version + 1 WHERE room_id = ? AND date = ?`,
      [units.get(date) ?? 0, room.inventory_mode === 'pms' ? 1 : 0, room_id, date],
    );
  }
  await insertRepairs(tx, repairs);
  const left = await lockInventory(tx, room_id, dates);
  await writeOutbox(tx, inventoryEvents(room.hotel_id, left), null);
  return repairs;
}

async function wrongNights(database: Queryable, roomId: Id): Promise<LocalDate[]> {
  const rows = await database.rows<{ date: LocalDate }>(
    `SELECT i.date FROM room_inventory i LEFT JOIN (
       SELECT n.date, SUM(n.quantity) AS units FROM booking_room_nights n
       WHERE n.room_id = ? AND n.acked = 0 AND n.returned = 0 GROUP BY n.date) u ON u.date = i.date
     WHERE i.room_id = ? AND (i.unacked_rooms <> COALESCE(u.units, 0)
       OR i.available_rooms <> GREATEST(0, i.pms_rooms - i.unacked_rooms)) ORDER BY i.date`,
    [roomId, roomId],
  );
  return rows.map((row) => row.date);
}

async function unackedUnits(
  tx: Transaction,
  roomId: Id,
  dates: readonly LocalDate[],
): Promise<Map<LocalDate, number>> {
  const rows = await tx.rows<{ date: LocalDate; units: string | number }>(
    `SELECT date, SUM(quantity) AS units FROM booking_room_nights
     WHERE room_id = ? AND date IN (?) AND acked = 0 AND returned = 0 GROUP BY date`,
    [roomId, dates],
  );
  return new Map(rows.map((row) => [row.date, Number(row.units)]));
}

function recount({ pms_rooms }: Counts, units: number): Counts {
  return { pms_rooms, unacked_rooms: units, available_rooms: Math.max(0, pms_rooms - units) };
}

function same(a: Counts, b: Counts): boolean {
  return a.unacked_rooms === b.unacked_rooms && a.available_rooms === b.available_rooms;
}

function toRepair(cell: InventoryCell, after: Counts, of: Pick<Repair, 'hotel_id' | 'actor'>): Repair {
  const { room_id, date, pms_rooms, unacked_rooms, available_rooms } = cell;
  const before: Counts = { pms_rooms, unacked_rooms, available_rooms };
  return { invariant: 'unacked_units', ...of, room_id, date, booking_id: null, before, after };
}
