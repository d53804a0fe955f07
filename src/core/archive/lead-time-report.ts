import { wasSold } from './booking-fact.js';
import type { ReadFacts } from './fact-source.js';
import { percent } from './report-figures.js';
import { groupOf, Groups, type Report, type ReportQuery } from './report-query.js';

/** Bookings by the days between booking and arrival; cancelled ones count, for they were made like the others. */
export interface LeadTimeRow {
  readonly group: string;
  readonly bookings: number;
  readonly median_days: number | null;
  readonly average_days: string | null;
  readonly same_day: number;
  readonly days_1_3: number;
  readonly days_4_7: number;
  readonly days_8_14: number;
  readonly days_15_30: number;
  readonly days_31_60: number;
  readonly days_61_90: number;
  readonly days_91_180: number;
  readonly days_181_up: number;
  /** Share of the bookings that were cancelled, percent. */
  readonly cancellation_rate: string | null;
}

export type LeadTimeReport = (query: ReportQuery) => Promise<Report<LeadTimeRow>>;

type Bucket = Exclude<
  keyof LeadTimeRow,
  'group' | 'bookings' | 'median_days' | 'average_days' | 'cancellation_rate'
>;

/** Upper ends, inclusive, in days. */
export const LEAD_TIME_BUCKETS: readonly (readonly [name: Bucket, upTo: number])[] = [
  ['same_day', 0],
  ['days_1_3', 3],
  ['days_4_7', 7],
  ['days_8_14', 14],
  ['days_15_30', 30],
  ['days_31_60', 60],
  ['days_61_90', 90],
  ['days_91_180', 180],
  ['days_181_up', Number.POSITIVE_INFINITY],
];

interface Sum {
  bookings: number;
  cancelled: number;
  /** Bookings of each number of days: a few hundred entries, however many bookings. */
  readonly days: Map<number, number>;
}

const emptySum = (): Sum => ({ bookings: 0, cancelled: 0, days: new Map() });

/** How long before arrival guests book, by booking date (UTC); the days are those of the hotel's own calendar. */
export function createLeadTimeReport({ readFacts }: { readonly readFacts: ReadFacts }): LeadTimeReport {
  return async (query) => {
    const { from, to, by, source } = query;
    const groups = new Groups<Sum>(emptySum);
    const totals = new Groups<Sum>(emptySum);
    const coverage = await readFacts(query, { on: 'booking', from, to }, (fact) => {
      if (!wasSold(fact)) return;
      for (const sum of [groups.at(groupOf(by, fact, fact.booking_date), ''), totals.at('total', '')]) {
        sum.bookings += 1;
        if (fact.status === 'CANCELLED') sum.cancelled += 1;
        sum.days.set(fact.lead_days, (sum.days.get(fact.lead_days) ?? 0) + 1);
      }
    });
    return {
      report: 'lead-time',
      source,
      by,
      from,
      to,
      rows: groups.map(toRow),
      totals: totals.map(toRow),
      coverage,
    };
  };
}

function toRow(sum: Sum, group: string): LeadTimeRow {
  const sorted = [...sum.days].sort(([a], [b]) => a - b);
  const total = sorted.reduce((days, [lead, count]) => days + lead * count, 0);
  const counts: Record<Bucket, number> = { ...NO_BOOKINGS };
  for (const [lead, count] of sorted) counts[bucketOf(lead)] += count;
  return {
    group,
    bookings: sum.bookings,
    median_days: median(sorted, sum.bookings),
    average_days: sum.bookings === 0 ? null : (total / sum.bookings).toFixed(1),
    ...counts,
    cancellation_rate: percent(sum.cancelled, sum.bookings),
  };
}

const NO_BOOKINGS: Readonly<Record<Bucket, number>> = {
  same_day: 0,
  days_1_3: 0,
  days_4_7: 0,
  days_8_14: 0,
  days_15_30: 0,
  days_31_60: 0,
  days_61_90: 0,
  days_91_180: 0,
  days_181_up: 0,
};

function bucketOf(lead: number): Bucket {
  return LEAD_TIME_BUCKETS.find(([, upTo]) => lead <= upTo)?.[0] ?? 'days_181_up';
}

/** The middle one; of an even number the middle between the two middle ones. */
function median(
  sorted: readonly (readonly [lead: number, count: number])[],
  bookings: number,
): number | null {
  if (bookings === 0) return null;
  const at = (position: number): number => {
    let passed = 0;
    for (const [lead, count] of sorted) {
      passed += count;
      if (passed > position) return lead;
    }
    return 0;
  };
  return (at(Math.floor((bookings - 1) / 2)) + at(Math.floor(bookings / 2))) / 2;
}
