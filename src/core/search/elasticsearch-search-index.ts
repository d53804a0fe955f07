import { Client } from '@elastic/elasticsearch';
import type { Id } from '../model/ids.js';
import { writeBulk } from './elasticsearch-bulk.js';
import { isMissing, onElasticsearch } from './elasticsearch-errors.js';
import { elasticFacets } from './elasticsearch-facets.js';
import { ElasticsearchIndexes } from './elasticsearch-indexes.js';
import { elasticQuery, elasticSort, fromHitSort, toSearchAfter } from './elasticsearch-query.js';
import type { NightRange, SearchChange } from './search-document.js';
import type {
  Candidate,
  IndexFilter,
  IndexQuery,
  OpenNights,
  RebuildTarget,
  SearchFacets,
  SearchIndex,
} from './search-index.js';

export interface ElasticsearchOptions {
  readonly url: string;
  /** Whose index answers; indexes are called ALIAS_v..., the one that a rebuild fills has the alias ALIAS_next. */
  readonly alias: string;
}

/** A guest waits; the projector can. */
const SEARCH_TIMEOUT_MS = 5_000;
const HEALTH_TIMEOUT_MS = 2_000;

/** Connects lazily: the first call finds out whether anybody is there. */
export function openElasticsearchIndex(options: ElasticsearchOptions): SearchIndex {
  return new ElasticsearchSearchIndex(options);
}

interface StoredNights {
  readonly rooms: readonly {
    readonly room_id: Id;
    readonly open_nights: readonly { readonly gte: string; readonly lte: string }[];
  }[];
}

class ElasticsearchSearchIndex implements SearchIndex {
  readonly kind = 'elasticsearch';
  private readonly client: Client;
  private readonly alias: string;
  private readonly indexes: ElasticsearchIndexes;

  constructor({ url, alias }: ElasticsearchOptions) {
    this.client = new Client({ node: url, maxRetries: 1 });
    this.alias = alias;
    this.indexes = new ElasticsearchIndexes(this.client, alias);
  }

  find(query: IndexQuery): Promise<Candidate[]> {
    return this.orEmpty([], async () => {
      const answer = await this.client.search<{ price_from: number | null }>(
        {
          index: this.alias,
          size: query.limit,
          track_total_hits: false,
          _source: ['price_from'],
          query: elasticQuery(query.filter),
          sort: elasticSort(query),
          ...(query.after === null ? {} : { search_after: toSearchAfter(query.after) }),
        },
        { requestTimeout: SEARCH_TIMEOUT_MS },
      );
      return answer.hits.hits.map(({ _id, _source, sort }) => ({
        hotel_id: _id ?? '',
        price_from: _source?.price_from ?? null,
        key: fromHitSort(sort ?? []),
      }));
    });
  }

  facets(filter: IndexFilter): Promise<SearchFacets> {
    const nothing = { total: 0, amenities: [], cities: [], rating: [], price: [] };
    return this.orEmpty(nothing, () =>
      elasticFacets(this.client, { index: this.alias, filter, timeoutMs: SEARCH_TIMEOUT_MS }),
    );
  }

  async openNights(hotelIds: readonly Id[]): Promise<OpenNights> {
    const hotels = new Map<Id, Map<Id, NightRange[]>>();
    if (hotelIds.length === 0) return hotels;
    // By id, which reads what was written last, where a search would see it only after the next refresh.
    const answer = await this.orEmpty({ docs: [] }, () =>
      this.client.mget<StoredNights>({
        index: this.alias,
        ids: [...hotelIds],
        _source: ['rooms.room_id', 'rooms.open_nights'],
      }),
    );
    for (const hit of answer.docs) {
      if (!('found' in hit) || !hit.found || hit._source === undefined) continue;
      const rooms = hit._source.rooms ?? [];
      const entries = rooms.map(({ room_id, open_nights }): [Id, NightRange[]] => [
        room_id,
        open_nights.map(({ gte, lte }) => ({ from: gte, to: lte })),
      ]);
      hotels.set(hit._id, new Map(entries));
    }
    return hotels;
  }

  async write(version: number, changes: readonly SearchChange[], into: 'live' | 'rebuild'): Promise<void> {
    const aliases = await this.indexes.toWrite(into);
    try {
      await writeBulk({ client: this.client, aliases, successor: this.alias }, version, changes);
    } catch (error) {
      this.indexes.doubt();
      throw error;
    }
  }

  beginRebuild(): Promise<RebuildTarget> {
    return this.indexes.beginRebuild();
  }

  finishRebuild(target: RebuildTarget): Promise<void> {
    return this.indexes.finishRebuild(target);
  }

  async healthy(): Promise<boolean> {
    try {
      await this.client.cluster.health({}, { requestTimeout: HEALTH_TIMEOUT_MS, maxRetries: 0 });
      return true;
    } catch {
      // Away is the answer, not a failure of the question.
      return false;
    }
  }

  close(): Promise<void> {
    return this.client.close();
  }

  /** A system whose first hotel is still on its way has no index, and so nothing to find. */
  private async orEmpty<T>(nothing: T, call: () => Promise<T>): Promise<T> {
    try {
      return await onElasticsearch(call);
    } catch (error) {
      if (isMissing(error)) return nothing;
      throw error;
    }
  }
}
