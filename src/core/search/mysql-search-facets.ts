import type { Queryable, SqlParameter } from '../platform/database.js';
import { mysqlCondition } from './mysql-search-filter.js';
import {
  FACET_SIZE,
  PRICE_STEPS,
  RATING_STEPS,
  type IndexFilter,
  type SearchFacets,
} from './search-index.js';

/** Counts by value of what the filter finds. */
export async function mysqlFacets(database: Queryable, filter: IndexFilter): Promise<SearchFacets> {
  const where = mysqlCondition(filter);
  const counted = async (select: string) =>
    (
      await database.rows<{ value: string; count: string }>(
        `${select} WHERE ${where.sql} GROUP BY value ORDER BY count DESC, value LIMIT ${FACET_SIZE}`,
        where.parameters,
      )
    ).map(({ value, count }) => ({ value, count: Number(count) }));
  const amenities = await counted(
    `SELECT a.term AS value, COUNT(*) AS count FROM search_hotels s
     JOIN search_terms a ON a.hotel_id = s.hotel_id AND a.kind = 'amenity'`,
  );
  const cities = await counted('SELECT s.city AS value, COUNT(*) AS count FROM search_hotels s');
  return { amenities, cities, ...(await countSteps(database, where)) };
}

interface Steps {
  readonly total: number;
  readonly rating: SearchFacets['rating'];
  readonly price: SearchFacets['price'];
}

async function countSteps(
  database: Queryable,
  where: { sql: string; parameters: readonly SqlParameter[] },
): Promise<Steps> {
  const ratings = RATING_STEPS.map((step, at) => `SUM(s.rating >= ${step}) AS rating_${at}`);
  const prices = PRICE_STEPS.map((from, at) => {
    const to = PRICE_STEPS[at + 1];
    const below = to === undefined ? '' : ` AND s.price_from < ${to}`;
    return `SUM(s.price_from >= ${from}${below}) AS price_${at}`;
  });
  const [row = {}] = await database.rows<Record<string, string | null>>(
    `SELECT COUNT(*) AS total, ${[...ratings, ...prices].join(', ')} FROM search_hotels s WHERE ${where.sql}`,
    where.parameters,
  );
  // A sum over nothing is NULL.
  const count = (name: string) => Number(row[name] ?? 0);
  return {
    total: count('total'),
    rating: RATING_STEPS.map((at_least, at) => ({ at_least, count: count(`rating_${at}`) })),
    price: PRICE_STEPS.map((from, at) => ({
      from,
      to: PRICE_STEPS[at + 1] ?? null,
      count: count(`price_${at}`),
    })),
  };
}
