import type { Id } from '../model/ids.js';
import type { NightRange, SearchChange } from './search-document.js';

export const SORTS = ['recommended', 'price', 'rating', 'distance', 'name'] as const;
/** recommended: best rating, then most reviews; price: lowest price_from; what is equal goes by hotel_id. */
export type Sort = (typeof SORTS)[number];

export interface Circle {
  readonly latitude: number;
  readonly longitude: number;
  readonly radius_km: number;
}

/** Whole units of each hotel's own currency, inclusive. */
export interface PriceRange {
  readonly min: number | null;
  readonly max: number | null;
}

/** What a hotel must be. All conditions hold together; null or empty: does not matter. */
export interface IndexFilter {
  readonly partner_id: Id | null;
  /** Folded; each is the beginning of some word of name, city or description. */
  readonly words: readonly string[];
  /** Folded, the whole name of the city. */
  readonly city: string | null;
  readonly country: string | null;
  readonly near: Circle | null;
  /** Every night is open in one room type that takes `capacity`. */
  readonly nights: NightRange | null;
  readonly capacity: number;
  /** Rooms that the hotel has in all. */
  readonly rooms: number;
  /** Without nights price_from lies in it; with nights some price of an open night can. */
  readonly price: PriceRange | null;
  readonly amenities: readonly string[];
  /** At least. */
  readonly rating: number | null;
}

/** Place of a hotel in an order: the values sorted by, hotel_id last. */
export type SortKey = readonly [...(string | number)[], Id];

export interface IndexQuery {
  readonly filter: IndexFilter;
  /** distance needs a circle. */
  readonly sort: Sort;
  /** Hotels behind this place, exclusive; null from the start. */
  readonly after: SortKey | null;
  readonly limit: number;
}

export interface Candidate {
  readonly hotel_id: Id;
  readonly price_from: number | null;
  readonly key: SortKey;
}

export interface SearchFacets {
  readonly total: number;
  /** Most frequent first, equal ones by name, at most FACET_SIZE. */
  readonly amenities: readonly { readonly value: string; readonly count: number }[];
  readonly cities: readonly { readonly value: string; readonly count: number }[];
  readonly rating: readonly { readonly at_least: number; readonly count: number }[];
  /** By price_from; `to` is exclusive. */
  readonly price: readonly { readonly from: number; readonly to: number | null; readonly count: number }[];
}

export const FACET_SIZE = 50;
export const RATING_STEPS = [3, 3.5, 4, 4.5] as const;
export const PRICE_STEPS = [0, 50, 100, 150, 200, 300, 500] as const;

/** Places a hotel without rating or price behind all others in every engine alike. */
export const NO_RATING = -1;
export const NO_PRICE = 1_000_000_000_000;

/** By hotel_id and room_id; a hotel that is not in the index is left out. */
export type OpenNights = ReadonlyMap<Id, ReadonlyMap<Id, readonly NightRange[]>>;

/** A new index while it is being filled. */
export interface RebuildTarget {
  readonly name: string;
  /** It was there already: an earlier rebuild did not come to its end. */
  readonly resumed: boolean;
}

/** Finds hotels by document: the tables of the embedded form, or Elasticsearch. Both give the same in the same order. */
export interface SearchIndex {
  readonly kind: 'mysql' | 'elasticsearch';
  /** @throws AppError UNAVAILABLE */
  find(query: IndexQuery): Promise<Candidate[]>;
  /** Counts over all hotels that the filter finds. @throws AppError UNAVAILABLE */
  facets(filter: IndexFilter): Promise<SearchFacets>;
  /** What was last written, be it visible to find or not. @throws AppError UNAVAILABLE */
  openNights(hotelIds: readonly Id[]): Promise<OpenNights>;
  /**
   * Writes documents as of `version`; what the index holds of a hotel with the same or a higher version stays. Makes the
   * index where there is none. Returns when all is stored; find sees it within about a second.
   * @param into `rebuild`: only the index that beginRebuild made; `live`: the one that answers, and that one too.
   * @throws AppError UNAVAILABLE
   */
  write(version: number, changes: readonly SearchChange[], into: 'live' | 'rebuild'): Promise<void>;
  /** Makes an empty index beside the one that answers, or takes up the one that was left. */
  beginRebuild(): Promise<RebuildTarget>;
  /** From now on the new index answers; the old one is gone. */
  finishRebuild(target: RebuildTarget): Promise<void>;
  /** Never throws. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}
