import type { NewEvent, PriceNight } from '../events/types.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import type { Hotel } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';
import { decimalText } from './decimal-text.js';
import type { InventoryCell } from './inventory-store.js';
import type { RateCell } from './rate-store.js';

/** Nights in one event: a year of one product stays one event, and none grows without bound. */
const NIGHTS_AN_EVENT = 1_000;

/**
 * Events that carry the state of changed nights of one room, so that a consumer can ignore what is older. `soldBy`: the partner
 * whose booking changed them, `soldAt`: when, as it says (or SOLD_AT_UNKNOWN).
 */
export function inventoryEvents(
  hotelId: Id,
  cells: readonly Pick<InventoryCell, 'room_id' | 'date' | 'available_rooms' | 'closed' | 'version'>[],
  soldBy?: Id,
  soldAt?: string,
): NewEvent[] {
  return inParts(cells).map((part) => ({
    topic: 'bellhop.inventory',
    type: 'RoomInventoryUpdated',
    hotel_id: hotelId,
    subject: part[0].room_id,
    version: highestVersion(part),
    data: {
      hotel_id: hotelId,
      room_id: part[0].room_id,
      ...(soldBy === undefined ? {} : { sold_by: soldBy }),
      ...(soldBy === undefined || soldAt === undefined ? {} : { sold_at: soldAt }),
      nights: part.map((cell) => ({
        date: cell.date,
        available_rooms: cell.available_rooms,
        closed: cell.closed === 1,
        version: cell.version,
      })),
    },
  }));
}

/** The same for the prices and restrictions of one room and rate plan; a restriction that is not there is left out. */
export function priceEvents(
  { hotel_id, currency }: Pick<Hotel, 'hotel_id' | 'currency'>,
  cells: readonly RateCell[],
): NewEvent[] {
  return inParts(cells).map((part) => ({
    topic: 'bellhop.inventory',
    type: 'PriceUpdated',
    hotel_id,
    subject: `${part[0].room_id}:${part[0].rate_plan_id}`,
    version: highestVersion(part),
    data: {
      hotel_id,
      room_id: part[0].room_id,
      rate_plan_id: part[0].rate_plan_id,
      nights: describeNights(part, currency),
    },
  }));
}

/** Most nights of a season have the same few prices: each text is read once. */
function describeNights(cells: readonly RateCell[], currency: string): PriceNight[] {
  const read = new Map<string, PriceNight['occupancy_amounts']>();
  return cells.map((cell) => {
    const amount = cell.amount === null ? null : decimalText(cell.amount, currency);
    const text = cell.occupancy_amounts;
    if (text === null) return describeNight(cell, { amount, occupancy_amounts: null });
    let levels = read.get(text);
    if (levels === undefined) read.set(text, (levels = JSON.parse(text) as Record<string, string>));
    return describeNight(cell, { amount, occupancy_amounts: levels });
  });
}

function describeNight(cell: RateCell, price: Pick<PriceNight, 'amount' | 'occupancy_amounts'>): PriceNight {
  const night: PriceNight = {
    date: cell.date,
    ...price,
    version: cell.version,
  };
  if (isFree(cell)) return night;
  for (const field of BOOLEAN_RESTRICTIONS) if (cell[field] === 1) night[field] = true;
  for (const field of NUMBER_RESTRICTIONS) if (cell[field] !== null) night[field] = cell[field];
  return night;
}

/** Most nights. Asked field by field by name: ten look-ups by variable names cost more than all the rest of a night. */
function isFree(cell: RateCell): boolean {
  return (
    cell.closed !== 1 &&
    cell.closed_to_arrival !== 1 &&
    cell.closed_to_departure !== 1 &&
    cell.min_stay_arrival === null &&
    cell.max_stay_arrival === null &&
    cell.min_stay_through === null &&
    cell.max_stay_through === null &&
    cell.min_advance_days === null &&
    cell.max_advance_days === null
  );
}

type NonEmpty<T> = readonly [T, ...T[]];

function inParts<T>(cells: readonly T[]): NonEmpty<T>[] {
  const parts: NonEmpty<T>[] = [];
  for (let start = 0; start < cells.length; start += NIGHTS_AN_EVENT) {
    const part = cells.slice(start, start + NIGHTS_AN_EVENT);
    if (isNonEmpty(part)) parts.push(part);
  }
  return parts;
}

function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

function highestVersion(cells: readonly { readonly version: number }[]): number {
  return cells.reduce((highest, cell) => Math.max(highest, cell.version), 0);
}
