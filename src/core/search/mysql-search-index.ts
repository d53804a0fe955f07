import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { mysqlFacets } from './mysql-search-facets.js';
import { joinParts, mysqlCondition } from './mysql-search-filter.js';
import { behind, mysqlSortColumns, toSortKey } from './mysql-search-order.js';
import { mysqlWrite } from './mysql-search-write.js';
import type { NightRange } from './search-document.js';
import type { Candidate, IndexQuery, OpenNights, SearchIndex } from './search-index.js';

/** Hotel search by tables of the database: no further server, good for some ten thousand hotels. */
export function createMysqlSearchIndex({ database }: { readonly database: Database }): SearchIndex {
  return {
    kind: 'mysql',
    find: (query) => find(database, query),
    facets: (filter) => mysqlFacets(database, filter),
    openNights: (hotelIds) => readOpenNights(database, hotelIds),
    write: (version, changes) => mysqlWrite(database, version, changes),
    // Filled in place: rows are replaced one by one, and the search goes on meanwhile.
    beginRebuild: () => Promise.resolve({ name: 'search_hotels', resumed: true }),
    finishRebuild: () => Promise.resolve(),
    // It is the database, and that is asked anyway.
    healthy: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

type FoundRow = Readonly<Record<`key_${number}`, string | number>> & {
  readonly hotel_id: Id;
  readonly price_from: string | null;
};

async function find(database: Database, query: IndexQuery): Promise<Candidate[]> {
  const columns = mysqlSortColumns(query);
  const keys = columns.slice(0, -1);
  const filter = mysqlCondition(query.filter);
  const where = query.after === null ? filter : joinParts([filter, behind(columns, query.after)], ' AND ');
  const rows = await database.rows<FoundRow>(
    `SELECT s.hotel_id, s.price_from, ${keys.map(({ sql }, at) => `${sql} AS key_${at}`).join(', ')}
     FROM search_hotels s WHERE ${where.sql}
     ORDER BY ${[...keys.map(({ direction }, at) => `key_${at} ${direction}`), 's.hotel_id'].join(', ')} LIMIT ?`,
    [...keys.flatMap(({ parameters }) => parameters), ...where.parameters, query.limit],
  );
  return rows.map((row) => ({
    hotel_id: row.hotel_id,
    price_from: row.price_from === null ? null : Number(row.price_from),
    key: toSortKey(
      query,
      keys.map((_, at) => row[`key_${at}`] ?? 0),
      row.hotel_id,
    ),
  }));
}

async function readOpenNights(database: Database, hotelIds: readonly Id[]): Promise<OpenNights> {
  const hotels = new Map<Id, Map<Id, NightRange[]>>();
  if (hotelIds.length === 0) return hotels;
  const rows = await database.rows<{ hotel_id: Id; room_id: Id | null; from: string; to: string }>(
    `SELECT s.hotel_id, n.room_id, n.from_date AS \`from\`, n.to_date AS \`to\` FROM search_hotels s
     LEFT JOIN search_open_nights n ON n.hotel_id = s.hotel_id
     WHERE s.hotel_id IN (?) AND s.active = 1 ORDER BY s.hotel_id, n.room_id, n.from_date`,
    [hotelIds],
  );
  for (const { hotel_id, room_id, from, to } of rows) {
    const rooms = hotels.get(hotel_id) ?? new Map<Id, NightRange[]>();
    hotels.set(hotel_id, rooms);
    if (room_id === null) continue;
    rooms.set(room_id, [...(rooms.get(room_id) ?? []), { from, to }]);
  }
  return hotels;
}
