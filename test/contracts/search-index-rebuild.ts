import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SearchDocument } from '../../src/core/search/search-document.js';
import { aSearchDocument } from '../builders/a-search-document.js';
import { FilledIndex, type IndexUnderTest } from '../builders/a-search-index.js';

/** An index made anew beside the one that is searched. */
export function testIndexRebuild(open: () => Promise<IndexUnderTest>): void {
  const search = new FilledIndex();
  beforeAll(() => search.open(open()));
  afterAll(() => search.under.close());
  beforeEach(() => search.under.clear());

  test('what was written meanwhile is in the new index, newer than what the rebuild writes', async () => {
    const base = (search.version += 10);
    const entry = (document: SearchDocument) => ({ hotel_id: document.hotel_id, document });
    await search.write(aSearchDocument('1', { name: 'Stale' }));
    const target = await search.index.beginRebuild();
    await search.index.write(base + 2, [entry(aSearchDocument('1', { name: 'Fresh' }))], 'live');
    await search.index.write(
      base + 1,
      [entry(aSearchDocument('1', { name: 'Stale' })), entry(aSearchDocument('2', { name: 'Other' }))],
      'rebuild',
    );
    search.version = base + 2;
    await search.index.finishRebuild(target);
    await search.under.refresh();

    expect(await search.find({ words: ['fresh'] })).toEqual(['1']);
    expect(await search.find({ words: ['stale'] })).toEqual([]);
    expect(await search.find({ words: ['other'] })).toEqual(['2']);

    await search.write(aSearchDocument('3'));

    expect(await search.find({}, { sort: 'name' })).toEqual(['1', '3', '2']);
  });

  test('one that was left is taken up again', async () => {
    const first = await search.index.beginRebuild();
    const second = await search.index.beginRebuild();
    await search.index.finishRebuild(second);

    expect(second).toEqual({ name: first.name, resumed: true });
  });
}
