import { addDays, daysBetween, type LocalDate } from '../../core/model/local-date.js';

interface Range {
  readonly from: LocalDate;
  /** Inclusive. */
  readonly to: LocalDate;
}

/** What comes after each other in a push, by calendar month (`2026-10`), months ascending; a range is cut at each month's end. */
export function byMonth<R extends Range>(ranges: readonly R[]): Map<string, R[]> {
  const months = new Map<string, R[]>();
  for (const range of ranges) {
    for (let from = range.from; from <= range.to;) {
      const end = lastOfMonth(from);
      const to = end < range.to ? end : range.to;
      const month = from.slice(0, 7);
      months.set(month, [...(months.get(month) ?? []), { ...range, from, to }]);
      from = addDays(to, 1);
    }
  }
  return new Map([...months].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Groups of at most so many, in order; at least one. */
export function chunksOf<T>(list: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

export function nightsIn({ from, to }: Range): number {
  return daysBetween(from, to) + 1;
}

function lastOfMonth(date: LocalDate): LocalDate {
  const [year = '', month = ''] = date.split('-');
  const next =
    month === '12' ? `${Number(year) + 1}-01-01` : `${year}-${String(Number(month) + 1).padStart(2, '0')}-01`;
  return addDays(next, -1);
}
