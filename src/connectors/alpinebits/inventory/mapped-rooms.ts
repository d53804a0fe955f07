import type { MappedRoomRate } from '../../../core/model/incoming-reservation.js';
import type { Category, Inventory } from './inventory.js';

/** "Room" of the list GRI: what kind of room it is, nobody told us. */
const ROOM = '42';

/** The room types that are mapped to whoever asks, as room categories. */
export function toInventory(roomRates: readonly MappedRoomRate[]): Inventory {
  const categories = new Map<string, Category>();
  for (const { room_code: code, room_name, max_guests } of roomRates) {
    if (categories.has(code)) continue;
    const names = [{ texts: [{ language: 'en', format: 'PlainText', text: room_name }] }];
    categories.set(code, {
      code,
      min_occupancy: 1,
      max_occupancy: max_guests,
      standard_occupancy: max_guests,
      classification: ROOM,
      amenities: [],
      names,
      descriptions: [],
      pictures: [],
      rooms: [],
    });
  }
  return { categories: [...categories.values()] };
}
