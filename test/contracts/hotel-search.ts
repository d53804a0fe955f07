import { describe } from 'vitest';
import type { HotelSearchUnderTest } from '../builders/a-hotel-search.js';
import { testSearchFollows } from './hotel-search-follows.js';
import { testSearchOffers } from './hotel-search-offers.js';
import { testSearchPages } from './hotel-search-pages.js';
import { testSearchRebuild } from './hotel-search-rebuild.js';

/** The search of hotels, whatever holds the index; each part with hotels and an index of its own. */
export function testHotelSearch(open: () => Promise<HotelSearchUnderTest>): void {
  describe('offers', () => testSearchOffers(open));
  describe('the index follows', () => testSearchFollows(open));
  describe('pages', () => testSearchPages(open));
  describe('rebuild', () => testSearchRebuild(open));
}
