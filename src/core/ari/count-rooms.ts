import type { Room } from '../hotels/hotel.js';
import type { AriUpdate } from '../model/ari.js';
import type { LocalDate } from '../model/local-date.js';
import type { CellPatches, InventoryPatch } from './cell-patches.js';

/** Prices and restrictions are a room type's; a single room of it is there to be counted. */
export function isCountAlone({ room_code, rate_code, available, set, amounts }: AriUpdate): boolean {
  const counts = room_code !== null && rate_code === null && available !== undefined;
  return counts && amounts.length === 0 && Object.keys(set).length === 0;
}

/**
 * All rate plans of a room type share one count ("pmsXchange, availability"). A count that came with a rate plan code
 * is taken as the room type's as long as the message does not contradict itself; what contradicts is told back.
 */
export function applyCount(
  update: AriUpdate,
  available: number,
  { rooms, dates, patches }: { rooms: readonly Room[]; dates: readonly LocalDate[]; patches: CellPatches },
): string | null {
  if (update.rate_code !== null && update.room_code === null) {
    return 'availability is counted by room type; name the room type instead of the rate plan';
  }
  for (const room of update.rate_code === null ? [] : rooms) {
    const clash = dates.find((date) => {
      const before = patches.knownInventory(room.room_id, date);
      const other = before?.rate_code !== undefined && before.rate_code !== update.rate_code;
      return other && before.available !== available;
    });
    if (clash !== undefined)
      return `${clash} has different counts for rate plans of one room type; they share one count, send it once`;
  }
  for (const room of rooms) {
    for (const date of dates) {
      const patch = patches.inventory(room.room_id, date);
      countRooms(patch, update.unit_code, available);
      if (update.rate_code !== null) patch.rate_code = update.rate_code;
      else delete patch.rate_code;
    }
  }
  return null;
}

/** Counts a room type for a night: all of it, or one single room of it. */
function countRooms(patch: InventoryPatch, unitCode: string | null, available: number): void {
  if (unitCode === null) {
    patch.available = available;
    if (patch.units !== undefined) delete patch.units;
    return;
  }
  patch.units ??= { replaces: patch.available !== undefined, counts: new Map() };
  const { counts } = patch.units;
  counts.set(unitCode, available);
  patch.available = [...counts.values()].reduce((sum, count) => sum + count, 0);
}
