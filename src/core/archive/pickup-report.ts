import { addDays, type LocalDate } from '../model/local-date.js';
import { cancellationDay, wasSold, type BookingFact } from './booking-fact.js';
import type { ReadFacts } from './fact-source.js';
import { amountText } from './report-figures.js';
import { groupOf, Groups, type Report, type ReportQuery } from './report-query.js';
import { stayNights } from './stay-nights.js';

export interface PickupQuery extends ReportQuery {
  /** How many days back the pickup goes, its last day included. */
  readonly days: number;
  /** Last day (UTC) of the pickup. */
  readonly until: LocalDate;
}

/** Nights of one stay period; amounts are decimal text in the row's currency. */
export interface PickupRow {
  readonly group: string;
  readonly currency: string;
  /** Made in the last days, with a night in the period; one over two periods counts in both. */
  readonly bookings: number;
  readonly picked_up_room_nights: number;
  readonly picked_up_revenue: string;
  /** Cancelled in the last days, whenever they were made. */
  readonly cancelled_room_nights: number;
  readonly cancelled_revenue: string;
  /** Picked up less cancelled: what the books have gained. */
  readonly net_room_nights: number;
  readonly net_revenue: string;
  /** On the books: of bookings that stand. */
  readonly on_the_books_room_nights: number;
  readonly on_the_books_revenue: string;
}

export interface PickupReportResult extends Report<PickupRow> {
  /** Booking dates (UTC), both inclusive. */
  readonly pickup_from: LocalDate;
  readonly pickup_to: LocalDate;
}

export type PickupReport = (query: PickupQuery) => Promise<PickupReportResult>;

interface Amount {
  nights: number;
  revenue: number;
}

interface Sum {
  bookings: number;
  readonly gained: Amount;
  readonly lost: Amount;
  readonly standing: Amount;
}

const emptyAmount = (): Amount => ({ nights: 0, revenue: 0 });
const emptySum = (): Sum => ({
  bookings: 0,
  gained: emptyAmount(),
  lost: emptyAmount(),
  standing: emptyAmount(),
});

/** What the last days have added to the books, by the nights that were booked. */
export function createPickupReport({ readFacts }: { readonly readFacts: ReadFacts }): PickupReport {
  return async (query) => {
    const { from, to, by, source, until } = query;
    const span = { from: addDays(until, 1 - query.days), to: until };
    const groups = new Groups<Sum>(emptySum);
    const totals = new Groups<Sum>(emptySum);
    const coverage = await readFacts(query, { on: 'stay', from, to }, (fact) => {
      if (!wasSold(fact)) return;
      const touched = new Set<Sum>();
      for (const night of stayNights(fact, { from, to })) {
        for (const sum of [
          groups.at(groupOf(by, fact, night.date), fact.currency),
          totals.at('total', fact.currency),
        ]) {
          touched.add(sum);
          for (const amount of amountsOf(sum, fact, span)) {
            amount.nights += night.rooms;
            amount.revenue += night.revenue;
          }
        }
      }
      if (isIn(span, fact.booking_date)) for (const sum of touched) sum.bookings += 1;
    });
    return {
      report: 'pickup',
      source,
      by,
      from,
      to,
      pickup_from: span.from,
      pickup_to: span.to,
      rows: groups.map(toRow),
      totals: totals.map(toRow),
      coverage,
    };
  };
}

interface Span {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

function isIn({ from, to }: Span, date: LocalDate): boolean {
  return date >= from && date <= to;
}

/** Where a night of this booking counts. */
function amountsOf(sum: Sum, fact: BookingFact, span: Span): Amount[] {
  const cancelled = fact.status === 'CANCELLED';
  return [
    ...(isIn(span, fact.booking_date) ? [sum.gained] : []),
    ...(cancelled && isIn(span, cancellationDay(fact)) ? [sum.lost] : []),
    ...(cancelled ? [] : [sum.standing]),
  ];
}

function toRow({ bookings, gained, lost, standing }: Sum, group: string, currency: string): PickupRow {
  const text = (minor: number) => amountText(minor, currency) ?? '';
  return {
    group,
    currency,
    bookings,
    picked_up_room_nights: gained.nights,
    picked_up_revenue: text(gained.revenue),
    cancelled_room_nights: lost.nights,
    cancelled_revenue: text(lost.revenue),
    net_room_nights: gained.nights - lost.nights,
    net_revenue: text(gained.revenue - lost.revenue),
    on_the_books_room_nights: standing.nights,
    on_the_books_revenue: text(standing.revenue),
  };
}
