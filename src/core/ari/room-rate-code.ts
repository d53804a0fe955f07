import type { Catalogue } from '../hotels/catalogue.js';
import type { RatePlan, Room } from '../hotels/hotel.js';

/** What stands between both codes where one code names a room type and a rate plan. */
export const ROOM_RATE_MARK = ':';

export interface RoomRate {
  readonly room: Room;
  readonly ratePlan: RatePlan;
}

/**
 * What "DBL:BAR" means: for partners whose rate plans belong to one room type each, and who therefore name no room ("Channex,
 * rate plans"). A code that is mapped as it stands is asked for first, by the caller.
 */
export function findRoomRate(code: string, catalogue: Catalogue): RoomRate | undefined {
  // Codes may hold the mark themselves, so each place where it stands is tried.
  for (let at = code.indexOf(ROOM_RATE_MARK); at > 0; at = code.indexOf(ROOM_RATE_MARK, at + 1)) {
    const room = catalogue.room(code.slice(0, at));
    const ratePlan = catalogue.ratePlan(code.slice(at + 1));
    if (room !== undefined && ratePlan !== undefined) return { room, ratePlan };
  }
  return undefined;
}
