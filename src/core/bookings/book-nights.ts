import { inventoryEvents } from '../ari/change-events.js';
import type { InventoryCell } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import type { Hotel } from '../hotels/hotel.js';
import { AppError } from '../model/errors.js';
import { compareIds, type Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { SqlParameter, Transaction } from '../platform/database.js';
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

type Cell = {
  -readonly [K in 'room_id' | 'date' | 'available_rooms' | 'closed' | 'version']: InventoryCell[K];
};

interface Taken {
  readonly room_id: Id;
  readonly date: LocalDate;
  readonly direct: boolean;
  units: number;
  bookings: number;
}

/**
 * Locks and takes the nights of as many of `needs` as there are rooms for, in their order.
 * Who needs a night that is locked is told so, unless it is to wait.
 * @returns one decision for each of `needs`. @throws AppError ROOM_BUSY when it was not allowed.
 */
export async function bookNights(
  tx: Transaction,
  needs: readonly NightNeeds[],
  { wait, allowed }: { readonly wait: boolean; readonly allowed?: Promise<boolean> },
): Promise<NightDecision[]> {
  const { cells, hotels } = await lockCells(tx, needs, wait);
  if ((await allowed) === false) throw new AppError('ROOM_BUSY', 'Somebody else holds these nights.');
  const taken = new Map<string, Taken>();
  const decisions = needs.map((need): NightDecision => {
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
  const dates = new Map<Id, Set<LocalDate>>();
  for (const need of needs) {
    for (const { room_id } of need.rooms) {
      const known = dates.get(room_id) ?? new Set<LocalDate>();
      need.dates.forEach((date) => known.add(date));
      dates.set(room_id, known);
    }
  }
  const rooms = [...dates].sort(([a], [b]) => compareIds(a, b));
  const where = rooms.map(() => '(room_id = ? AND date IN (?))').join(' OR ');
  const parameters = rooms.flatMap(([room, wanted]): SqlParameter[] => [room, [...wanted].sort()]);
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
 * Law 1. What decides in the end is this statement: it takes every night that was promised, or fewer rows than nights,
 * and then the whole transaction is rolled back.
 */
async function takeAll(tx: Transaction, nights: readonly Taken[]): Promise<void> {
  if (nights.length === 0) return;
  const row = `SELECT CAST(? AS SIGNED) AS room_id, CAST(? AS DATE) AS date, CAST(? AS SIGNED) AS units,
    CAST(? AS SIGNED) AS bookings, CAST(? AS SIGNED) AS direct`;
  const { affectedRows } = await tx.run(
    `UPDATE (${nights.map(() => row).join(' UNION ALL ')}) AS taken
       STRAIGHT_JOIN room_inventory i ON i.room_id = taken.room_id AND i.date = taken.date
     SET i.unacked_rooms = i.unacked_rooms + IF(taken.direct = 1, 0, taken.units),
       i.pms_rooms = i.pms_rooms - IF(taken.direct = 1, taken.units, 0),
       i.available_rooms = i.available_rooms - taken.units, i.version = i.version + taken.bookings
     WHERE i.available_rooms >= taken.units AND i.closed = 0`,
    nights.flatMap((night) => [night.room_id, night.date, night.units, night.bookings, night.direct ? 1 : 0]),
  );
  if (affectedRows !== nights.length) {
    throw new Error(`the guard took ${affectedRows} of ${nights.length} locked nights`);
  }
}
