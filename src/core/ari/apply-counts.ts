import { setImmediate as yieldToLoop } from 'node:timers/promises';
import type { NewEvent } from '../events/types.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { AriMessage } from '../model/ari.js';
import type { LocalDate } from '../model/local-date.js';
import type { Transaction } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { CellPatches, RoomPatches } from './cell-patches.js';
import { inventoryEvents } from './change-events.js';
import { changeInventory } from './change-inventory.js';
import { withUnmentionedSoldOut } from './complete-set.js';
import type { InventoryCell } from './inventory-store.js';
import { gatherPushFacts } from './push-facts.js';
import { dropOvertaken, markPush } from './push-marks.js';
import { settleUnits } from './room-units.js';
import { usableTime } from './usable-time.js';

/** One message on its way into the tables. */
export interface PushWork {
  readonly catalogue: Catalogue;
  readonly message: AriMessage;
  readonly patches: CellPatches;
  readonly now: Date;
  readonly today: LocalDate;
}

/** See ApplyAriOptions. */
export interface CountOptions {
  readonly overNewer?: boolean;
  readonly saidBy?: Date;
}

export interface CountsApplied {
  readonly events: readonly NewEvent[];
  readonly changed: number;
  /** How many of them could be sold before and cannot now. */
  readonly zeroed: number;
  readonly cells: readonly CellChange[];
}

export interface CellChange {
  /** Version 0: nothing was stored. */
  readonly before: InventoryCell;
  readonly after: InventoryCell;
}

/** The counts and room-level stop-sells of a message; the caller holds the hotel's push lock. */
export async function applyCounts(
  tx: Transaction,
  work: PushWork,
  { overNewer = false, saidBy }: CountOptions,
): Promise<CountsApplied> {
  const { catalogue, message, patches, now, today } = work;
  const { hotel } = catalogue;
  const sentAt = usableTime(message.sent_at, now);
  let rooms: RoomPatches[] = patches.rooms();
  const completeSet = message.complete_set && message.scope !== 'rates';
  const { replaces_closed: replacesClosed = false } = message;
  if (completeSet) rooms = await withUnmentionedSoldOut(tx, { catalogue, rooms, today, replacesClosed });
  if (sentAt !== null && !overNewer) rooms = await dropOvertaken(tx, rooms, { sentAt, completeSet });
  rooms = await settleUnits(tx, rooms, { completeSet, today });
  const saidAt = earlier(sentAt, saidBy === undefined ? null : toSqlTime(saidBy));
  const facts = await gatherPushFacts(tx, hotel, { rooms, receivedAt: toSqlTime(now), saidAt, today });
  const total = { events: [] as NewEvent[], changed: 0, zeroed: 0, cells: [] as CellChange[] };
  for (const room of rooms) {
    const { changed, replaced, zeroed } = await changeInventory(tx, room, facts);
    total.changed += changed.length;
    total.zeroed += zeroed;
    total.cells.push(...cellChanges(replaced, changed));
    total.events.push(...inventoryEvents(hotel.hotel_id, changed));
    await yieldToLoop();
  }
  if (sentAt !== null) await markPush(tx, rooms, sentAt);
  return total;
}

/** Of two times as the database writes them. */
function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

function cellChanges(replaced: readonly InventoryCell[], changed: readonly InventoryCell[]): CellChange[] {
  return changed.flatMap((after, index) => {
    const before = replaced[index];
    return before === undefined ? [] : [{ before, after }];
  });
}
