import type { InventoryCell } from '../ari/inventory-store.js';
import type { Hotel } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import type { IntentCheck } from './known-intents.js';
import { inKeyOrder, nightsCondition } from './nights-at.js';
import type { RoomUnits } from './take-nights.js';

/** What one booking needs: the same nights of each of these room types. */
export interface NightNeeds {
  readonly hotel: Hotel;
  readonly rooms: readonly RoomUnits[];
  readonly dates: readonly LocalDate[];
  /** Who has sold them, and may have counted them by itself. */
  readonly sold_by?: Id;
  /** Of the rates that its price is of: they, and the hotel, must be as they were. Absent: whatever they are. */
  readonly rates_version?: number | undefined;
}

export interface Turns {
  /** Whether to wait for nights that somebody else has locked at this moment. */
  readonly wait: boolean;
  /** With the nights locked, which of the needs may be met at all; absent: all of them. */
  readonly allowed?: Promise<readonly boolean[]>;
  /** Asked with the locks: whose intents are known is overtaken. */
  readonly check?: IntentCheck;
}

/** A night as it will be left: what the bookings so far were promised is off its rooms already. */
export interface Cell {
  readonly room_id: Id;
  readonly date: LocalDate;
  available_rooms: number;
  readonly closed: number;
  version: number;
  units: number;
  bookings: number;
}

/** By room and date. */
export type Cells = ReadonlyMap<Id, ReadonlyMap<LocalDate, Cell>>;

type CellRow = Pick<InventoryCell, 'room_id' | 'date' | 'available_rooms' | 'closed' | 'version'>;

export interface HotelNow extends Pick<Hotel, 'hotel_id' | 'inventory_mode' | 'pms_partner_id' | 'version'> {
  readonly rates_version: number;
}

interface Locked {
  readonly cells: Cells;
  readonly hotels: ReadonlyMap<Id, HotelNow>;
  /** Places of the needs whose intents are known. */
  readonly known: ReadonlySet<number>;
}

/** Locks and reads all nights of all of `needs`, in key order, and with them their hotels as they are now. */
export async function lockCells(
  tx: Transaction,
  needs: readonly NightNeeds[],
  { wait, check }: Turns,
): Promise<Locked> {
  // Not `(room_id, date) IN`: there ids are compared as floating point, which takes neighbours for each other.
  const { where, parameters } = nightsCondition(inKeyOrder(nightsOf(needs)));
  // Intents first: the locks are held from the second on. Hotels last: as they are while the nights are held.
  const results = await tx.readAll([
    ...(check?.statements ?? []),
    {
      sql: `SELECT room_id, date, available_rooms, closed, version FROM room_inventory WHERE ${where}
        ORDER BY room_id, date FOR UPDATE${wait ? '' : ' SKIP LOCKED'}`,
      parameters,
    },
    {
      sql: `SELECT hotel_id, inventory_mode, pms_partner_id, version, rates_version FROM hotels
        WHERE hotel_id IN (?)`,
      parameters: [[...new Set(needs.map((need) => need.hotel.hotel_id))]],
    },
  ]);
  const [rows, hotels] = results.slice(-2) as [CellRow[], HotelNow[]];
  return {
    cells: toCells(rows),
    hotels: new Map(hotels.map((hotel) => [hotel.hotel_id, hotel])),
    known: check?.findKnown(results) ?? new Set(),
  };
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
