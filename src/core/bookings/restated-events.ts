import { inventoryEvents } from '../ari/change-events.js';
import { lockInventory, type InventoryCell } from '../ari/inventory-store.js';
import type { NewEvent } from '../events/types.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import { UNMAPPED, type NightUnits } from './net-lots.js';
import { nightsByRoom } from './nights-at.js';

export interface ChangedNights {
  readonly hotel_id: Id;
  /** Who took or gave back these rooms; absent: nobody who counts for himself. */
  readonly sold_by?: Id | undefined;
  /** ISO 8601, as the channel says, or SOLD_AT_UNKNOWN. */
  readonly sold_at?: string | undefined;
  /** By room and date, as they were. */
  readonly before: ReadonlyMap<string, Pick<InventoryCell, 'available_rooms'>>;
  readonly taken: readonly NightUnits[];
  readonly returned: readonly NightUnits[];
}

/**
 * The events of nights whose count changed, as they are left. A channel that counts for itself has counted the same change only
 * where our count moved by all of it: a night that was oversold, or that owes a room still, is told to that channel as well.
 */
export async function restatedEvents(tx: Transaction, changed: ChangedNights): Promise<NewEvent[]> {
  const moved = new Map<string, number>();
  for (const { units, ...night } of changed.taken) add(moved, night, -units);
  for (const { units, ...night } of changed.returned) add(moved, night, units);
  const nights = [...changed.taken, ...changed.returned].filter(({ room_id }) => room_id !== UNMAPPED);
  const events: NewEvent[] = [];
  for (const { room_id, dates } of nightsByRoom(nights)) {
    const after = await lockInventory(tx, room_id, dates);
    const isCounted = (cell: InventoryCell) =>
      cell.available_rooms - (changed.before.get(keyOf(cell))?.available_rooms ?? 0) ===
      moved.get(keyOf(cell));
    const counted = after.filter(isCounted);
    const others = after.filter((cell) => !isCounted(cell));
    events.push(
      ...inventoryEvents(changed.hotel_id, counted, changed.sold_by, changed.sold_at),
      ...inventoryEvents(changed.hotel_id, others),
    );
  }
  return events;
}

type Night = Pick<NightUnits, 'room_id' | 'date'>;

function keyOf({ room_id, date }: Night): string {
  return `${room_id}|${date}`;
}

function add(sums: Map<string, number>, night: Night, units: number): void {
  sums.set(keyOf(night), (sums.get(keyOf(night)) ?? 0) + units);
}
