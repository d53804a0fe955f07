import type { Viewer } from '../hotels/catalogue.js';
import type { Room } from '../hotels/hotel.js';
import { RATE_PLAN_COLUMNS, toRatePlan, type RatePlanRow } from '../hotels/rate-plan-rows.js';
import type { Id } from '../model/ids.js';
import { parseAmount } from '../model/money.js';
import type { Database } from '../platform/database.js';
import type { FoundHotel } from './found-hotel.js';

type HotelRow = FoundHotel['hotel'] & { readonly code: string };
type RoomRow = Omit<Room, 'base_price'> & { readonly hotel_id: Id; readonly base_price: string | null };
type HotelRatePlanRow = RatePlanRow & { readonly hotel_id: Id };

interface MappingRow {
  readonly kind: 'hotel' | 'room' | 'rate';
  readonly our_id: Id;
  readonly their_code: string;
}

interface TermRow {
  readonly hotel_id: Id;
  readonly term: string;
}

/**
 * Reads the hotels of a page together, in one round trip however many they are. What is not for sale, or not mapped to
 * this partner, is left out, whatever the index said (law 10).
 * @param viewer an operator sees all under our codes, and so do guests.
 */
export async function readFoundHotels(
  database: Database,
  viewer: Viewer,
  ids: readonly Id[],
): Promise<Map<Id, FoundHotel>> {
  if (ids.length === 0) return new Map();
  const together = <T>(sql: string) => database.readTogether<T>(sql, [ids]);
  const [hotels, rooms, ratePlans, amenities, images, mappings] = await Promise.all([
    together<HotelRow>(
      `SELECT hotel_id, code, name, description, address, city, country, latitude, longitude, time_zone, currency,
         rating, review_count FROM hotels WHERE hotel_id IN (?) AND status = 'ACTIVE'`,
    ),
    together<RoomRow>(
      `SELECT hotel_id, room_id, code, room_type, name, capacity, max_adults, max_children, base_price, total_rooms
       FROM rooms WHERE hotel_id IN (?) ORDER BY room_id`,
    ),
    together<HotelRatePlanRow>(
      `SELECT hotel_id, ${RATE_PLAN_COLUMNS} FROM rate_plans WHERE hotel_id IN (?) ORDER BY rate_plan_id`,
    ),
    together<TermRow>(
      'SELECT hotel_id, amenity AS term FROM hotel_amenities WHERE hotel_id IN (?) ORDER BY amenity',
    ),
    together<TermRow>(
      'SELECT hotel_id, url AS term FROM hotel_images WHERE hotel_id IN (?) ORDER BY is_primary DESC, position',
    ),
    readMappings(database, viewer, ids),
  ]);
  const found = new Map<Id, FoundHotel>();
  for (const { code, ...hotel } of hotels) {
    const ours = <T extends { readonly hotel_id: Id }>(rows: readonly T[]) =>
      rows.filter((row) => row.hotel_id === hotel.hotel_id);
    const hotelCode = viewer.kind === 'operator' ? code : mappings.get(`hotel:${hotel.hotel_id}`);
    if (hotelCode === undefined) continue;
    const sees = (kind: 'room' | 'rate', id: Id) => viewer.kind !== 'ota' || mappings.has(`${kind}:${id}`);
    const allRooms = ours(rooms);
    found.set(hotel.hotel_id, {
      hotel,
      hotel_code: hotelCode,
      rooms: allRooms.filter((room) => sees('room', room.room_id)).map((row) => toRoom(row, hotel.currency)),
      ratePlans: ours(ratePlans)
        .filter((plan) => sees('rate', plan.rate_plan_id))
        .map(toRatePlan),
      roomCode: (id) =>
        mappings.get(`room:${id}`) ?? allRooms.find((room) => room.room_id === id)?.code ?? id,
      amenities: ours(amenities).map(({ term }) => term),
      image_url: ours(images)[0]?.term ?? null,
    });
  }
  return found;
}

function toRoom({ hotel_id: _hotel, base_price, ...room }: RoomRow, currency: string): Room {
  return { ...room, base_price: base_price === null ? null : parseAmount(base_price, currency) };
}

/** The partner's codes by kind and our id; none for an operator, whose codes are ours. */
async function readMappings(
  database: Database,
  viewer: Viewer,
  ids: readonly Id[],
): Promise<Map<string, string>> {
  if (viewer.kind === 'operator') return new Map();
  const rows = await database.readTogether<MappingRow>(
    'SELECT kind, our_id, their_code FROM mappings WHERE partner_id = ? AND hotel_id IN (?)',
    [viewer.partner_id, ids],
  );
  return new Map(rows.map(({ kind, our_id, their_code }) => [`${kind}:${our_id}`, their_code]));
}
