import { parseAmount } from '../model/money.js';
import { wasSold, type BookingFact } from './booking-fact.js';
import type { ReadFacts } from './fact-source.js';
import { amountText, average, percent } from './report-figures.js';
import { groupOf, Groups, type Report, type ReportQuery } from './report-query.js';

/** Amounts are decimal text in the row's currency. */
export interface RevenueRow {
  readonly group: string;
  readonly currency: string;
  /** Made in the span, whatever became of them. */
  readonly bookings: number;
  /** Those of them that have been cancelled since. */
  readonly cancelled_bookings: number;
  readonly gross_revenue: string;
  readonly cancelled_revenue: string;
  readonly net_revenue: string;
  /** Of bookings that stand. */
  readonly room_nights: number;
  /** Net revenue by room night. */
  readonly adr: string | null;
  /** Share of the bookings, percent. */
  readonly cancellation_rate: string | null;
}

export type RevenueReport = (query: ReportQuery) => Promise<Report<RevenueRow>>;

interface Sum {
  bookings: number;
  cancelled: number;
  gross: number;
  lost: number;
  roomNights: number;
}

const emptySum = (): Sum => ({ bookings: 0, cancelled: 0, gross: 0, lost: 0, roomNights: 0 });

/** Revenue by booking date (UTC): what was sold in a span of days, gross, lost again to cancellations, and net. */
export function createRevenueReport({ readFacts }: { readonly readFacts: ReadFacts }): RevenueReport {
  return async (query) => {
    const { from, to, by, source } = query;
    const groups = new Groups<Sum>(emptySum);
    const totals = new Groups<Sum>(emptySum);
    const coverage = await readFacts(query, { on: 'booking', from, to }, (fact) => {
      if (!wasSold(fact)) return;
      add(groups.at(groupOf(by, fact, fact.booking_date), fact.currency), fact);
      add(totals.at('total', fact.currency), fact);
    });
    return {
      report: 'revenue',
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

function add(sum: Sum, fact: BookingFact): void {
  const revenue = parseAmount(fact.revenue, fact.currency);
  sum.bookings += 1;
  sum.gross += revenue;
  if (fact.status === 'CANCELLED') {
    sum.cancelled += 1;
    sum.lost += revenue;
  } else sum.roomNights += fact.room_nights;
}

function toRow(sum: Sum, group: string, currency: string): RevenueRow {
  const net = sum.gross - sum.lost;
  return {
    group,
    currency,
    bookings: sum.bookings,
    cancelled_bookings: sum.cancelled,
    gross_revenue: amountText(sum.gross, currency) ?? '',
    cancelled_revenue: amountText(sum.lost, currency) ?? '',
    net_revenue: amountText(net, currency) ?? '',
    room_nights: sum.roomNights,
    adr: amountText(average(net, sum.roomNights), currency),
    cancellation_rate: percent(sum.cancelled, sum.bookings),
  };
}
