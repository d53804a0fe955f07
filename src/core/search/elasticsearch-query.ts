import type { estypes } from '@elastic/elasticsearch';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { plainId, sortableId } from './elasticsearch-document.js';
import type { IndexFilter, IndexQuery, SortKey } from './search-index.js';

type Query = estypes.QueryDslQueryContainer;

/** The filter as a query without scores. */
export function elasticQuery(filter: IndexFilter): Query {
  const { partner_id, city, country, rating, near } = filter;
  const parts: Query[] = [
    { range: { max_capacity: { gte: filter.capacity } } },
    { range: { total_rooms: { gte: filter.rooms } } },
    ...filter.words.map((word): Query => ({ prefix: { words: { value: word } } })),
    ...filter.amenities.map((amenity): Query => ({ term: { amenities: amenity } })),
    ...priceParts(filter),
  ];
  if (partner_id !== null) parts.push({ term: { partner_ids: partner_id } });
  if (city !== null) parts.push({ term: { city_key: city } });
  if (country !== null) parts.push({ term: { country } });
  if (rating !== null) parts.push({ range: { rating: { gte: rating } } });
  if (near !== null) {
    const { latitude: lat, longitude: lon, radius_km } = near;
    parts.push({ geo_distance: { distance: `${radius_km * 1_000}m`, location: { lat, lon } } });
  }
  if (filter.nights !== null) parts.push(openIn(filter.nights, filter.capacity));
  return { bool: { filter: parts } };
}

function openIn({ from, to }: { from: string; to: string }, capacity: number): Query {
  const nights = { gte: from, lte: to, relation: 'contains' } as const;
  const parts: Query[] = [{ range: { 'rooms.open_nights': nights } }];
  parts.push({ range: { 'rooms.capacity': { gte: capacity } } });
  return { nested: { path: 'rooms', query: { bool: { filter: parts } } } };
}

function priceParts({ price, nights }: IndexFilter): Query[] {
  const parts: Query[] = [];
  const { min = null, max = null } = price ?? {};
  const atMost = nights === null ? 'price_from' : 'price_lowest';
  const atLeast = nights === null ? 'price_from' : 'price_highest';
  if (max !== null) parts.push({ range: { [atMost]: { lte: max } } });
  if (min !== null) parts.push({ range: { [atLeast]: { gte: min } } });
  return parts;
}

const BY_ID: estypes.SortCombinations = { 'sort.hotel_id': 'asc' };

/** Every order ends with hotel_id, so that no two hotels share a place. */
export function elasticSort({ sort, filter }: IndexQuery): estypes.SortCombinations[] {
  switch (sort) {
    case 'recommended':
      return [{ 'sort.rating': 'desc' }, { review_count: 'desc' }, BY_ID];
    case 'rating':
      return [{ 'sort.rating': 'desc' }, BY_ID];
    case 'price':
      return [{ 'sort.price': 'asc' }, BY_ID];
    case 'name':
      return [{ 'sort.name': 'asc' }, BY_ID];
    case 'distance': {
      if (filter.near === null) throw new AppError('VALIDATION', 'Sorting by distance needs a place.');
      const { latitude: lat, longitude: lon } = filter.near;
      return [{ _geo_distance: { location: { lat, lon }, order: 'asc', unit: 'm' } }, BY_ID];
    }
  }
}

export function toSearchAfter(key: SortKey): (string | number)[] {
  return [...key.slice(0, -1), sortableId(String(key.at(-1)))];
}

export function fromHitSort(sort: estypes.SortResults): SortKey {
  const values = sort.slice(0, -1).map((value) => (typeof value === 'number' ? value : String(value)));
  const id: Id = plainId(String(sort.at(-1)));
  return [...values, id];
}
