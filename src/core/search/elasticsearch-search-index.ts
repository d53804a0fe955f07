import { Client } from '@elastic/elasticsearch';
import type { Id } from '../model/ids.js';
import { writeBulk } from './elasticsearch-bulk.js';
import { alreadyExists, isMissing, onElasticsearch } from './elasticsearch-errors.js';
import { elasticFacets } from './elasticsearch-facets.js';
import { INDEX_DEFINITION } from './elasticsearch-mapping.js';
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
  private readonly nextAlias: string;
  /** Known to be there; checked anew after a write that did not find it. */
  private ready = false;

  constructor({ url, alias }: ElasticsearchOptions) {
    this.client = new Client({ node: url, maxRetries: 1 });
    this.alias = alias;
    this.nextAlias = `${alias}_next`;
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
    if (into === 'live') await this.ensureIndex();
    const aliases = into === 'rebuild' ? [this.nextAlias] : await this.liveAliases();
    try {
      await writeBulk({ client: this.client, aliases, successor: this.alias }, version, changes);
    } catch (error) {
      this.ready = false;
      throw error;
    }
  }

  async beginRebuild(): Promise<RebuildTarget> {
    const left = await this.indexOf(this.nextAlias);
    if (left !== undefined) return { name: left, resumed: true };
    const name = `${this.alias}_v${Date.now()}`;
    await onElasticsearch(() =>
      this.client.indices.create({ index: name, aliases: { [this.nextAlias]: {} }, ...INDEX_DEFINITION }),
    );
    return { name, resumed: false };
  }

  async finishRebuild({ name }: RebuildTarget): Promise<void> {
    await onElasticsearch(() => this.client.indices.refresh({ index: name }));
    const old = await this.indexOf(this.alias);
    // One step for the cluster: no search finds no index, and no write goes to the old one alone.
    await onElasticsearch(() =>
      this.client.indices.updateAliases({
        actions: [
          { add: { index: name, alias: this.alias } },
          { remove: { index: name, alias: this.nextAlias } },
          ...(old === undefined || old === name ? [] : [{ remove_index: { index: old } }]),
        ],
      }),
    );
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

  /**
   * Asked before each write, after the reading that it follows: who begins a rebuild makes its alias before reading
   * anything, so a write that does not see it yet only holds what that rebuild reads later anyway.
   */
  private async liveAliases(): Promise<string[]> {
    const filling = await onElasticsearch(() => this.client.indices.existsAlias({ name: this.nextAlias }));
    return filling ? [this.alias, this.nextAlias] : [this.alias];
  }

  /** The first one has a fixed name, so that two processes that start at once make one. */
  private async ensureIndex(): Promise<void> {
    if (this.ready) return;
    if ((await this.indexOf(this.alias)) === undefined) {
      try {
        await onElasticsearch(() =>
          this.client.indices.create({
            index: `${this.alias}_v1`,
            aliases: { [this.alias]: {} },
            ...INDEX_DEFINITION,
          }),
        );
      } catch (error) {
        if (!alreadyExists(error)) throw error;
      }
    }
    this.ready = true;
  }

  private async indexOf(alias: string): Promise<string | undefined> {
    try {
      const answer = await onElasticsearch(() => this.client.indices.getAlias({ name: alias }));
      return Object.keys(answer)[0];
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}
