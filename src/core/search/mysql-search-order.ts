import { AppError } from '../model/errors.js';
import { joinParts, distanceTo, type SqlPart } from './mysql-search-filter.js';
import { NO_PRICE, NO_RATING, type IndexQuery, type SortKey } from './search-index.js';

interface SortColumn extends SqlPart {
  readonly direction: 'ASC' | 'DESC';
}

/** What a hotel is sorted by; every order ends with hotel_id, so that no two hotels share a place. */
export function mysqlSortColumns({ sort, filter }: IndexQuery): SortColumn[] {
  const column = (sql: string, direction: SortColumn['direction']): SortColumn => ({
    sql,
    parameters: [],
    direction,
  });
  const byId = column('s.hotel_id', 'ASC');
  const byRating = column(`COALESCE(s.rating, ${NO_RATING})`, 'DESC');
  switch (sort) {
    case 'recommended':
      return [byRating, column('s.review_count', 'DESC'), byId];
    case 'rating':
      return [byRating, byId];
    case 'price':
      return [column(`COALESCE(s.price_from, ${NO_PRICE})`, 'ASC'), byId];
    case 'name':
      return [column('s.name_key', 'ASC'), byId];
    case 'distance': {
      if (filter.near === null) throw new AppError('VALIDATION', 'Sorting by distance needs a place.');
      return [{ ...distanceTo(filter.near), direction: 'ASC' }, byId];
    }
  }
}

/** The condition for "behind this place": the first value that differs decides. */
export function behind(columns: readonly SortColumn[], key: SortKey): SqlPart {
  const steps = columns.map((column, at): SqlPart => {
    const equal = columns.slice(0, at).map((earlier, index) => compare(earlier, '=', key[index] ?? null));
    const beyond = compare(column, column.direction === 'ASC' ? '>' : '<', key[at] ?? null);
    return joinParts([...equal, beyond], ' AND ');
  });
  return joinParts(steps, ' OR ');
}

function compare(column: SortColumn, operator: '=' | '<' | '>', value: string | number | null): SqlPart {
  // Ids are text in JavaScript; compared with a number as text, the database would go by inexact floats.
  const place = column.sql === 's.hotel_id' ? 'CAST(? AS SIGNED)' : '?';
  return { sql: `${column.sql} ${operator} ${place}`, parameters: [...column.parameters, value] };
}

/** Values as the driver gives them (decimals as text), as the key holds them. */
export function toSortKey(query: IndexQuery, values: readonly (string | number)[], hotelId: string): SortKey {
  const first = query.sort === 'name' ? values : values.map(Number);
  return [...first, hotelId];
}
