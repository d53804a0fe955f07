import type { Consumer } from '../events/event-bus.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import { createMysqlSearchIndex } from './mysql-search-index.js';
import { createReadSearchDocuments } from './read-search-documents.js';
import { createRebuildSearch, type RebuildSearch } from './rebuild-search.js';
import { createSearchHotels, type SearchHotels } from './search-hotels.js';
import type { SearchIndex } from './search-index.js';
import { createSearchProjector } from './search-projector.js';
import { createTakeTicket } from './search-ticket.js';

export interface Search {
  readonly searchIndex: SearchIndex;
  readonly searchHotels: SearchHotels;
  readonly rebuildSearch: RebuildSearch;
  /** Keeps the index in step; whoever has the role subscribes it. */
  readonly projector: Consumer;
}

export interface SearchSettings {
  readonly elasticsearchUrl: string | null;
  readonly elasticsearchIndex: string;
}

/** The index that the settings name. The client of Elasticsearch is loaded only where it is used; nothing connects. */
export async function openSearchIndex(settings: SearchSettings, database: Database): Promise<SearchIndex> {
  const { elasticsearchUrl: url, elasticsearchIndex: alias } = settings;
  if (url === null) return createMysqlSearchIndex({ database });
  const { openElasticsearchIndex } = await import('./elasticsearch-search-index.js');
  return openElasticsearchIndex({ url, alias });
}

/** Hotel search on an open index. */
export function createSearch(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly searchIndex: SearchIndex;
}): Search {
  const building = {
    ...deps,
    readSearchDocuments: createReadSearchDocuments(deps),
    takeTicket: createTakeTicket(deps),
  };
  return {
    searchIndex: deps.searchIndex,
    searchHotels: createSearchHotels(deps),
    rebuildSearch: createRebuildSearch(building),
    projector: createSearchProjector(building),
  };
}
