import { inventoryEvents } from '../ari/change-events.js';
import type { InventoryCell } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import type { Hotel } from '../hotels/hotel.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import { alike, inKeyOrder, nightsByRoom, nightsCondition } from './nights-at.js';
import { findChange, type RoomUnits } from './take-nights.js';

/*
 * Bookings that waited for each other share one transaction: all nights of all of them are locked by one statement in
 * key order, decided here in order of arrival, and taken by one guarded UPDATE.
 */

/** What one booking needs: the same nights of each of these room types. */
export interface NightNeeds {
  readonly hotel: Hotel;
  readonly rooms: readonly RoomUnits[];
  readonly dates: readonly LocalDate[];
  /** Who has sold them, and may have counted them by itself. */
  readonly sold_by?: Id;
}

export type NightDecision =
  /** The events tell the nights as this booking leaves them. */
  | { readonly kind: 'taken'; readonly events: readonly NewEvent[] }
  | { readonly kind: 'refused'; readonly error: AppError }
  /** Somebody else has a night locked at this moment; only asked not to wait. */
  | { readonly kind: 'locked' };

export interface Turns {
  /** Whether to wait for nights that somebody else has locked at this moment. */
  readonly wait: boolean;
  /** With the nights locked, which of the needs may be met at all; absent: all of them. */
  readonly allowed?: Promise<readonly boolean[]>;
}

/** A night as it will be left: what the bookings so far were promised is off its rooms already. */
interface Cell {
  readonly room_id: Id;
  readonly date: LocalDate;
  available_rooms: number;
  readonly closed: number;
  version: number;
  units: number;
  bookings: number;
}

/** By room and date. */
type Cells = ReadonlyMap<Id, ReadonlyMap<LocalDate, Cell>>;

/**
 * Locks and takes the nights of as many of `needs` as there are rooms for, in their order.
 * Who needs a night that is locked is told so, unless it is to wait.
 * @returns one decision for each of `needs`
 */
export async function bookNights(
  tx: Transaction,
  needs: readonly NightNeeds[],
  { wait, allowed }: Turns,
): Promise<NightDecision[]> {
  const { cells, hotels } = await lockCells(tx, needs, wait);
  const allowing = await allowed;
  const direct: Cell[] = [];
  const reported: Cell[] = [];
  const decisions = needs.map((need, index): NightDecision => {
    if (allowing?.[index] === false) return { kind: 'locked' };
    const change = findChange(need.hotel, hotels.get(need.hotel.hotel_id));
    if (change !== null) return { kind: 'refused', error: change };
    const taken = need.hotel.inventory_mode === 'direct' ? direct : reported;
    return decide(need, { cells, taken, wait });
  });
  await takeAll(tx, direct, 'pms_rooms = pms_rooms - ?');
  await takeAll(tx, reported, 'unacked_rooms = unacked_rooms + ?');
  return decisions;
}

type CellRow = Pick<InventoryCell, 'room_id' | 'date' | 'available_rooms' | 'closed' | 'version'>;
type HotelNow = Pick<Hotel, 'hotel_id' | 'inventory_mode' | 'pms_partner_id'>;

async function lockCells(
  tx: Transaction,
  needs: readonly NightNeeds[],
  wait: boolean,
): Promise<{ cells: Cells; hotels: Map<Id, HotelNow> }> {
  // Not `(room_id, date) IN`: there ids are compared as floating point, which takes neighbours for each other.
  const { where, parameters } = nightsCondition(inKeyOrder(nightsOf(needs)));
  const [rows, hotels] = await tx.readBoth<CellRow, HotelNow>(
    {
      sql: `SELECT room_id, date, available_rooms, closed, version FROM room_inventory WHERE ${where}
        ORDER BY room_id, date FOR UPDATE${wait ? '' : ' SKIP LOCKED'}`,
      parameters,
    },
    {
      sql: 'SELECT hotel_id, inventory_mode, pms_partner_id FROM hotels WHERE hotel_id IN (?)',
      parameters: [[...new Set(needs.map((need) => need.hotel.hotel_id))]],
    },
  );
  return { cells: toCells(rows), hotels: new Map(hotels.map((hotel) => [hotel.hotel_id, hotel])) };
}

function nightsOf(needs: readonly NightNeeds[]): Map<Id, Set<LocalDate>> {
  const byRoom = new Map<Id, Set<LocalDate>>();
  for (const { rooms, dates } of needs) {
    for (const { room_id } of rooms) {
      const known = byRoom.get(room_id);
      if (known === undefined) byRoom.set(room_id, new Set(dates));
      else for (const date of dates) known.add(date);
    }
  }
  return byRoom;
}

function toCells(rows: readonly CellRow[]): Cells {
  const cells = new Map<Id, Map<LocalDate, Cell>>();
  for (const { room_id, date, available_rooms, closed, version } of rows) {
    let nights = cells.get(room_id);
    if (nights === undefined) cells.set(room_id, (nights = new Map<LocalDate, Cell>()));
    nights.set(date, { room_id, date, available_rooms, closed, version, units: 0, bookings: 0 });
  }
  return cells;
}

interface Ledger {
  readonly cells: Cells;
  /** Nights that somebody was promised, once each. */
  readonly taken: Cell[];
  readonly wait: boolean;
}

function decide(need: NightNeeds, ledger: Ledger): NightDecision {
  const { cells, wait } = ledger;
  let enough = true;
  for (const { room_id, units } of need.rooms) {
    const nights = cells.get(room_id);
    for (const date of need.dates) {
      const cell = nights?.get(date);
      if (cell === undefined && !wait) return { kind: 'locked' };
      enough &&= cell !== undefined && cell.closed === 0 && cell.available_rooms >= units;
    }
  }
  if (enough) return { kind: 'taken', events: promise(need, ledger) };
  const message = 'The last rooms of these nights were just sold to somebody else.';
  return { kind: 'refused', error: new AppError('SOLD_OUT', message) };
}

/** @returns the events of the nights as they are left */
function promise(need: NightNeeds, { cells, taken }: Ledger): NewEvent[] {
  return need.rooms.flatMap(({ room_id, units }) => {
    const left = need.dates.flatMap((date) => cells.get(room_id)?.get(date) ?? []);
    for (const cell of left) {
      if (cell.bookings === 0) taken.push(cell);
      cell.available_rooms -= units;
      cell.version += 1;
      cell.units += units;
      cell.bookings += 1;
    }
    return inventoryEvents(need.hotel.hotel_id, left, need.sold_by);
  });
}

/**
 * Law 1. What decides in the end is the guarded UPDATE: it takes every night that was promised, or the statement behind
 * it fails and the whole transaction is rolled back. Both travel with COMMIT, so that nights are locked for one round
 * trip less. Nights that lose alike share a statement: mostly all of them.
 */
async function takeAll(tx: Transaction, nights: readonly Cell[], take: string): Promise<void> {
  for (const same of alike(nights, ({ units, bookings }) => `${units} ${bookings}`).values()) {
    const [first] = same;
    if (first === undefined) continue;
    const { where, parameters } = nightsCondition(nightsByRoom(same));
    await tx.laterExactly(
      same.length,
      `UPDATE room_inventory SET ${take}, available_rooms = available_rooms - ?, version = version + ?
       WHERE ${where} AND available_rooms >= ? AND closed = 0`,
      [first.units, first.units, first.bookings, ...parameters, first.units],
    );
  }
}
