import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { InventoryPatch, RoomPatches } from './cell-patches.js';
import { lockInventory, readInventory, writeInventory, type InventoryCell } from './inventory-store.js';
import { sortedDates } from './sorted-dates.js';

/** What a push has to know beside its counts; see law 3 in docs/decisions/0003-inventory-arithmetic.md. */
export interface PushFacts {
  readonly hotel_id: Id;
  /** When we received it, UTC `YYYY-MM-DD HH:MM:SS.mmm`. */
  readonly received_at: string;
  /** Nights whose reservation is with the PMS, handed out and not yet decided: room_id|date. */
  readonly inFlight: ReadonlySet<string>;
  /**
   * Units acknowledged after the sender wrote the push, which it cannot have counted: room_id|date. Those that came back
   * since are no more sold and not among them.
   */
  readonly ackedSince: ReadonlyMap<string, number>;
}

export interface InventoryChange {
  /** Cells that changed, with their new versions. */
  readonly changed: readonly InventoryCell[];
  /** The same cells as they were before; version 0 for those that were not stored. */
  readonly replaced: readonly InventoryCell[];
  /** How many of them could be sold before and cannot now. */
  readonly zeroed: number;
}

export function nightKey(roomId: Id, date: LocalDate): string {
  return `${roomId}|${date}`;
}

/**
 * Compares one room's nights with what is stored and writes those that differ, in date order.
 * Bookings write the same rows: what seems to differ is locked, read again and only then decided. Unchanged nights are
 * neither locked nor written, save those with a reservation in flight, which must remember that a push came.
 */
export async function changeInventory(
  tx: Transaction,
  room: RoomPatches,
  facts: PushFacts,
): Promise<InventoryChange> {
  const dates = sortedDates(room.nights);
  const [from, to] = [dates[0], dates.at(-1)];
  if (from === undefined || to === undefined) return { changed: [], replaced: [], zeroed: 0 };
  const stored = index(await readInventory(tx, room.room_id, { from, to }));
  const wanted = dates.filter((date) => {
    const patch = room.nights.get(date);
    return (
      patch !== undefined && decide(stored.get(date) ?? emptyCell(room.room_id, date), patch, facts).write
    );
  });
  const locked = index(await lockInventory(tx, room.room_id, wanted));
  const written: InventoryCell[] = [];
  const changed: InventoryCell[] = [];
  const replaced: InventoryCell[] = [];
  let zeroed = 0;
  for (const date of wanted) {
    const patch = room.nights.get(date);
    if (patch === undefined) continue;
    const before = locked.get(date) ?? emptyCell(room.room_id, date);
    const decision = decide(before, patch, facts);
    if (!decision.write) continue;
    written.push(decision.after);
    if (!decision.changed) continue;
    changed.push(decision.after);
    replaced.push(before);
    if (sellable(before) && !sellable(decision.after)) zeroed += 1;
  }
  await writeInventory(tx, facts.hotel_id, written);
  return { changed, replaced, zeroed };
}

function index(cells: readonly InventoryCell[]): Map<LocalDate, InventoryCell> {
  return new Map(cells.map((cell) => [cell.date, cell]));
}

function sellable(cell: InventoryCell): boolean {
  return cell.available_rooms > 0 && cell.closed === 0;
}

function emptyCell(roomId: Id, date: LocalDate): InventoryCell {
  return {
    room_id: roomId,
    date,
    available_rooms: 0,
    pms_rooms: 0,
    unacked_rooms: 0,
    closed: 0,
    version: 0,
    pms_pushes: 0,
    pms_received_at: null,
    resend_wanted: 0,
  };
}

function decide(
  before: InventoryCell,
  patch: InventoryPatch,
  facts: PushFacts,
): { write: boolean; changed: boolean; after: InventoryCell } {
  const key = nightKey(before.room_id, before.date);
  const counted = patch.available !== undefined;
  const uncounted = facts.ackedSince.get(key) ?? 0;
  const pmsRooms = patch.available === undefined ? before.pms_rooms : patch.available - uncounted;
  const closed = patch.closed === undefined ? before.closed : Number(patch.closed);
  const changed = before.version === 0 || pmsRooms !== before.pms_rooms || closed !== before.closed;
  const inFlight = facts.inFlight.has(key);
  // A push with nothing in flight is the fresh count that was asked for; one that may have counted what we subtract
  // leaves the night too low, if it is wrong at all, and asks for another.
  const resendWanted = counted && !inFlight ? Number(uncounted > 0) : before.resend_wanted;
  const remember = counted && (inFlight || resendWanted !== before.resend_wanted);
  return {
    write: changed || remember,
    changed,
    after: {
      ...before,
      pms_rooms: pmsRooms,
      available_rooms: Math.max(0, pmsRooms - before.unacked_rooms),
      closed,
      version: changed ? before.version + 1 : before.version,
      pms_pushes: counted ? before.pms_pushes + 1 : before.pms_pushes,
      pms_received_at: counted ? facts.received_at : before.pms_received_at,
      resend_wanted: resendWanted,
    },
  };
}
