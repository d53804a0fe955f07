import type { LocalDate } from '../model/local-date.js';

/** The part of a booking's record that tells where it once was. */
export interface FormerArrivals {
  /** In their order, without the present one; left out when it never had another. */
  readonly former_check_in_dates?: readonly LocalDate[];
}

/**
 * What a booking that moves to another arrival must remember: every arrival that it ever had, without the new one. All
 * of them and not only the last, so that whoever keeps a list by arrival can clear it from the newest event alone.
 * @param before the booking as it was
 * @param arrival its new check_in_date, which may be the old one
 * @returns a part of the new record; empty for a booking that never moved
 */
export function withFormerArrivals(
  before: FormerArrivals & { readonly check_in_date: LocalDate },
  arrival: LocalDate,
): FormerArrivals {
  const dates = new Set([...(before.former_check_in_dates ?? []), before.check_in_date]);
  dates.delete(arrival);
  return dates.size === 0 ? {} : { former_check_in_dates: [...dates].sort() };
}

/** The column of `bookings`. */
export function formerArrivalsText({ former_check_in_dates }: FormerArrivals): string | null {
  return former_check_in_dates === undefined ? null : JSON.stringify(former_check_in_dates);
}

/** @param text the column of `bookings`, written by `formerArrivalsText` alone */
export function readFormerArrivals(text: string | null): FormerArrivals {
  return text === null ? {} : { former_check_in_dates: JSON.parse(text) as LocalDate[] };
}
