import type { OpenCatalogue, Viewer } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import { todayIn } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';

export type ResendWanted = (viewer: Viewer, hotelCode: string) => Promise<boolean>;

interface Deps {
  readonly database: Queryable;
  readonly openCatalogue: OpenCatalogue;
  readonly clock: Clock;
}

/**
 * Whether some night of a hotel still to come waits for a fresh count, because a push may or may not have counted a booking
 * (law 3): a PMS whose contract can be asked is then asked for a full set.
 */
export function createResendWanted({ database, openCatalogue, clock }: Deps): ResendWanted {
  return async (viewer, hotelCode) => {
    const { hotel, rooms } = await openCatalogue(viewer, hotelCode);
    if (rooms.length === 0) return false;
    const waiting = await database.rows(
      'SELECT 1 FROM room_inventory WHERE room_id IN (?) AND date >= ? AND resend_wanted = 1 LIMIT 1',
      [rooms.map((room) => room.room_id), todayIn(hotel.time_zone, clock.now())],
    );
    return waiting.length > 0;
  };
}
