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

/** The counts and room-level stop-sells of a message; the caller holds the hotel's push lock. */
export async function applyCounts(
  tx: Transaction,
  work: PushWork,
  { overNewer = false }: { readonly overNewer?: boolean },
): Promise<{ events: NewEvent[]; changed: number; zeroed: number }> {
  const { catalogue, message, patches, now, today } = work;
  const { hotel } = catalogue;
  const sentAt = usableTime(message.sent_at, now);
  let rooms: RoomPatches[] = patches.rooms();
  const completeSet = message.complete_set && message.scope !== 'rates';
  const { replaces_closed: replacesClosed = false } = message;
  if (completeSet) rooms = await withUnmentionedSoldOut(tx, { catalogue, rooms, today, replacesClosed });
  if (sentAt !== null && !overNewer) rooms = await dropOvertaken(tx, rooms, { sentAt, completeSet });
  rooms = await settleUnits(tx, rooms, { completeSet, today });
  const facts = await gatherPushFacts(tx, hotel, { rooms, receivedAt: toSqlTime(now), sentAt, today });
  const total = { events: [] as NewEvent[], changed: 0, zeroed: 0 };
  for (const room of rooms) {
    const { changed, zeroed } = await changeInventory(tx, room, facts);
    total.changed += changed.length;
    total.zeroed += zeroed;
    total.events.push(...inventoryEvents(hotel.hotel_id, changed));
    await yieldToLoop();
  }
  if (sentAt !== null) await markPush(tx, rooms, sentAt);
  return total;
}
