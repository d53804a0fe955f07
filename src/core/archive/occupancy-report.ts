import { AppError } from '../model/errors.js';
import { readSupply, type Supply } from './read-supply.js';
import type { Database } from '../platform/database.js';
import type { ReadFacts } from './fact-source.js';
import { amountText, average, percent } from './report-figures.js';
import { groupOf, Groups, periodOf, type Dimension, type Report, type ReportQuery } from './report-query.js';
import { stayNights } from './stay-nights.js';

/** Room nights of stays, and what they bring in the row's currency. */
export interface OccupancyRow {
  readonly group: string;
  readonly currency: string;
  readonly sold_room_nights: number;
  /** Still for sale now. */
  readonly available_room_nights: number;
  /** Sold of sold and available, percent. */
  readonly occupancy: string | null;
  readonly room_revenue: string;
  /** Revenue by room night sold. */
  readonly adr: string | null;
  /** Revenue by room night sold or available. */
  readonly revpar: string | null;
}

export type OccupancyReport = (query: ReportQuery) => Promise<Report<OccupancyRow>>;

interface Sum {
  sold: number;
  available: number;
  revenue: number;
}

const emptySum = (): Sum => ({ sold: 0, available: 0, revenue: 0 });

/**
 * Occupancy by stay date. Sold are the nights of bookings that stand, from either source; available is always what the
 * inventory offers now. Rooms that the hotel sold elsewhere are in neither.
 * @throws AppError VALIDATION by partner: nights for sale are nobody's yet.
 */
export function createOccupancyReport(deps: {
  readonly readFacts: ReadFacts;
  readonly database: Database;
}): OccupancyReport {
  return async (query) => {
    const { from, to, by, source } = query;
    if (by === 'partner' || query.partner !== undefined) {
      throw new AppError(
        'VALIDATION',
        'Occupancy knows no partners: rooms for sale are not yet anybody\'s. Ask "bellhop report revenue --by partner".',
        { next: 'bellhop report revenue --help' },
      );
    }
    const groups = new Groups<Sum>(emptySum);
    const totals = new Groups<Sum>(emptySum);
    const coverage = await deps.readFacts(query, { on: 'stay', from, to }, (fact) => {
      if (fact.status !== 'CONFIRMED') return;
      for (const { date, rooms, revenue } of stayNights(fact, { from, to })) {
        for (const sum of [
          groups.at(groupOf(by, fact, date), fact.currency),
          totals.at('total', fact.currency),
        ]) {
          sum.sold += rooms;
          sum.revenue += revenue;
        }
      }
    });
    for (const supply of await readSupply(deps.database, query)) {
      groups.at(supplyGroup(by, supply), supply.currency).available += supply.available;
      totals.at('total', supply.currency).available += supply.available;
    }
    return {
      report: 'occupancy',
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

function supplyGroup(by: Exclude<Dimension, 'partner'>, supply: Supply): string {
  if (by === 'hotel') return supply.hotel_code;
  return by === 'city' ? supply.city : periodOf(by, supply.date);
}

function toRow(sum: Sum, group: string, currency: string): OccupancyRow {
  const offered = sum.sold + sum.available;
  return {
    group,
    currency,
    sold_room_nights: sum.sold,
    available_room_nights: sum.available,
    occupancy: percent(sum.sold, offered),
    room_revenue: amountText(sum.revenue, currency) ?? '',
    adr: amountText(average(sum.revenue, sum.sold), currency),
    revpar: amountText(average(sum.revenue, offered), currency),
  };
}
