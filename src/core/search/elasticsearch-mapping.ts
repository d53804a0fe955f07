import type { estypes } from '@elastic/elasticsearch';

const SHOWN_ONLY = { index: false, doc_values: false } as const;

/**
 * Strict: a field that nobody declared is a mistake, not a new column. `words`, `city_key` and `sort` are spelt by
 * fold-text.ts; the plain fields are for whoever queries the index himself. A night is found in open_nights like a date
 * (`term`), a stay as a range that one entry contains: a year of open nights is one entry, where dates would be 365.
 */
const PROPERTIES: Record<string, estypes.MappingProperty> = {
  hotel_id: { type: 'keyword' },
  code: { type: 'keyword' },
  name: { type: 'text' },
  description: { type: 'text' },
  city: { type: 'keyword' },
  country: { type: 'keyword' },
  location: { type: 'geo_point' },
  amenities: { type: 'keyword' },
  image_url: { type: 'keyword', ...SHOWN_ONLY },
  rating: { type: 'double' },
  review_count: { type: 'integer' },
  currency: { type: 'keyword' },
  total_rooms: { type: 'integer' },
  max_capacity: { type: 'short' },
  price_from: { type: 'double' },
  price_lowest: { type: 'double' },
  price_highest: { type: 'double' },
  partner_ids: { type: 'keyword' },
  words: { type: 'keyword' },
  city_key: { type: 'keyword' },
  sort: {
    properties: {
      hotel_id: { type: 'keyword' },
      name: { type: 'keyword' },
      rating: { type: 'double' },
      price: { type: 'double' },
    },
  },
  rooms: {
    type: 'nested',
    properties: {
      room_id: { type: 'keyword' },
      capacity: { type: 'short' },
      total_rooms: { type: 'integer' },
      open_nights: { type: 'date_range', format: 'yyyy-MM-dd' },
    },
  },
};

export const INDEX_DEFINITION = {
  settings: {
    number_of_shards: 1,
    auto_expand_replicas: '0-1',
    // Said, because an index that nobody searches for a while would else be refreshed only when somebody does.
    refresh_interval: '1s',
    // So long is remembered at which version a hotel left: what a slow process writes late cannot bring it back.
    gc_deletes: '1h',
  },
  mappings: { dynamic: 'strict', properties: PROPERTIES },
} as const satisfies Pick<estypes.IndicesCreateRequest, 'settings' | 'mappings'>;
