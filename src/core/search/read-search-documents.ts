import type { Clock } from '../model/clock.js';
import { compareIds, type Id } from '../model/ids.js';
import { addDays, createTodayIn, toRanges, type LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';
import { createLoopPause } from '../platform/loop-pause.js';
import { createPriceCollector } from './price-span.js';
import type { SearchChange, SearchDocument, SearchRoom } from './search-document.js';
import {
  readAmenities,
  readHotels,
  readImages,
  readNights,
  readPartners,
  readRooms,
  type HotelRow,
  type NightRow,
  type RoomRow,
  type TermRow,
} from './search-document-rows.js';

export type ReadSearchDocuments = (hotelIds: readonly Id[]) => Promise<SearchChange[]>;

/**
 * Builds what the index is to hold of these hotels from the tables as they are now: one entry a hotel in the order of
 * their ids, its document null where the hotel is not for sale. Some statements for all of them together.
 */
export function createReadSearchDocuments({
  database,
  clock,
}: {
  readonly database: Queryable;
  readonly clock: Clock;
}): ReadSearchDocuments {
  const todayIn = createTodayIn();
  return async (hotelIds) => {
    const ids = [...new Set(hotelIds)].sort(compareIds);
    if (ids.length === 0) return [];
    const hotels = new Map((await readHotels(database, ids)).map((hotel) => [hotel.hotel_id, hotel]));
    const active = [...hotels.keys()];
    if (active.length === 0) return ids.map((hotel_id) => ({ hotel_id, document: null }));
    const now = clock.now();
    const parts: Parts = {
      rooms: byHotel(await readRooms(database, active)),
      // Nowhere on earth is it earlier than the day before UTC's; each hotel's own today is looked at below.
      nights: byHotel(await readNights(database, active, addDays(now.toISOString().slice(0, 10), -1))),
      amenities: byHotel(await readAmenities(database, active)),
      images: byHotel(await readImages(database, active)),
      partners: byHotel(await readPartners(database, active)),
    };
    const pause = createLoopPause();
    const changes: SearchChange[] = [];
    for (const hotel_id of ids) {
      const hotel = hotels.get(hotel_id);
      const document = hotel === undefined ? null : toDocument(hotel, parts, todayIn(hotel.time_zone, now));
      changes.push({ hotel_id, document });
      if (pause.isDue()) await pause.take();
    }
    return changes;
  };
}

interface Parts {
  readonly rooms: ReadonlyMap<Id, readonly RoomRow[]>;
  readonly nights: ReadonlyMap<Id, readonly NightRow[]>;
  readonly amenities: ReadonlyMap<Id, readonly TermRow[]>;
  readonly images: ReadonlyMap<Id, readonly TermRow[]>;
  readonly partners: ReadonlyMap<Id, readonly TermRow[]>;
}

function toDocument(hotel: HotelRow, parts: Parts, today: LocalDate): SearchDocument {
  const { hotel_id, latitude, longitude } = hotel;
  const rooms = parts.rooms.get(hotel_id) ?? [];
  const { open, span } = openNightsOf(parts.nights.get(hotel_id) ?? [], { hotel, rooms, today });
  const terms = (of: ReadonlyMap<Id, readonly TermRow[]>) => (of.get(hotel_id) ?? []).map((row) => row.term);
  return {
    hotel_id,
    code: hotel.code,
    name: hotel.name,
    description: hotel.description,
    city: hotel.city,
    country: hotel.country,
    location:
      latitude === null || longitude === null
        ? null
        : { latitude: Number(latitude), longitude: Number(longitude) },
    amenities: terms(parts.amenities),
    image_url: terms(parts.images)[0] ?? null,
    rating: hotel.rating === null ? null : Number(hotel.rating),
    review_count: hotel.review_count,
    currency: hotel.currency,
    total_rooms: rooms.reduce((sum, room) => sum + room.total_rooms, 0),
    max_capacity: Math.max(0, ...rooms.map((room) => room.capacity)),
    ...span,
    partner_ids: terms(parts.partners),
    rooms: rooms.map(({ room_id, capacity, total_rooms }): SearchRoom => ({
      room_id,
      capacity,
      total_rooms,
      open_nights: toRanges([...(open.get(room_id) ?? [])]),
    })),
  };
}

function openNightsOf(
  nights: readonly NightRow[],
  { hotel, rooms, today }: { hotel: HotelRow; rooms: readonly RoomRow[]; today: LocalDate },
) {
  const capacities = new Map(rooms.map((room) => [room.room_id, room.capacity]));
  const prices = createPriceCollector(hotel.currency);
  const open = new Map<Id, Set<LocalDate>>();
  for (const { room_id, date, amount, occupancy_amounts } of nights) {
    if (date < today) continue;
    const priced = prices.add({ amount, occupancy_amounts, capacity: capacities.get(room_id) ?? 0 });
    if (!priced) continue;
    const dates = open.get(room_id);
    if (dates === undefined) open.set(room_id, new Set([date]));
    else dates.add(date);
  }
  return { open, span: prices.span() };
}

function byHotel<Row extends { readonly hotel_id: Id }>(rows: readonly Row[]): Map<Id, Row[]> {
  const groups = new Map<Id, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.hotel_id);
    if (group === undefined) groups.set(row.hotel_id, [row]);
    else group.push(row);
  }
  return groups;
}
