import type { Catalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { IncomingReservation, IncomingRoom } from '../model/incoming-reservation.js';

const OF_AGE = 18;
const MOST_GUESTS = 50;

/** Who needs a bed: rooms are priced by adults and hold so many persons; an infant sleeps in a cot. */
export function countGuests(room: Pick<IncomingRoom, 'guests'>): { adults: number; children: number } {
  let adults = 0;
  let children = 0;
  for (const { age_band, count, age } of room.guests) {
    const grown = age_band === 'adult' || age_band === 'senior' || (age ?? OF_AGE) >= OF_AGE;
    if (age_band === 'infant') continue;
    if (grown && age_band !== 'child') adults += count;
    else children += count;
  }
  return { adults: Math.min(MOST_GUESTS, Math.max(1, adults)), children };
}

/**
 * Children take places too, which a booking's lines do not know: they have adults alone.
 * @throws AppError STAY_RESTRICTED for a party that does not fit into its room type
 */
export function refuseParty({ rooms }: IncomingReservation, catalogue: Catalogue): void {
  for (const room of rooms) {
    const type = room.room_code === null ? undefined : catalogue.room(room.room_code);
    const { adults, children } = countGuests(room);
    if (type === undefined || adults + children <= type.capacity) continue;
    const party = `${adults} adult(s) and ${children} child(ren)`;
    throw new AppError(
      'STAY_RESTRICTED',
      `Room type "${room.room_code ?? ''}" takes ${type.capacity} guests, not ${party}; book more rooms.`,
      { details: { reason: 'OCCUPANCY', capacity: type.capacity } },
    );
  }
}
