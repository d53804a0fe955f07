import type { SearchDocument } from '../../src/core/search/search-document.js';

/** An active hotel with one room type for two that is open for the whole of March 2031. */
export function aSearchDocument(hotelId: string, overrides: Partial<SearchDocument> = {}): SearchDocument {
  return {
    hotel_id: hotelId,
    code: `H${hotelId}`,
    name: `Hotel ${hotelId}`,
    description: null,
    city: 'Porto',
    country: 'PT',
    location: null,
    amenities: [],
    image_url: null,
    rating: null,
    review_count: 0,
    currency: 'EUR',
    total_rooms: 10,
    max_capacity: 2,
    price_from: 100,
    price_lowest: 80,
    price_highest: 140,
    partner_ids: [],
    rooms: [aSearchRoom(`${hotelId.slice(0, 17)}1`)],
    ...overrides,
  };
}

export function aSearchRoom(
  roomId: string,
  overrides: Partial<SearchDocument['rooms'][number]> = {},
): SearchDocument['rooms'][number] {
  return {
    room_id: roomId,
    capacity: 2,
    total_rooms: 10,
    open_nights: [{ from: '2031-03-01', to: '2031-03-31' }],
    ...overrides,
  };
}
