import { spreadGuests } from '../bookings/booking-request.js';
import { OPERATOR_VIEW, type Viewer } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import { addDays, createTodayIn, type LocalDate } from '../model/local-date.js';
import { invalid } from '../model/validation.js';
import type { Database } from '../platform/database.js';
import { foldText, wordsOf } from './fold-text.js';
import { describeHotel, type HotelHit } from './hotel-hit.js';
import { offerStay, readStayProducts, type StayDates } from './offer-stay.js';
import { readFoundHotels } from './read-found-hotels.js';
import { readCursor, writeCursor } from './search-cursor.js';
import type {
  Candidate,
  Circle,
  IndexFilter,
  PriceRange,
  SearchFacets,
  SearchIndex,
  Sort,
  SortKey,
} from './search-index.js';

export interface SearchRequest {
  /** A partner sees what is mapped to it; null: a guest, who sees what is for sale. */
  readonly viewer: Viewer | null;
  /** Every word is the beginning of a word of name, city or description. */
  readonly text: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly near: Circle | null;
  readonly stay: StayDates | null;
  /** Adults in all rooms together; null: two a search with dates, else any. */
  readonly guests: number | null;
  readonly rooms: number;
  readonly price: PriceRange | null;
  readonly amenities: readonly string[];
  readonly rating: number | null;
  readonly sort: Sort;
  /** Hotels of a page. */
  readonly limit: number;
  readonly cursor: string | null;
  /** Count the values of everything that the index finds, too. */
  readonly facets: boolean;
}

export interface SearchPage {
  /** May be fewer than the limit, even none, where most of what the index found cannot be booked. */
  readonly hotels: readonly HotelHit[];
  /** null: this was the last page. */
  readonly next_cursor: string | null;
  readonly facets: SearchFacets | null;
}

export type SearchHotels = (request: SearchRequest) => Promise<SearchPage>;

export interface SearchHotelsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly searchIndex: SearchIndex;
}

const USUAL_PARTY = 2;
/** Candidates asked for at a time beyond the page: what is dropped need not cost another round. */
const SPARE = 10;
/** After so many the page goes out as it is: who asks for what nobody sells must not keep the database busy. */
const MOST_EXAMINED = 400;

/**
 * Finds hotels: the index names candidates in order, and each is then held against the tables, so that every price,
 * count and restriction shown is exact although the index may be some seconds behind.
 * @throws AppError VALIDATION for a bad cursor, an arrival in the past or a text without words; UNAVAILABLE when the index is away.
 */
export function createSearchHotels(deps: SearchHotelsDeps): SearchHotels {
  const examine = createExamine(deps);
  return async (request) => {
    refusePast(request.stay, deps.clock.now());
    refuseWordless(request.text);
    const filter = toFilter(request);
    const facets = request.facets ? await deps.searchIndex.facets(filter) : null;
    const { sort, limit } = request;
    const hotels: HotelHit[] = [];
    let after: SortKey | null = request.cursor === null ? null : readCursor(sort, request.cursor);
    for (let examined = 0; examined < MOST_EXAMINED;) {
      const wanted = limit - hotels.length + SPARE;
      const candidates = await deps.searchIndex.find({ filter, sort, after, limit: wanted });
      const hits = await examine(request, candidates);
      for (const { hotel_id, key } of candidates) {
        if (hotels.length >= limit) return { hotels, next_cursor: cursorAt(sort, after), facets };
        const hit = hits.get(hotel_id);
        if (hit !== undefined) hotels.push(hit);
        after = key;
      }
      if (candidates.length < wanted) return { hotels, next_cursor: null, facets };
      examined += candidates.length;
    }
    return { hotels, next_cursor: cursorAt(sort, after), facets };
  };
}

function cursorAt(sort: Sort, after: SortKey | null): string | null {
  return after === null ? null : writeCursor(sort, after);
}

function partyOf({ guests, rooms, stay }: SearchRequest): number {
  return Math.max(guests ?? (stay === null ? 1 : USUAL_PARTY), rooms);
}

/** What a hotel must be at least to be worth a look. */
function toFilter(request: SearchRequest): IndexFilter {
  const { viewer, text, city, country, near, stay, rooms, price, amenities, rating } = request;
  return {
    partner_id: viewer === null || viewer.kind === 'operator' ? null : viewer.partner_id,
    words: text === null ? [] : wordsOf(text),
    city: city === null ? null : foldText(city),
    country: country?.toUpperCase() ?? null,
    near,
    nights: stay === null ? null : { from: stay.check_in, to: addDays(stay.check_out, -1) },
    capacity: Math.ceil(partyOf(request) / rooms),
    ...{ rooms, price, amenities, rating },
  };
}

/** Hits by hotel_id; who cannot be booked, or costs too much or too little after all, is not among them. */
function createExamine({ database, clock }: SearchHotelsDeps) {
  const todayIn = createTodayIn();
  return async (
    request: SearchRequest,
    candidates: readonly Candidate[],
  ): Promise<ReadonlyMap<Id, HotelHit>> => {
    const { stay: dates, price } = request;
    const ids = candidates.map(({ hotel_id }) => hotel_id);
    const [found, products] = await Promise.all([
      readFoundHotels(database, request.viewer ?? OPERATOR_VIEW, ids),
      dates === null ? null : readStayProducts(database, ids, dates),
    ]);
    const lines = spreadGuests(partyOf(request), request.rooms);
    const hits = new Map<Id, HotelHit>();
    for (const candidate of candidates) {
      const hotel = found.get(candidate.hotel_id);
      if (hotel === undefined) continue;
      const today = todayIn(hotel.hotel.time_zone, clock.now());
      const offer =
        dates === null || products === null ? null : offerStay(products, hotel, { dates, lines, today });
      if (dates !== null && offer === null) continue;
      const hit = describeHotel(hotel, { candidate, offer, near: request.near });
      if (isWithin(hit.price_per_night, price)) hits.set(candidate.hotel_id, hit);
    }
    return hits;
  };
}

function isWithin(text: string | null, range: PriceRange | null): boolean {
  if (range === null) return true;
  if (text === null) return false;
  const price = Number(text);
  return (range.min === null || price >= range.min) && (range.max === null || price <= range.max);
}

/** Past everywhere on earth; each hotel's own today is looked at when it is examined. */
function refusePast(stay: StayDates | null, now: Date): void {
  const earliest: LocalDate = addDays(now.toISOString().slice(0, 10), -1);
  if (stay === null || stay.check_in >= earliest) return;
  throw invalid('query', [{ pointer: '/checkin_date', code: 'VALIDATION', message: 'is past' }]);
}

/** Signs alone are in no name; taken for "any word" they would find everything. */
function refuseWordless(text: string | null): void {
  if (text === null || wordsOf(text).length > 0) return;
  throw invalid('query', [
    { pointer: '/text', code: 'VALIDATION', message: 'must hold a letter or a digit' },
  ]);
}
