import { describe } from 'vitest';
import type { IndexUnderTest } from '../builders/a-search-index.js';
import { testIndexFilters } from './search-index-filters.js';
import { testIndexOrder } from './search-index-order.js';
import { testIndexRebuild } from './search-index-rebuild.js';
import { testIndexVersions } from './search-index-versions.js';

/** What every search index does; the same documents give the same hotels in the same order, whatever holds them. */
export function testSearchIndex(open: () => Promise<IndexUnderTest>): void {
  describe('filters', () => testIndexFilters(open));
  describe('order and pages', () => testIndexOrder(open));
  describe('versions', () => testIndexVersions(open));
  describe('rebuild', () => testIndexRebuild(open));
}
