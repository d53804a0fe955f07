import type { z } from 'zod';
import type { App } from '../../core/app.js';
import type { Viewer } from '../../core/hotels/catalogue.js';
import { validate } from '../../core/model/validation.js';
import type { SearchRequest } from '../../core/search/search-hotels.js';
import { jsonAnswer } from '../answer.js';
import type { GuestRoute, Route } from '../route.js';
import { jsonContent, problems } from '../schemas/problem.js';
import { searchAnswer, searchQuery } from '../schemas/search.js';

/** To be matched before /api/hotels/{hotel_id}, or a hotel called "search" would answer. */
export function createSearchRoutes(deps: Pick<App, 'searchHotels'>): Route[] {
  return [searchRoute(deps)];
}

function searchRoute({ searchHotels }: Pick<App, 'searchHotels'>): GuestRoute {
  return {
    method: 'get',
    path: '/api/hotels/search',
    access: 'guest',
    operation: {
      operationId: 'searchHotels',
      tags: ['Guests', 'OTA'],
      summary: 'Find hotels by place, dates, party, price and what they offer',
      description:
        'With dates every hotel shown can be booked at the price shown, all restrictions considered. Partners find what ' +
        'is mapped to them, under their own codes.',
      request: { query: searchQuery },
      responses: {
        200: { description: 'A page of hotels', content: jsonContent(searchAnswer) },
        ...problems('VALIDATION', 'UNAUTHENTICATED', 'RATE_LIMITED', 'UNAVAILABLE'),
      },
    },
    handle: async ({ partner, query }) => {
      const request = toRequest(validate(searchQuery, query, 'query'), partner);
      return jsonAnswer(200, await searchHotels(request));
    },
  };
}

function toRequest(query: z.output<typeof searchQuery>, viewer: Viewer | null): SearchRequest {
  const { checkin_date, checkout_date, location } = query;
  return {
    viewer,
    text: query.text ?? null,
    city: query.city ?? location?.city ?? null,
    country: query.country ?? null,
    near: location?.near ?? null,
    stay:
      checkin_date === undefined || checkout_date === undefined
        ? null
        : { check_in: checkin_date, check_out: checkout_date },
    guests: query.guests ?? null,
    rooms: query.rooms,
    price: query.price_range ?? null,
    amenities: query.amenities ?? [],
    rating: query.rating ?? null,
    sort: query.sort,
    limit: query.limit,
    cursor: query.cursor ?? null,
    facets: query.facets,
  };
}
