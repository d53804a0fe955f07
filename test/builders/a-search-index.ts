import type { SearchDocument } from '../../src/core/search/search-document.js';
import type { IndexFilter, IndexQuery, SearchIndex } from '../../src/core/search/search-index.js';

export interface IndexUnderTest {
  readonly index: SearchIndex;
  /** Makes what was written visible to `find` at once. */
  refresh(): Promise<void>;
  /** Empties it. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export const EVERYTHING: IndexFilter = {
  partner_id: null,
  words: [],
  city: null,
  country: null,
  near: null,
  nights: null,
  capacity: 1,
  rooms: 1,
  price: null,
  amenities: [],
  rating: null,
};

export const PORTO = { latitude: 41.1496, longitude: -8.611 };

/** An index of any kind, that each test finds empty. */
export class FilledIndex {
  /** The last that was written; it only grows. */
  version = 0;
  #under: IndexUnderTest | undefined;

  get under(): IndexUnderTest {
    if (this.#under === undefined) throw new Error('the index is not open yet');
    return this.#under;
  }

  get index(): SearchIndex {
    return this.under.index;
  }

  async open(under: Promise<IndexUnderTest>): Promise<void> {
    this.#under = await under;
  }

  async write(...documents: SearchDocument[]): Promise<void> {
    this.version += 1;
    const changes = documents.map((document) => ({ hotel_id: document.hotel_id, document }));
    await this.index.write(this.version, changes, 'live');
    await this.under.refresh();
  }

  /** Ids of the hotels that are found, in order. */
  async find(filter: Partial<IndexFilter> = {}, query: Partial<IndexQuery> = {}): Promise<string[]> {
    const found = await this.index.find({
      filter: { ...EVERYTHING, ...filter },
      sort: 'recommended',
      after: null,
      limit: 100,
      ...query,
    });
    return found.map(({ hotel_id }) => hotel_id);
  }
}
