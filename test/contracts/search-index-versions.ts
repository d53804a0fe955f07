import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SearchDocument } from '../../src/core/search/search-document.js';
import { aSearchDocument, aSearchRoom } from '../builders/a-search-document.js';
import { FilledIndex, type IndexUnderTest } from '../builders/a-search-index.js';

/** Documents that come late or twice. */
export function testIndexVersions(open: () => Promise<IndexUnderTest>): void {
  const search = new FilledIndex();
  beforeAll(() => search.open(open()));
  afterAll(() => search.under.close());
  beforeEach(() => search.under.clear());

  const put = (at: number, document: SearchDocument | null) =>
    search.index.write(at, [{ hotel_id: '1', document }], 'live');

  test('an older or equal document changes nothing, a newer one everything', async () => {
    const base = (search.version += 10);
    await put(base, aSearchDocument('1', { name: 'New', amenities: ['POOL'], partner_ids: ['7'] }));
    await put(base - 1, aSearchDocument('1', { name: 'Old', amenities: ['SPA'], rooms: [] }));
    await put(base, aSearchDocument('1', { name: 'Twin', amenities: ['SPA'], rooms: [] }));
    await search.under.refresh();

    expect(await search.find({ words: ['new'], amenities: ['POOL'] })).toEqual(['1']);
    expect(await search.find({ words: ['old'] })).toEqual([]);
    expect((await search.index.openNights(['1'])).get('1')?.get('11')).toEqual([
      { from: '2031-03-01', to: '2031-03-31' },
    ]);

    await put((search.version = base + 1), aSearchDocument('1', { name: 'Newest', rooms: [] }));
    await search.under.refresh();

    expect(await search.find({ words: ['newest'] })).toEqual(['1']);
    expect(await search.find({ amenities: ['POOL'] })).toEqual([]);
    expect(await search.find({ nights: { from: '2031-03-02', to: '2031-03-02' } })).toEqual([]);
  });

  test('a hotel that left is not brought back by an older document', async () => {
    const base = (search.version += 10);
    await put(base, aSearchDocument('1'));
    await put(base + 2, null);
    await put(base + 1, aSearchDocument('1'));
    await search.under.refresh();

    expect(await search.find()).toEqual([]);
    expect((await search.index.openNights(['1'])).has('1')).toBe(false);

    await put((search.version = base + 3), aSearchDocument('1'));
    await search.under.refresh();

    expect(await search.find()).toEqual(['1']);
  });

  test('one late document does not hold up the others of its batch', async () => {
    const base = (search.version += 10);
    await put(base + 1, aSearchDocument('1', { name: 'New' }));
    const both = [aSearchDocument('1', { name: 'Old' }), aSearchDocument('2', { name: 'Other' })];
    await search.index.write(
      base,
      both.map((document) => ({ hotel_id: document.hotel_id, document })),
      'live',
    );
    search.version = base + 1;
    await search.under.refresh();

    expect(await search.find({}, { sort: 'name' })).toEqual(['1', '2']);
    expect(await search.find({ words: ['old'] })).toEqual([]);
  });

  test('open nights are those last written, without waiting', async () => {
    search.version += 10;
    const nights = [
      { from: '2031-03-01', to: '2031-03-02' },
      { from: '2031-03-04', to: '2031-03-04' },
    ];
    await put(
      search.version,
      aSearchDocument('1', {
        rooms: [aSearchRoom('11', { open_nights: nights }), aSearchRoom('12', { open_nights: [] })],
      }),
    );

    const open = await search.index.openNights(['1', '2']);

    expect([...open.keys()]).toEqual(['1']);
    expect(open.get('1')?.get('11')).toEqual(nights);
    expect(open.get('1')?.get('12') ?? []).toEqual([]);
  });
}
