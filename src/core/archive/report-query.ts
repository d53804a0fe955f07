import type { Id } from '../model/ids.js';
import { dayOfWeek, addDays, type LocalDate } from '../model/local-date.js';
import type { BookingFact } from './booking-fact.js';

export const REPORT_DIMENSIONS = ['month', 'week', 'day', 'hotel', 'city', 'partner'] as const;
export type Dimension = (typeof REPORT_DIMENSIONS)[number];
export type ReportSource = 'live' | 'archive';

/** What every report is asked with. */
export interface ReportQuery {
  /** Booking dates or nights, as the report says; both inclusive. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly by: Dimension;
  readonly source: ReportSource;
  /** Only this hotel. */
  readonly hotel?: { readonly hotel_id: Id; readonly code: string } | undefined;
  /** Only hotels of this city, whatever its capitals and accents. */
  readonly city?: string | undefined;
  /** Only what this partner (its code) booked. */
  readonly partner?: string | undefined;
  /** Folder of the archive; without it the configured one. */
  readonly dir?: string | undefined;
}

/** How far the archive speaks for what was asked; null for live reports. */
export interface Coverage {
  /** Months of which bookings may exist that the archive has not. */
  readonly missing_months: readonly string[];
  /** When the oldest month that was read was exported; UTC, ISO 8601. */
  readonly as_of: string | null;
}

export interface Report<Row> {
  readonly report: 'revenue' | 'occupancy' | 'pickup' | 'lead-time';
  readonly source: ReportSource;
  readonly by: Dimension;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly rows: readonly Row[];
  /** The same figures over all groups, one row for each currency. */
  readonly totals: readonly Row[];
  readonly coverage: Coverage | null;
}

/** The name of a group: a month, a week of ISO 8601, a day, or a code. */
export function groupOf(by: Dimension, fact: BookingFact, date: LocalDate): string {
  switch (by) {
    case 'hotel':
      return fact.hotel_code;
    case 'city':
      return fact.city;
    case 'partner':
      return fact.partner;
    case 'month':
    case 'week':
    case 'day':
      return periodOf(by, date);
  }
}

export function periodOf(by: 'month' | 'week' | 'day', date: LocalDate): string {
  if (by === 'day') return date;
  return by === 'month' ? date.slice(0, 7) : isoWeek(date);
}

/** The week belongs to the year that has its Thursday (ISO 8601): 2027-01-01 is in 2026-W53. */
function isoWeek(date: LocalDate): string {
  const thursday = addDays(date, 3 - dayOfWeek(date));
  const year = thursday.slice(0, 4);
  const first = `${year}-01-01`;
  let week = 1;
  for (let day = thursday; addDays(day, -7) >= first; day = addDays(day, -7)) week += 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Tells whether two names of a city mean the same one: "Málaga" is "malaga". */
export function sameCity(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .trim()
    .toLowerCase();
}

/** Both sources are filtered by the same words, so that both give the same numbers. */
export function concerns(query: ReportQuery, fact: BookingFact): boolean {
  return (
    (query.hotel === undefined || fact.hotel_id === query.hotel.hotel_id) &&
    (query.city === undefined || sameCity(fact.city, query.city)) &&
    (query.partner === undefined || fact.partner === query.partner)
  );
}

/** Sums by group and currency: amounts of two currencies are never added. */
export class Groups<T> {
  private readonly sums = new Map<string, { group: string; currency: string; sum: T }>();
  constructor(private readonly empty: () => T) {}

  at(group: string, currency: string): T {
    const key = `${group}\n${currency}`;
    let entry = this.sums.get(key);
    if (entry === undefined) this.sums.set(key, (entry = { group, currency, sum: this.empty() }));
    return entry.sum;
  }

  /** In the order of group and currency. */
  map<R>(toRow: (sum: T, group: string, currency: string) => R): R[] {
    const keyed = [...this.sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    return keyed.map(([, { group, currency, sum }]) => toRow(sum, group, currency));
  }
}
