import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { StayNight } from './stay-rules.js';

/** The nights of a stay and its departure date, by product (see `productKey`). */
export type Products = ReadonlyMap<string, ReadonlyMap<LocalDate, StayNight>>;

/** Nights in any order, of one hotel or of several. */
export function toProducts(rows: readonly StayNight[]): Products {
  const products = new Map<string, Map<LocalDate, StayNight>>();
  for (const row of rows) {
    const key = productKey(row.room_id, row.rate_plan_id);
    let nights = products.get(key);
    if (nights === undefined) products.set(key, (nights = new Map<LocalDate, StayNight>()));
    nights.set(row.date, row);
  }
  return products;
}

export function productKey(roomId: Id, ratePlanId: Id): string {
  return `${roomId}:${ratePlanId}`;
}
