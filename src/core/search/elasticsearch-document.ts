import type { Id } from '../model/ids.js';
import { foldText, wordsOf } from './fold-text.js';
import type { SearchDocument } from './search-document.js';
import { NO_PRICE, NO_RATING } from './search-index.js';

const ID_DIGITS = 19;

/** Ids as text of one length: texts then compare as the numbers do. */
export function sortableId(id: Id): string {
  return id.padStart(ID_DIGITS, '0');
}

export function plainId(sortable: string): Id {
  return sortable.replace(/^0+/, '');
}

/** A document in the fields of elasticsearch-mapping.ts. */
export function toElasticDocument(document: SearchDocument) {
  const { location, rooms, name, city, description, rating, price_from, ...rest } = document;
  return {
    ...rest,
    name,
    city,
    description,
    rating,
    price_from,
    location: location === null ? null : { lat: location.latitude, lon: location.longitude },
    words: [...new Set(wordsOf([name, city, description ?? ''].join(' ')))],
    city_key: foldText(city),
    sort: {
      hotel_id: sortableId(document.hotel_id),
      name: foldText(name),
      rating: rating ?? NO_RATING,
      price: price_from ?? NO_PRICE,
    },
    rooms: rooms.map(({ open_nights, ...room }) => ({
      ...room,
      open_nights: open_nights.map(({ from, to }) => ({ gte: from, lte: to })),
    })),
  };
}
