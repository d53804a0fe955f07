import type { SqlParameter } from '../platform/database.js';
import type { Circle, IndexFilter } from './search-index.js';

/** Metres: the mean radius of the earth that Elasticsearch reckons with too. */
const EARTH = 6_371_008.7714;
const METRES_A_DEGREE = (EARTH * Math.PI) / 180;

export interface SqlPart {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
}

/** The filter as a condition on `search_hotels s`. */
export function mysqlCondition(filter: IndexFilter): SqlPart {
  const parts: SqlPart[] = [
    { sql: 's.active = 1', parameters: [] },
    { sql: 's.max_capacity >= ? AND s.total_rooms >= ?', parameters: [filter.capacity, filter.rooms] },
    // Words are letters and digits only, so none is a wildcard.
    ...filter.words.map((word) => ({ sql: 's.words LIKE ?', parameters: [`% ${word}%`] })),
    ...filter.amenities.map((amenity) => hasTerm('amenity', amenity)),
  ];
  if (filter.partner_id !== null) parts.push(hasTerm('partner', filter.partner_id));
  if (filter.city !== null) parts.push({ sql: 's.city_key = ?', parameters: [filter.city] });
  if (filter.country !== null) parts.push({ sql: 's.country = ?', parameters: [filter.country] });
  if (filter.rating !== null) parts.push({ sql: 's.rating >= ?', parameters: [filter.rating] });
  if (filter.near !== null) parts.push(isNear(filter.near));
  parts.push(...priceParts(filter));
  if (filter.nights !== null) {
    parts.push({
      sql: `EXISTS (SELECT 1 FROM search_open_nights n WHERE n.hotel_id = s.hotel_id AND n.capacity >= ?
        AND n.from_date <= ? AND n.to_date >= ?)`,
      parameters: [filter.capacity, filter.nights.from, filter.nights.to],
    });
  }
  return joinParts(parts, ' AND ');
}

export function joinParts(parts: readonly SqlPart[], separator: string): SqlPart {
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(separator),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

/**
 * Metres to the middle of the circle, to the decimetre: a rounded number comes back from a cursor as the very number
 * that it was.
 */
export function distanceTo({ latitude, longitude }: Circle): SqlPart {
  return {
    sql: `ROUND(2 * ${EARTH} * ASIN(LEAST(1, SQRT(POW(SIN(RADIANS(s.latitude - ?) / 2), 2)
      + COS(RADIANS(?)) * COS(RADIANS(s.latitude)) * POW(SIN(RADIANS(s.longitude - ?) / 2), 2)))), 1)`,
    parameters: [latitude, latitude, longitude],
  };
}

function isNear(near: Circle): SqlPart {
  const metres = near.radius_km * 1_000;
  const reach = metres / METRES_A_DEGREE;
  const distance = distanceTo(near);
  return {
    // The strip of latitudes can use the index; the circle decides.
    sql: `s.latitude BETWEEN ? AND ? AND s.longitude IS NOT NULL AND ${distance.sql} <= ?`,
    parameters: [near.latitude - reach, near.latitude + reach, ...distance.parameters, metres],
  };
}

function priceParts({ price, nights }: IndexFilter): SqlPart[] {
  const parts: SqlPart[] = [];
  const { min = null, max = null } = price ?? {};
  const atMost = nights === null ? 's.price_from' : 's.price_lowest';
  const atLeast = nights === null ? 's.price_from' : 's.price_highest';
  if (max !== null) parts.push({ sql: `${atMost} <= ?`, parameters: [max] });
  if (min !== null) parts.push({ sql: `${atLeast} >= ?`, parameters: [min] });
  return parts;
}

function hasTerm(kind: 'amenity' | 'partner', term: string): SqlPart {
  return {
    sql: `EXISTS (SELECT 1 FROM search_terms t WHERE t.hotel_id = s.hotel_id AND t.kind = '${kind}' AND t.term = ?)`,
    parameters: [term],
  };
}
