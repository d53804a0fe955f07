import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { BookingComparison } from './booking-difference.js';
import type { CopySource, Difference } from './difference.js';

export type Side = 'channel' | 'pms';

export interface RunTotals {
  readonly differences: number;
  /** Nights that differ and count for nothing yet: about to be told to a channel; of a PMS, where bookings have just moved rooms. */
  readonly pending: number;
  readonly by_class: Readonly<Record<string, number>>;
  readonly by_field: Readonly<Record<string, number>>;
  readonly by_cause: Readonly<Record<string, number>>;
}

/** One comparison of a hotel with one partner, as it is kept. */
export interface Run {
  readonly run_id: Id;
  readonly hotel: string;
  readonly partner: string;
  readonly side: Side;
  /** Where the partner's copy is from. */
  readonly source: CopySource;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Nights of rooms and rate plans. */
  readonly nights: number;
  readonly totals: RunTotals;
  readonly bookings: BookingComparison | null;
  readonly warnings: readonly string[];
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly finished_at: string;
}

export interface StoredRun extends Omit<Run, 'hotel' | 'partner'> {
  readonly hotel_id: Id;
  readonly partner_id: Id;
}

export function totalsOf(differences: readonly Difference[], pending: number): RunTotals {
  const by = (pick: (one: Difference) => string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const one of differences) counts[pick(one)] = (counts[pick(one)] ?? 0) + 1;
    return counts;
  };
  return {
    ...{ differences: differences.length, pending },
    by_class: by((one) => one.class),
    by_field: by((one) => one.field),
    by_cause: by((one) => one.cause),
  };
}
