import { lockInventory, type InventoryCell } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import type { Hotel } from '../hotels/hotel.js';
import { AppError, type Fault } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { SqlValue, Transaction } from '../platform/database.js';
import { netLots, sumNights, UNMAPPED, type Lot, type NightUnits, type WantedLine } from './net-lots.js';
import { alike, nightsByRoom, nightsCondition } from './nights-at.js';
import { restatedEvents } from './restated-events.js';
import { findChange } from './take-nights.js';

export interface NightsToRestate {
  readonly booking_id: Id;
  readonly hotel: Hotel;
  readonly revision: number;
  /** The last revision that a PMS was handed; 0 for none. */
  readonly toldRevision: number;
  /** What the booking is to have; empty when it is cancelled. */
  readonly wanted: readonly WantedLine[];
  /** Take what there is no room for, too: its channel has sold it already (law 9). */
  readonly oversell: boolean;
  /** Who asked for it, and may have counted it by itself; absent: nobody who does. */
  readonly sold_by?: Id;
  readonly sold_at?: string | undefined;
}

export interface RestatedNights {
  /** The nights whose count changed, as they are left. */
  readonly events: readonly NewEvent[];
  /** Rooms were taken that were not for sale. */
  readonly oversold: boolean;
  /** Nights whose count stays as it is though the booking changed there: their units wait for the word of the PMS, or did. */
  readonly unmoved: readonly Night[];
}

const LOT_COLUMNS = `booking_room_id, room_id, date, quantity, price, revision, acked, acked_at, new_pushes,
  dropped_revision, returned`;

/**
 * Makes the nights of a booking those of its wanted lines, all or nothing: see netLots. The caller holds the locks of
 * the booking and of its reservation revisions.
 * @throws AppError SOLD_OUT naming the nights that lack rooms; ROOM_BUSY when the hotel was set up anew meanwhile.
 */
export async function restateNights(tx: Transaction, work: NightsToRestate): Promise<RestatedNights> {
  const { booking_id, hotel, wanted } = work;
  const lots = await tx.rows<Lot>(
    `SELECT ${LOT_COLUMNS} FROM booking_room_nights
     WHERE booking_id = ? AND returned = 0 AND (dropped_revision IS NULL OR dropped_revision > ?)`,
    [booking_id, work.toldRevision],
  );
  const netted = netLots(lots, wanted, { ...work, inventoryMode: hotel.inventory_mode });
  const cells = await lockNights(tx, work, [...lots, ...netted.added]);
  const short = findShort(netted.added, cells);
  if (short.length > 0 && !work.oversell) throw soldOut(short);
  await takeNights(tx, work, { added: netted.added, cells });
  await returnNights(tx, hotel, netted.surplus);
  await rewriteLots(tx, work, netted.lots);
  const back = netted.surplus.filter((lot) => lot.returned === 1);
  return {
    events: await restatedEvents(tx, {
      ...{ hotel_id: hotel.hotel_id, sold_by: work.sold_by, sold_at: work.sold_at },
      ...{ before: cells, taken: netted.added },
      returned: back.map(({ room_id, date, quantity }) => ({ room_id, date, units: quantity })),
    }),
    oversold: short.length > 0,
    unmoved: [...netted.surplus.filter((lot) => lot.returned === 0), ...netted.revived].filter(
      ({ room_id }) => room_id !== UNMAPPED,
    ),
  };
}

type Cells = ReadonlyMap<string, InventoryCell>;
type Night = Pick<NightUnits, 'room_id' | 'date'>;

const keyOf = ({ room_id, date }: Night) => `${room_id}|${date}`;

/** Also nights that stay as they are: who holds one of them keeps the hotel from being set up anew (see hand-over.ts). */
async function lockNights(
  tx: Transaction,
  { hotel }: NightsToRestate,
  nights: readonly Night[],
): Promise<Cells> {
  const cells = new Map<string, InventoryCell>();
  const counted = nights.filter(({ room_id }) => room_id !== UNMAPPED);
  for (const { room_id, dates } of nightsByRoom(counted)) {
    for (const cell of await lockInventory(tx, room_id, dates)) cells.set(keyOf(cell), cell);
  }
  const [now] = await tx.rows<Pick<Hotel, 'inventory_mode' | 'pms_partner_id'>>(
    'SELECT inventory_mode, pms_partner_id FROM hotels WHERE hotel_id = ?',
    [hotel.hotel_id],
  );
  const change = findChange(hotel, now);
  if (change !== null) throw change;
  return cells;
}

