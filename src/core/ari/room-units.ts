import type { Id } from '../model/ids.js';
import { addDays, type LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { InventoryPatch, RoomPatches } from './cell-patches.js';

interface StoredUnit {
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly unit_code: string;
  readonly available: number;
}

type UnitKey = Pick<StoredUnit, 'date' | 'unit_code'>;
type Units = Map<string, number>;

const CHUNK = 500;

/**
 * A room type whose single rooms are counted one by one has as many rooms as they add up to: what a message says of some of them
 * is joined with what is stored of the others. A count of the type itself, and a complete set, forget the single rooms before.
 * The caller holds the hotel's push lock. @returns the patches with the counts that follow.
 */
export async function settleUnits(
  tx: Transaction,
  rooms: readonly RoomPatches[],
  { completeSet, today }: { readonly completeSet: boolean; readonly today: LocalDate },
): Promise<RoomPatches[]> {
  const stored = await readUnits(tx, rooms);
  const counted = rooms.some((room) => [...room.nights.values()].some((patch) => patch.units !== undefined));
  if (stored.length === 0 && !counted) return [...rooms];
  const settled: RoomPatches[] = [];
  for (const room of rooms) {
    const ofRoom = stored.filter((unit) => unit.room_id === room.room_id);
    settled.push(await settleRoom(tx, room, { stored: ofRoom, completeSet }));
  }
  await forgetPast(tx, rooms, addDays(today, -1));
  return settled;
}

interface SettledRoom {
  readonly stored: readonly StoredUnit[];
  readonly completeSet: boolean;
}

async function settleRoom(
  tx: Transaction,
  room: RoomPatches,
  { stored, completeSet }: SettledRoom,
): Promise<RoomPatches> {
  const before = new Map<LocalDate, Units>();
  for (const { date, unit_code, available } of stored) {
    before.set(date, (before.get(date) ?? new Map<string, number>()).set(unit_code, available));
  }
  const nights = new Map(room.nights);
  const gone: UnitKey[] = [];
  const written: StoredUnit[] = [];
  for (const [date, patch] of room.nights) {
    const known = before.get(date) ?? new Map<string, number>();
    const units = unitsAfter(known, patch, completeSet);
    for (const unit_code of known.keys()) if (!units.has(unit_code)) gone.push({ date, unit_code });
    for (const [unit_code, available] of units) {
      if (known.get(unit_code) !== available)
        written.push({ room_id: room.room_id, date, unit_code, available });
    }
    if (patch.units !== undefined) nights.set(date, { ...patch, available: sumOf(units) });
  }
  await deleteUnits(tx, room.room_id, gone);
  await writeUnits(tx, written);
  return { room_id: room.room_id, nights };
}

/** The single rooms of a night as the message leaves them. */
function unitsAfter(known: Units, patch: InventoryPatch, completeSet: boolean): Units {
  if (patch.units === undefined) return patch.available === undefined ? known : new Map<string, number>();
  const keeps = !completeSet && !patch.units.replaces;
  return new Map([...(keeps ? known : []), ...patch.units.counts]);
}

function sumOf(units: Units): number {
  return [...units.values()].reduce((sum, available) => sum + available, 0);
}

/** Of the nights that the message is about, for a hotel may have a thousand of them for each of its rooms. */
async function readUnits(tx: Transaction, rooms: readonly RoomPatches[]): Promise<StoredUnit[]> {
  let from = '9999-12-31';
  let to = '';
  for (const { nights } of rooms) {
    for (const date of nights.keys()) {
      if (date < from) from = date;
      if (date > to) to = date;
    }
  }
  if (to === '') return [];
  return tx.rows<StoredUnit>(
    `SELECT room_id, date, unit_code, available FROM room_units WHERE room_id IN (?) AND date BETWEEN ? AND ?
     ORDER BY room_id, date, unit_code`,
    [rooms.map((room) => room.room_id), from, to],
  );
}

async function forgetPast(tx: Transaction, rooms: readonly RoomPatches[], before: LocalDate): Promise<void> {
  await tx.run('DELETE FROM room_units WHERE room_id IN (?) AND date < ?', [
    rooms.map((room) => room.room_id),
    before,
  ]);
}

async function deleteUnits(tx: Transaction, roomId: Id, units: readonly UnitKey[]): Promise<void> {
  for (let start = 0; start < units.length; start += CHUNK) {
    const keys = units.slice(start, start + CHUNK).map(({ date, unit_code }) => [date, unit_code]);
    await tx.run('DELETE FROM room_units WHERE room_id = ? AND (date, unit_code) IN (?)', [roomId, keys]);
  }
}

async function writeUnits(tx: Transaction, units: readonly StoredUnit[]): Promise<void> {
  for (let start = 0; start < units.length; start += CHUNK) {
    const rows = units
      .slice(start, start + CHUNK)
      .map(({ room_id, date, unit_code, available }) => [room_id, date, unit_code, available]);
    await tx.run(
      `INSERT INTO room_units (room_id, date, unit_code, available) VALUES ?
       ON DUPLICATE KEY UPDATE available = VALUES(available)`,
      [rows],
    );
  }
}
