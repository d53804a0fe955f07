import type { z } from 'zod';
import type { hotelInput } from '../../src/core/hotels/hotel-input.js';

export type HotelFile = z.input<typeof hotelInput>;

/** A valid hotel file: two rooms, one rate plan, EUR, pms mode, no partner unless given. */
export function aHotel(overrides: Partial<HotelFile> = {}): HotelFile {
  return {
    code: 'HV01',
    name: 'Hotel Vista',
    city: 'Porto',
    country: 'PT',
    time_zone: 'Europe/Lisbon',
    currency: 'EUR',
    rooms: [
      {
        code: 'DBL',
        room_type: 'DOUBLE',
        name: 'Double',
        capacity: 2,
        total_rooms: 10,
        base_price: '120.00',
      },
      { code: 'SGL', room_type: 'SINGLE', name: 'Single', capacity: 1, total_rooms: 3 },
    ],
    rate_plans: [{ code: 'BAR', name: 'Best available', meal_plan: 'ROOM_ONLY' }],
    ...overrides,
  };
}