function findShort(added: readonly NightUnits[], cells: Cells): Fault[] {
  return added.flatMap((night): Fault[] => {
    const cell = cells.get(keyOf(night));
    const left = cell?.closed === 1 ? 0 : (cell?.available_rooms ?? 0);
    if (left >= night.units) return [];
    const message = `${night.date} has ${left} of ${night.units} more room(s) left`;
    return [{ pointer: '/lines', code: 'SOLD_OUT', message }];
  });
}

function soldOut(faults: readonly Fault[]): AppError {
  const message = `Not enough rooms: ${faults[0]?.message ?? 'sold out'}. Nothing was booked or changed.`;
  return new AppError('SOLD_OUT', message, { faults });
}

/** The guarded UPDATE of law 1; without its guard only for nights that were sold elsewhere. */
async function takeNights(
  tx: Transaction,
  { hotel, oversell }: NightsToRestate,
  { added, cells }: { added: readonly NightUnits[]; cells: Cells },
): Promise<void> {
  const unknown = oversell ? added.filter((night) => !cells.has(keyOf(night))) : [];
  if (unknown.length > 0) {
    await tx.later(
      `INSERT INTO room_inventory (room_id, date, hotel_id, available_rooms, pms_rooms) VALUES ?
       ON DUPLICATE KEY UPDATE hotel_id = VALUES(hotel_id)`,
      [unknown.map(({ room_id, date }) => [room_id, date, hotel.hotel_id, 0, 0])],
    );
  }
  const taken =
    hotel.inventory_mode === 'direct' ? 'pms_rooms = pms_rooms - ?' : 'unacked_rooms = unacked_rooms + ?';
  for (const [units, nights] of alike(added, ({ units }) => units)) {
    const { where, parameters } = nightsCondition(nightsByRoom(nights));
    const guard = oversell ? '' : ' AND available_rooms >= ? AND closed = 0';
    await tx.laterExactly(
      nights.length,
      `UPDATE room_inventory SET ${taken}, available_rooms = GREATEST(0, pms_rooms - unacked_rooms),
         version = version + 1 WHERE ${where}${guard}`,
      [units, ...parameters, ...(oversell ? [] : [units])],
    );
  }
}

const GIVE_BACK = {
  direct: 'pms_rooms = pms_rooms + ?',
  unacknowledged: 'unacked_rooms = unacked_rooms - ?',
  // Counted before this PMS came, and never told to it: what it has pushed since may hold these rooms or not.
  unknown: 'resend_wanted = IF(? > 0, 1, resend_wanted)',
} as const;

async function returnNights(tx: Transaction, hotel: Hotel, surplus: readonly Lot[]): Promise<void> {
  const back = surplus.filter((lot) => lot.returned === 1 && lot.room_id !== UNMAPPED);
  const kindOf = (lot: Lot) =>
    hotel.inventory_mode === 'direct' ? 'direct' : lot.acked === 0 ? 'unacknowledged' : 'unknown';
  for (const [kind, lots] of alike(back, kindOf)) {
    const sums = sumNights(lots.map(({ room_id, date, quantity }) => ({ room_id, date, units: quantity })));
    for (const [units, nights] of alike(sums, (night) => night.units)) {
      const { where, parameters } = nightsCondition(nightsByRoom(nights));
      await tx.laterExactly(
        nights.length,
        `UPDATE room_inventory SET ${GIVE_BACK[kind]},
           available_rooms = GREATEST(0, pms_rooms - unacked_rooms), version = version + 1 WHERE ${where}`,
        [units, ...parameters],
      );
    }
  }
}

async function rewriteLots(
  tx: Transaction,
  { booking_id, toldRevision }: NightsToRestate,
  lots: readonly Lot[],
): Promise<void> {
  await tx.later(
    `DELETE FROM booking_room_nights
     WHERE booking_id = ? AND returned = 0 AND (dropped_revision IS NULL OR dropped_revision > ?)`,
    [booking_id, toldRevision],
  );
  if (lots.length === 0) return;
  await tx.later(`INSERT INTO booking_room_nights (booking_id, ${LOT_COLUMNS}) VALUES ?`, [
    lots.map((lot): SqlValue[] => [
      booking_id,
      lot.booking_room_id,
      lot.room_id,
      lot.date,
      lot.quantity,
      lot.price,
      lot.revision,
      lot.acked,
      lot.acked_at,
      lot.new_pushes,
      lot.dropped_revision,
      lot.returned,
    ]),
  ]);
}
