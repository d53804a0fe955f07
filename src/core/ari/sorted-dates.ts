import type { LocalDate } from '../model/local-date.js';

export function sortedDates(nights: ReadonlyMap<LocalDate, unknown>): LocalDate[] {
  return [...nights.keys()].sort();
}
