import { inventoryEvents } from '../ari/change-events.js';
import type { InventoryCell } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import type { Hotel } from '../hotels/hotel.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import { nightsByRoom, nightsCondition } from './nights-at.js';
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

type Cell = {
  -readonly [K in 'room_id' | 'date' | 'available_rooms' | 'closed' | 'version']: InventoryCell[K];
};

interface Night {
  readonly room_id: Id;
  readonly date: LocalDate;
}

interface Taken extends Night {
  readonly direct: boolean;
  units: number;
  bookings: number;
}

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
  const taken = new Map<string, Taken>();
  const decisions = needs.map((need, index): NightDecision => {
    if (allowing?.[index] === false) return { kind: 'locked' };
    const change = findChange(need.hotel, hotels.get(need.hotel.hotel_id));
    if (change !== null) return { kind: 'refused', error: change };
    return decide(need, { cells, taken, wait });
  });
  await takeAll(tx, [...taken.values()]);
  return decisions;
}

type HotelNow = Pick<Hotel, 'hotel_id' | 'inventory_mode' | 'pms_partner_id'>;

async function lockCells(
  tx: Transaction,
  needs: readonly NightNeeds[],
  wait: boolean,
): Promise<{ cells: Map<string, Cell>; hotels: Map<Id, HotelNow> }> {
  const nights = needs.flatMap(({ rooms, dates }) =>
    rooms.flatMap(({ room_id }) => dates.map((date) => ({ room_id, date }))),
  );
  // Not `(room_id, date) IN`: there ids are compared as floating point, which takes neighbours for each other.
  const { where, parameters } = nightsCondition(nightsByRoom(nights));
  const [cells, hotels] = await tx.readBoth<Cell, HotelNow>(
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
  return {
    cells: new Map(cells.map((cell) => [cellKey(cell.room_id, cell.date), cell])),
    hotels: new Map(hotels.map((hotel) => [hotel.hotel_id, hotel])),
  };
}

function cellKey(roomId: Id, date: LocalDate): string {
  return `${roomId}|${date}`;
}

interface Ledger {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly taken: Map<string, Taken>;
  readonly wait: boolean;
}

function decide(need: NightNeeds, { cells, taken, wait }: Ledger): NightDecision {
  const wanted = need.rooms.flatMap(({ room_id, units }) =>
    need.dates.map((date) => ({ key: cellKey(room_id, date), room_id, date, units })),
  );
  if (!wait && wanted.some(({ key }) => !cells.has(key))) return { kind: 'locked' };
  const enough = wanted.every(({ key, units }) => {
    const cell = cells.get(key);
    return cell !== undefined && cell.closed === 0 && cell.available_rooms >= units;
  });
  if (!enough) {
    const message = 'The last rooms of these nights were just sold to somebody else.';
    return { kind: 'refused', error: new AppError('SOLD_OUT', message) };
  }
  const direct = need.hotel.inventory_mode === 'direct';
  const left = wanted.flatMap(({ key, room_id, date, units }) => {
    const cell = cells.get(key);
    if (cell === undefined) return [];
    cell.available_rooms -= units;
    cell.version += 1;
    const sum = taken.get(key) ?? { room_id, date, direct, units: 0, bookings: 0 };
    sum.units += units;
    sum.bookings += 1;
    taken.set(key, sum);
    return [{ ...cell }];
  });
  const events = need.rooms.flatMap(({ room_id }) =>
    inventoryEvents(
      need.hotel.hotel_id,
      left.filter((cell) => cell.room_id === room_id),
    ),
  );
  return { kind: 'taken', events };
}

/**
 * Law 1. What decides in the end is the guarded UPDATE: it takes every night that was promised, or the statement behind
 * it fails and the whole transaction is rolled back. Both travel with COMMIT, so that nights are locked for one round
 * trip less. Nights that lose alike share a statement: mostly all of them.
 */
async function takeAll(tx: Transaction, nights: readonly Taken[]): Promise<void> {
  const alike = new Map<string, Taken[]>();
  for (const night of nights) {
    const key = `${night.direct} ${night.units} ${night.bookings}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [night]);
    else known.push(night);
  }
  for (const same of alike.values()) await takeAlike(tx, same);
}

async function takeAlike(tx: Transaction, nights: readonly Taken[]): Promise<void> {
  const [first] = nights;
  if (first === undefined) return;
  const { where, parameters } = nightsCondition(nightsByRoom(nights));
  const taken = first.direct ? 'pms_rooms = pms_rooms - ?' : 'unacked_rooms = unacked_rooms + ?';
  await tx.laterExactly(
    nights.length,
    `UPDATE room_inventory SET ${taken}, available_rooms = available_rooms - ?, version = version + ?
     WHERE ${where} AND available_rooms >= ? AND closed = 0`,
    [first.units, first.units, first.bookings, ...parameters, first.units],
  );
}
