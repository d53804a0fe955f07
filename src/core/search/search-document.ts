import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';

/** Neighbouring nights, both ends inclusive. */
export interface NightRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export interface SearchRoom {
  readonly room_id: Id;
  readonly capacity: number;
  readonly total_rooms: number;
  /** Nights with a room left, not closed, and an open rate with a price: in date order, never touching. */
  readonly open_nights: readonly NightRange[];
}

/**
 * What a search index holds of an active hotel: enough to find it, not to sell it. It may be behind the tables, and its
 * nights know no restriction; who shows a page computes prices and availability of its hotels anew (createSearchHotels).
 * Prices are in whole units of the hotel's currency with its decimals.
 */
export interface SearchDocument {
  readonly hotel_id: Id;
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly city: string;
  readonly country: string;
  readonly location: { readonly latitude: number; readonly longitude: number } | null;
  readonly amenities: readonly string[];
  readonly image_url: string | null;
  /** 0 to 5; null without reviews. */
  readonly rating: number | null;
  readonly review_count: number;
  readonly currency: string;
  readonly total_rooms: number;
  /** Adults in the largest room type; 0 without one. */
  readonly max_capacity: number;
  /** Lowest price of an open night for two adults, or for one where the room takes no more; null: nothing is open. */
  readonly price_from: number | null;
  /** Lowest and highest price of an open night for any party: what a stay can cost a night at all. */
  readonly price_lowest: number | null;
  readonly price_highest: number | null;
  /** Who has the hotel mapped. */
  readonly partner_ids: readonly Id[];
  readonly rooms: readonly SearchRoom[];
}

/** A hotel's document, or null when it is to leave the index. */
export interface SearchChange {
  readonly hotel_id: Id;
  readonly document: SearchDocument | null;
}
